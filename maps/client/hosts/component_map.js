// The map in the dashboard: mounted once, fed with a description and the keys of its bytes.
/**
 * @typedef {{description?: object, events?: string, basemaps?: Record<string, string>, height?: number, options?: object}} Message
 * @typedef {{data: Message, parentElement: HTMLElement, setStateValue: (name: string, value: unknown) => void,
 *   setTriggerValue: (name: string, value: unknown) => void}} Component
 * @typedef {HTMLElement & {component: Component, message: Message, gone?: boolean, atlas?: {destroy: () => void}}} Host
 */

/** @param {(atlas: any) => void} run */
function whenClient(run) {
  const page = /** @type {{conflictAtlas?: any}} */ (window);
  if (page.conflictAtlas?.feed) run(page.conflictAtlas);
  else window.addEventListener("conflict-atlas:client", () => run(page.conflictAtlas), { once: true });
}

const STATES = { onWindow: "window", onShape: "shape", onLegend: "legend", onDrawing: "drawing" };

/** Whether the page's sidebar takes room beside the map: it is part of what a link shows. */
function sidebarOpen() {
  const bar = document.querySelector('[data-testid="stSidebar"]');
  return !(bar instanceof HTMLElement) || bar.dataset.collapsed !== "true";
}

/** What the map says, as the component's state and triggers. @param {Host} host */
function callbacks(host) {
  /** @param {string} state */
  const set = (state) => (/** @type {unknown} */ value) => host.component.setStateValue(state, value);
  return {
    ...Object.fromEntries(Object.entries(STATES).map(([name, state]) => [name, set(state)])),
    // the time: closing twice is news twice
    onSelect: (/** @type {number | null} */ index, /** @type {string | null} */ eventId, /** @type {string} */ key) =>
      host.component.setStateValue("selection", { index, event_id: eventId, key, at: Date.now() }),
    onView: (/** @type {object} */ view) => host.component.setStateValue("view", { ...view, sidebar: sidebarOpen() }),
    onProbe: (/** @type {number} */ lat, /** @type {number} */ lon) =>
      host.component.setTriggerValue("probe", { lat, lon }),
    onCount: (/** @type {string} */ part) => host.component.setTriggerValue("count", part),
  };
}

/** @param {HTMLElement} parent @returns {Host} */
function hostIn(parent) {
  const known = parent.querySelector(".conflict-atlas-map");
  if (known) return /** @type {Host} */ (known);
  const host = document.createElement("div");
  host.className = "conflict-atlas-map";
  parent.append(host);
  return /** @type {Host} */ (/** @type {unknown} */ (host));
}

/** @param {Component} component */
export default function (component) {
  const { data, parentElement } = component;
  const host = hostIn(parentElement);
  host.component = component;
  host.message = data || {};
  host.style.height = host.message.height ? `${host.message.height}px` : "100%";
  whenClient((atlas) => {
    if (host.gone) return;
    host.atlas ??= atlas.mount(host, callbacks(host), { ...host.message.options, sidebar: sidebarOpen });
    atlas.feed(host.atlas, host.message);
  });
  return () => {
    host.gone = true;
    host.atlas?.destroy();
  };
}
