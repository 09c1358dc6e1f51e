// The switch between the ways to draw a crowd, with what a density counts and how its classes are made.

/** @import { Drawing, Way } from "../events/drawing.js" */
/** @import { Scale } from "../events/classes.js" */

import { el } from "../base/dom.js";
import { SCALES } from "../events/classes.js";
import { MEASURES, WAYS } from "../events/drawing.js";

/** @type {Record<Way | "auto", [string, string]>} */
const WORDS = {
  auto: ["Auto", "By the number of events in view"],
  marks: ["Marks", "A mark for each event, those of one spot together"],
  piles: ["Piles", "Marks that touch are one, with their number"],
  hexagons: ["Hexagons", "How many there are in each hexagon"],
  heat: ["Heat", "Where many lie near one another"],
};
/** @type {Record<Scale, string>} */
const SCALE_WORDS = { log: "log steps", linear: "even steps", quantile: "quantiles" };

export class DrawingSwitch {
  /** @param {(drawing: Drawing) => void} onChange a person chose */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Drawing} */
    this.drawing = { way: "auto", measure: "events", scale: "log" };
    /** @type {(Way | "auto")[]} */
    const ways = ["auto", ...WAYS];
    this.buttons = ways.map((way) => {
      const [text, title] = WORDS[way];
      return el("button", {
        type: "button",
        class: "ca-seg",
        text,
        title,
        "data-way": way,
        on: { click: () => this.#change({ way }) },
      });
    });
    this.ways = select(
      "How crowds are drawn",
      ways.map((way) => [way, WORDS[way][0]]),
      (value) => this.#change({ way: ways.find((way) => way === value) || "auto" }),
    );
    this.measures = select(
      "What is counted",
      MEASURES.map((measure) => [measure, measure]),
      (value) => this.#change({ measure: MEASURES.find((one) => one === value) || "events" }),
    );
    this.scales = select(
      "Steps of the colours",
      SCALES.map((scale) => [scale, SCALE_WORDS[scale]]),
      (value) => this.#change({ scale: SCALES.find((one) => one === value) || "log" }),
    );
    this.node = el(
      "div",
      { class: "ca-bar ca-drawing", role: "group", "aria-label": "How crowds are drawn" },
      el("div", { class: "ca-ways" }, ...this.buttons),
      this.ways,
    );
    /** Stands in the legend, beside the classes. */
    this.options = el("div", { class: "ca-density-options" }, this.measures, this.scales);
  }

  /** @param {Partial<Drawing>} part */
  #change(part) {
    this.set({ ...this.drawing, ...part });
    this.onChange(this.drawing);
  }

  /** @param {Drawing} drawing */
  set(drawing) {
    this.drawing = drawing;
    this.ways.value = drawing.way;
    this.measures.value = drawing.measure;
    this.scales.value = drawing.scale;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.way === drawing.way));
  }

  /** Say which way "auto" has come to. @param {Way} way */
  came(way) {
    const [auto] = this.buttons;
    auto.textContent = this.drawing.way === "auto" ? `Auto: ${WORDS[way][0].toLowerCase()}` : WORDS.auto[0];
    this.scales.hidden = way !== "hexagons";
  }
}

/** @param {string} label @param {[string, string][]} options @param {(value: string) => void} onPick */
function select(label, options, onPick) {
  const node = el(
    "select",
    { "aria-label": label, title: label },
    ...options.map(([value, text]) => el("option", { value, text })),
  );
  node.addEventListener("change", () => onPick(node.value));
  return node;
}
