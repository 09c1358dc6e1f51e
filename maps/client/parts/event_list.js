// The list of a crowd: grouped by who, by what or by when, with a search. A group's events are listed when it is opened.

/** @import { Cards } from "./cards.js" */

import { el } from "../base/dom.js";
import { debounce } from "../base/waiting.js";
import { dateParts, manyText, numberText } from "../base/wording.js";

/** @typedef {"attacker" | "type" | "year"} Grouping */

/** @type {[Grouping, string][]} */
const GROUPINGS = [
  ["attacker", "Attacker"],
  ["type", "Type"],
  ["year", "Year"],
];
const OPEN_UP_TO = 12; // events that are found are listed at once
const NO_YEAR = "No date";

export class EventList {
  /** @param {Cards} cards @param {number[]} indices newest first @param {(i: number) => void} onPick */
  constructor(cards, indices, onPick) {
    this.cards = cards;
    this.indices = indices;
    this.onPick = onPick;
    /** @type {Grouping} */
    this.grouping = "attacker";
    /** What is searched in, of each event that was. @type {Map<number, string>} */
    this.words = new Map();
    this.search = el("input", {
      type: "search",
      class: "ca-search",
      placeholder: "Search these events",
      "aria-label": "Search these events",
    });
    this.search.addEventListener(
      "input",
      debounce(() => this.#fill(), 120),
    );
    this.buttons = GROUPINGS.map(([grouping, text]) =>
      el("button", {
        type: "button",
        class: "ca-seg",
        text,
        "data-grouping": grouping,
        on: { click: () => this.#group(grouping) },
      }),
    );
    this.said = el("p", { class: "ca-key-note", role: "status" });
    this.groups = el("div", { class: "ca-groups" });
    this.node = el(
      "div",
      { class: "ca-list" },
      el(
        "div",
        { class: "ca-list-head" },
        this.search,
        el("div", { class: "ca-segs", role: "group", "aria-label": "Group by" }, ...this.buttons),
      ),
      this.said,
      this.groups,
    );
    this.#group("attacker");
  }

  /** @param {Grouping} grouping */
  #group(grouping) {
    this.grouping = grouping;
    for (const button of this.buttons)
      button.setAttribute("aria-pressed", String(button.dataset.grouping === grouping));
    this.#fill();
  }

  /** What an event is grouped under. @param {number} i */
  #nameOf(i) {
    const { cards } = this;
    if (this.grouping === "type") return cards.kindLabel(i) || "Type not stated";
    if (this.grouping === "attacker") return cards.attacker(i);
    const { from, dated } = cards.data;
    return i < dated ? String(dateParts(from[i])[0]) : NO_YEAR;
  }

  /** @param {number} i */
  #wordsOf(i) {
    const known = this.words.get(i);
    if (known !== undefined) return known;
    const { cards } = this;
    const parts = [
      cards.title(i),
      cards.attacker(i),
      cards.kindLabel(i),
      cards.when(i),
      cards.text("place", i),
      cards.text("target", i),
      cards.text("notes", i),
    ];
    const words = parts.filter(Boolean).join(" ").toLocaleLowerCase();
    this.words.set(i, words);
    return words;
  }

  #fill() {
    const wanted = this.search.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const found = wanted.length
      ? this.indices.filter((i) => wanted.every((word) => this.#wordsOf(i).includes(word)))
      : this.indices;
    /** @type {Map<string, number[]>} */
    const groups = new Map();
    for (const i of found) {
      const name = this.#nameOf(i);
      const held = groups.get(name);
      if (held) held.push(i);
      else groups.set(name, [i]);
    }
    const sorted = [...groups];
    if (this.grouping === "year")
      sorted.sort(([a], [b]) => Number(a === NO_YEAR) - Number(b === NO_YEAR) || Number(b) - Number(a));
    else sorted.sort(([, a], [, b]) => b.length - a.length);
    const open = sorted.length === 1 || found.length <= OPEN_UP_TO;
    this.groups.replaceChildren(...sorted.map(([name, held]) => this.#section(name, held, open)));
    const all = manyText(this.indices.length, "event");
    this.said.textContent = wanted.length ? `${numberText(found.length)} of ${all} found` : "";
  }

  /** @param {string} name @param {number[]} held @param {boolean} open */
  #section(name, held, open) {
    const head = el(
      "summary",
      { class: "ca-group" },
      el("span", { class: "ca-row-text", text: name }),
      el("span", { class: "ca-row-count", text: numberText(held.length) }),
    );
    const section = el("details", { class: "ca-group-of" }, head);
    const fill = () => {
      if (section.childElementCount === 1) section.append(this.cards.list(held, this.onPick));
    };
    section.addEventListener("toggle", fill);
    if (open) {
      fill();
      section.open = true;
    }
    return section;
  }
}
