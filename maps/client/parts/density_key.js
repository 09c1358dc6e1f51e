// The legend's part on a crowd: what a pile's area and number are, the classes of hexagons, the ramp of heat.

/** @import { Classed } from "../events/density.js" */
/** @import { Drawing, Way } from "../events/drawing.js" */

import { el } from "../base/dom.js";
import { manyText, numberText } from "../base/wording.js";

/**
 * How the map is drawn now: `apart`: events that are in no hexagon; `unlocated`: those that are nowhere.
 * @typedef {{way: Way, drawing: Drawing, classed: Classed | null, unlocated: number}} Drawn
 */

export class DensityKey {
  /** @param {HTMLElement} options the choices of what is counted and of the steps */
  constructor(options) {
    this.options = options;
    this.node = el("section", { class: "ca-density", hidden: true, "aria-label": "How many" });
    this._told = "";
  }

  /** @param {Drawn} drawn */
  set(drawn) {
    const told = JSON.stringify(drawn);
    if (told === this._told) return;
    this._told = told;
    const { way, drawing, classed, unlocated } = drawn;
    this.node.hidden = way === "marks";
    if (way === "marks") return;
    /** @type {HTMLElement[]} */
    const parts = [
      el("h3", {
        text:
          way === "piles"
            ? "Events that touch are one mark"
            : `${drawing.measure === "deaths" ? "Deaths" : "Events"} here`,
      }),
    ];
    if (way === "piles") parts.push(line("Area and number: events. Click one for its list."));
    if (way === "hexagons" && classed)
      parts.push(...classed.ranges.map((range, k) => classRow(classed.colours[k], rangeText(range))));
    if (way === "heat" && classed) parts.push(rampRow(classed.colours));
    if (way === "hexagons" || way === "heat") parts.push(this.options);
    if (classed && drawing.measure === "deaths") {
      parts.push(line("Without unknown deaths, and those of events dated to longer than what is shown"));
    }
    if (classed?.apart)
      parts.push(
        line(
          `${manyText(classed.apart, "event")} known only to a district or wider: on that, in no ${way === "heat" ? "heat" : "hexagon"}`,
        ),
      );
    if (unlocated) parts.push(line(`${numberText(unlocated)} not located: nowhere on the map`));
    this.node.replaceChildren(...parts);
  }
}

/** @param {[number, number | null]} range */
export function rangeText([from, to]) {
  if (to === null) return from === 1 ? "1 and more" : `${numberText(from)} and more`;
  return from === to ? numberText(from) : `${numberText(from)}–${numberText(to)}`;
}

/** @param {string} text */
const line = (text) => el("p", { class: "ca-key-note", text });

/** @param {string} colour @param {string} text */
function classRow(colour, text) {
  const swatch = el("span", { class: "ca-class", "aria-hidden": "true" });
  swatch.style.background = colour;
  return el("div", { class: "ca-row ca-mark" }, swatch, el("span", { class: "ca-row-text", text }));
}

/** @param {string[]} colours */
function rampRow(colours) {
  const ramp = el("span", { class: "ca-ramp", "aria-hidden": "true" });
  ramp.style.background = `linear-gradient(90deg, ${colours.join(", ")})`;
  return el("div", { class: "ca-row ca-mark" }, el("span", { text: "few" }), ramp, el("span", { text: "many" }));
}
