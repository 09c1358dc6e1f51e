// The ways to draw a crowd, and which of them the map is in.

/** @import { PileRule } from "../base/description.js" */
/** @import { RawDrawing } from "../base/description.js" */
/** @import { Scale } from "./classes.js" */

import { SCALES } from "./classes.js";

/**
 * `marks`: a mark for each event, those of one spot in a pile; `piles`: marks that touch are one; `hexagons` and `heat`:
 * how many, where. `auto`: by the events in view.
 * @typedef {"marks" | "piles" | "hexagons" | "heat"} Way
 * @typedef {"events" | "deaths"} Measure
 * @typedef {{way: Way | "auto", measure: Measure, scale: Scale}} Drawing
 */

/** @type {Way[]} */
export const WAYS = ["marks", "piles", "hexagons", "heat"];
/** @type {Measure[]} */
export const MEASURES = ["events", "deaths"];

/** How so many events in view, of whatever date, are drawn: it stays while time plays. @param {Drawing} drawing @param {number} inView @param {PileRule} rule @returns {Way} */
export function wayFor({ way }, inView, rule) {
  if (way !== "auto") return way;
  if (inView >= rule.hexagons_from) return "hexagons";
  return inView >= rule.piles_from ? "piles" : "marks";
}

/** A drawing with nothing missing; what is none of ours is as at the start. @param {RawDrawing | undefined} raw @returns {Drawing} */
export function readDrawing(raw) {
  const { way, measure, scale } = raw || {};
  return {
    way: WAYS.find((one) => one === way) || "auto",
    measure: MEASURES.find((one) => one === measure) || "events",
    scale: SCALES.find((one) => one === scale) || "log",
  };
}
