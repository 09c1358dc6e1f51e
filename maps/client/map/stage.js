// The elements of a map: the stage with the map and what stands on it, and the foot below.

import { el } from "../base/dom.js";
import { L } from "../base/leaflet.js";

const SPOKEN = "Map of events. Arrow keys step through time, Shift and arrows move the map.";

export class Stage {
  /** @param {HTMLElement} root @param {HTMLElement | null} mapNode of a map that is there already */
  constructor(root, mapNode) {
    this.root = root;
    this.mapNode = mapNode || el("div", { class: "ca-map" });
    this.node = el("div", { class: "ca-stage" });
    if (mapNode) mapNode.before(root);
    this.node.append(this.mapNode);
    this.foot = el("div", { class: "ca-foot" });
    root.classList.add("ca");
    root.append(this.node, this.foot);
    this.mapNode.classList.add("ca-map");
    this.mapNode.setAttribute("role", "region");
    this.mapNode.setAttribute("aria-label", SPOKEN);
    this.titleNode = el("h1");
    this.subtitleNode = el("p");
    this.heading = el("div", { class: "ca-heading" }, this.titleNode, this.subtitleNode);
    this.briefDate = el("div", { class: "ca-brief-date" });
    this.credit = el("div", { class: "ca-credit" });
    this.empty = el("div", { class: "ca-nothing", hidden: true, role: "status" });
    this.panelNode = el("aside", { class: "ca-panel", hidden: true, "aria-label": "Events" });
    this.topLeft = el("div", { class: "ca-tl" }, this.heading);
    this.topRight = el("div", { class: "ca-tr" });
    this.bottomRight = el("div", { class: "ca-br" }, this.credit);
    this.bottom = el("div", { class: "ca-bottom" });
  }

  /**
   * Put everything on the stage. @param {{topLeft: Node[], topRight: Node[], legend: HTMLElement, scale: HTMLElement | undefined,
   *   bottom: Node[], foot: Node[]}} parts
   */
  furnish({ topLeft, topRight, legend, scale, bottom, foot }) {
    this.topLeft.append(...topLeft);
    this.topRight.append(...topRight);
    if (scale) this.bottomRight.prepend(scale);
    this.bottom.append(...bottom);
    this.node.append(
      this.topLeft,
      this.topRight,
      this.briefDate,
      legend,
      this.bottomRight,
      this.bottom,
      this.empty,
      this.panelNode,
    );
    for (const node of [this.topLeft, this.topRight, legend, this.panelNode, this.bottom])
      L.DomEvent.disableScrollPropagation(node);
    this.foot.append(...foot);
  }

  /** @param {{title: string, subtitle: string}} words */
  setWords({ title, subtitle }) {
    this.titleNode.textContent = title;
    this.subtitleNode.textContent = subtitle;
    this.subtitleNode.hidden = !subtitle;
  }

  /** How much height a legend has below the buttons. */
  roomForLegend() {
    return Math.max(110, this.node.clientHeight - this.topLeft.offsetTop - this.topLeft.offsetHeight - 28);
  }

  /** Whether an open legend leaves enough of the map. */
  get roomy() {
    return this.node.clientWidth >= 900 && this.node.clientHeight >= 380;
  }

  /** What has the focus, in the page or the shadow root that this is in. */
  get focused() {
    const root = this.node.getRootNode();
    return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  }

  /** The panels over the map, as boxes in pixels of it. @returns {[number, number, number, number][]} */
  panelBoxes() {
    const stage = this.node.getBoundingClientRect();
    return [...this.node.querySelectorAll(".ca-legend, .ca-heading, .ca-bar, .ca-br > *, .ca-brief-date")]
      .map((node) => node.getBoundingClientRect())
      .filter((box) => box.width)
      .map((box) => [box.left - stage.left, box.top - stage.top, box.right - stage.left, box.bottom - stage.top]);
  }
}

/** Leaflet's and our style sheets, once per page or shadow root. @param {Node} root @param {string} css */
export function injectStyles(root, css) {
  const place = root instanceof ShadowRoot ? root : document.head;
  if (place.querySelector("style[data-conflict-atlas]")) return;
  place.prepend(el("style", { "data-conflict-atlas": true, text: css }));
}
