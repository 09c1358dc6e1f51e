// The count strip under the map: its parts add up to the selection, and with what is filtered out to the database.

/** @import { Counts } from "../events/counting.js" */

import { el } from "../base/dom.js";
import { countParts } from "../base/wording.js";

export class CountStrip {
  /** @param {(part: string) => void} onCount */
  constructor(onCount) {
    this.onCount = onCount;
    this.node = el("div", { class: "ca-counts", role: "status", "aria-live": "off" });
    this._text = "";
  }

  /**
   * @param {Counts} c
   * @param {number} total events in the database, when more than the selection
   * @param {string[]} notes what the map does not draw, in words
   */
  set(c, total, notes) {
    const parts = [...countParts(c, total), ...notes.map((note) => ["note", note])];
    const text = JSON.stringify(parts);
    if (text === this._text) return;
    this._text = text;
    this.node.replaceChildren(
      ...parts.map(([part, words]) => {
        if (part === "filtered" || part === "note")
          return el("span", { class: "ca-count", text: words, "data-part": part }); // not on the map's list
        return el("button", {
          type: "button",
          class: part === "shown" ? "ca-count ca-count-main" : "ca-count",
          text: words,
          "data-part": part,
          title: "Show these events in the list",
          on: { click: () => this.onCount(part) },
        });
      }),
    );
  }
}
