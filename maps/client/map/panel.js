// The panel at the map's right edge: a list of events, or the card of one.

/** @import { Stage } from "./stage.js" */

import { el, iconButton } from "../base/dom.js";

export class Panel {
  /** @param {Stage} stage @param {() => void} onClose */
  constructor(stage, onClose) {
    this.stage = stage;
    this.node = stage.panelNode;
    this.onClose = onClose;
    /** What had the focus before. @type {Element | null} */
    this.back = null;
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** @param {string} title @param {...Node} nodes */
  open(title, ...nodes) {
    this.back = this.back || this.stage.focused;
    const close = iconButton("close", "Close (Escape)", () => this.close());
    this.node.replaceChildren(el("div", { class: "ca-panel-head" }, el("h3", { text: title }), close), ...nodes);
    this.node.hidden = false;
    this.node.scrollTop = 0;
    close.focus({ preventScroll: true });
  }

  /** True when it was open. */
  close() {
    if (!this.isOpen) return false;
    this.node.hidden = true;
    if (this.back instanceof HTMLElement) this.back.focus({ preventScroll: true });
    this.back = null;
    this.onClose();
    return true;
  }
}
