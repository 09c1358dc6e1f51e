// Small helpers for the page. Texts reach it as text nodes only.

export const FONT = '"Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, sans-serif';
export const SVG_NS = "http://www.w3.org/2000/svg";

/**
 * @typedef {{class?: string, text?: string | null, on?: Record<string, (event: any) => void>} & Record<string, unknown>} Props
 * @typedef {keyof typeof ICONS} IconName
 */

/**
 * Make an element. `props`: class, text, title, on (listeners), and plain attributes.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Props | null} [props] @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = String(value);
    else if (name === "text") node.textContent = String(value);
    else if (name === "on") {
      const listeners = /** @type {Record<string, (event: any) => void>} */ (value);
      for (const [event, fn] of Object.entries(listeners)) node.addEventListener(event, fn);
    } else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) node.append(child);
  return node;
}

const ICONS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  back: "M6 5h2.4v14H6zM19 5v14L9.5 12z",
  forward: "M15.6 5H18v14h-2.4zM5 5l9.5 7L5 19z",
  plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  minus: "M5 11h14v2H5z",
  close: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4L12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
  tools: "M3 17h8v2H3zM3 11h4v2H3zM3 5h12v2H3zM17 3h2v6h-2zM9 9h2v6H9zM13 11h8v2h-8zM13 15h2v6h-2zM17 17h4v2h-4z",
  box: "M4 4h16v16H4zM6 6v12h12V6z",
  circle: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14z",
  probe:
    "M11 2h2v4h-2zM11 18h2v4h-2zM2 11h4v2H2zM18 11h4v2h-4zM12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  measure:
    "M15.5 2.5 21.5 8.5 8.5 21.5 2.5 15.5zM15.5 5.3 5.3 15.5l3.2 3.2L18.7 8.5zM9 9.5l2 2-1.1 1.1-2-2zM12 6.5l3 3-1.1 1.1-3-3zM6 12.5l3 3-1.1 1.1-3-3z",
  list: "M4 6h2v2H4zM8 6h12v2H8zM4 11h2v2H4zM8 11h12v2H8zM4 16h2v2H4zM8 16h12v2H8z",
  brief: "M3 4h18v12H3zM5 6v8h14V6zM9 18h6l2 3h-2.3l-.7-1h-4l-.7 1H7z",
  full: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
  fit: "M11 2h2v3.1A7 7 0 0 1 18.9 11H22v2h-3.1A7 7 0 0 1 13 18.9V22h-2v-3.1A7 7 0 0 1 5.1 13H2v-2h3.1A7 7 0 0 1 11 5.1zM12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10z",
  loop: "M7 6h9a4 4 0 0 1 4 4v3h-2v-3a2 2 0 0 0-2-2H7v3L2.5 7 7 3zM17 18H8a4 4 0 0 1-4-4v-3h2v3a2 2 0 0 0 2 2h9v-3l4.5 4-4.5 4z",
  chevron: "M6 9.4 7.4 8 12 12.6 16.6 8 18 9.4 12 15.4z",
};

/** A drawing of one path. @param {IconName} name */
export function icon(name) {
  const svg = document.createElementNS(SVG_NS, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG_NS, "path");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

/**
 * A button with an icon and a label that readers speak and hovering shows.
 * @param {IconName} name @param {string} label @param {() => void} onClick @param {Props} [extra]
 */
export function iconButton(name, label, onClick, extra) {
  return el(
    "button",
    { type: "button", class: "ca-icon", title: label, "aria-label": label, on: { click: onClick }, ...extra },
    icon(name),
  );
}

/** The brush of a canvas. @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings] */
export function brushOf(canvas, settings) {
  const g = canvas.getContext("2d", settings);
  if (!g) throw new Error("This browser has no canvas to draw on.");
  return g;
}

/** A canvas of so many pixels on the screen, sharp on fine screens, and its brush. @param {number} w @param {number} h */
export function smallCanvas(w, h) {
  const sharp = 2;
  const canvas = el("canvas", { width: w * sharp, height: h * sharp, "aria-hidden": "true", class: "ca-swatch" });
  canvas.style.width = `${w}px`;
  canvas.style.height = `${h}px`;
  const g = brushOf(canvas);
  g.scale(sharp, sharp);
  return { canvas, g };
}

export const reducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Whether what is pressed there is typed into a field. @param {EventTarget} node */
export function isTyping(node) {
  if (!(node instanceof HTMLElement)) return false;
  if (node.isContentEditable || node instanceof HTMLTextAreaElement) return true;
  return node instanceof HTMLInputElement && !/^(button|checkbox|radio|range|submit)$/.test(node.type);
}
