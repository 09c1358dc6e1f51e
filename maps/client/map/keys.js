// The keys. Those typed into a field are never ours.

/** @import { Timeline } from "../time/timeline.js" */
/** @import { Tools } from "../parts/tools.js" */

import { isTyping, reducedMotion } from "../base/dom.js";

const PAN_PX = 120;
/** @type {Record<string, [number, number]>} */
const PANS = { ArrowLeft: [-PAN_PX, 0], ArrowRight: [PAN_PX, 0], ArrowUp: [0, -PAN_PX], ArrowDown: [0, PAN_PX] };

/**
 * @typedef {{map: L.Map, root: HTMLElement, tools: Tools, timeline: Timeline, brief: () => void, leave: () => boolean}} KeyParts
 *   `leave` closes what is open: true when there was something
 */

export class Keys {
  /** @param {KeyParts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @param {KeyboardEvent} event */
    this.listener = (event) => this.#pressed(event);
    window.addEventListener("keydown", this.listener);
  }

  destroy() {
    window.removeEventListener("keydown", this.listener);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const path = event.composedPath();
    const [on] = path;
    const inside = path.includes(this.parts.root);
    if (!inside && on !== document.body && on !== document.documentElement) return;
    if (isTyping(on) || (on instanceof HTMLSelectElement && event.key !== "Escape")) return;
    const pressesIt =
      (event.key === " " || event.key === "Enter") && on instanceof Element && /^(BUTTON|A|SUMMARY)$/.test(on.tagName);
    if (pressesIt || !this.#take(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  #take(event) {
    const { map, tools, timeline, brief, leave } = this.parts;
    if (tools.key(event)) return true;
    if (event.key === "Escape") return leave();
    if (event.shiftKey && PANS[event.key]) map.panBy(PANS[event.key], { animate: !reducedMotion() });
    else if (event.key === "b" || event.key === "B") brief();
    else if (event.key === "+" || event.key === "=") map.zoomIn();
    else if (event.key === "-" || event.key === "_") map.zoomOut();
    else return timeline.key(event);
    return true;
  }
}
