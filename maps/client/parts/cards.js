// Words about events: the hover tip, the list of a spot, and the card of a page that stands alone.

/** @import { EventData } from "../base/decode.js" */
/** @import { Description } from "../base/description.js" */

import { EVENT_FLAGS } from "../base/decode.js";
import { el, smallCanvas } from "../base/dom.js";
import { figuresText, kmText, milesText, NO_DATE, numberText, placeText, whenText } from "../base/wording.js";
import { drawGlyph, inks } from "../events/glyphs.js";
import { styleOf } from "../events/looks.js";

const LISTED_AT_ONCE = 100;
const MOST_TOLD = 8; // of more events on a spot the tip tells of all together
const MOST_IN_TIP = 4; // colours

/** @typedef {{words: string, url?: string}} Source @typedef {{words: string, actor?: string}} Claim */

export class Cards {
  /** @param {{data: () => EventData | null, describe: () => Description}} hooks */
  constructor(hooks) {
    this.hooks = hooks;
  }

  /** The events; what a card tells of there are some. */
  get data() {
    const data = this.hooks.data();
    if (!data) throw new Error("There are no events to tell of.");
    return data;
  }

  /** What a column of texts says of an event. @param {string} name @param {number} i @returns {any} */
  text(name, i) {
    return this.hooks.data()?.texts?.get(name, i) ?? null;
  }

  /** @param {number} i */
  when(i) {
    const { from, to, dated, flags, time } = this.data;
    if (i >= dated) return NO_DATE;
    return whenText(
      from[i],
      to[i],
      this.hooks.describe().timeKinds[time[i]],
      Boolean(flags[i] & EVENT_FLAGS.openStart),
    );
  }

  /** @param {number} i */
  colourLabel(i) {
    const entry = this.hooks.describe().legend.colours[this.data.colour[i]];
    return entry ? entry.label : "";
  }

  /** Who did it, as far as the page knows: by the texts, else by the colour where that says it. @param {number} i @returns {string} */
  attacker(i) {
    const said = this.text("attacker", i);
    if (said) return said;
    const { legend } = this.hooks.describe();
    return (legend.title === "Attacker" && this.colourLabel(i)) || "Attacker not stated";
  }

  /** @param {number} i */
  kindLabel(i) {
    const code = this.data.shape[i];
    const entry = this.hooks.describe().legend.shapes.find((shape) => shape.code === code);
    return entry ? entry.label : this.hooks.describe().shapeLabels[code] || "";
  }

  /** @param {number} i */
  deaths(i) {
    const { flags, low, best, high } = this.data;
    /** @param {import("../base/decode.js").Column} values @param {number} missing */
    const figure = (values, missing) => (flags[i] & missing ? null : values[i]);
    return `deaths ${figuresText(figure(low, EVENT_FLAGS.noLow), figure(best, EVENT_FLAGS.noBest), figure(high, EVENT_FLAGS.noHigh))}`;
  }

  /** @param {number} i */
  where(i) {
    const { precision, reach } = this.data;
    const words = this.hooks.describe().precisions[precision[i]] || "";
    return reach[i] ? `${words}, within ${kmText(reach[i])} (${milesText(reach[i])})` : words;
  }

  /** @param {number} i */
  title(i) {
    return this.text("title", i) || this.kindLabel(i) || "Event";
  }

  /** @param {number} i */
  swatch(i) {
    const d = this.hooks.describe();
    const data = this.data;
    const { canvas, g } = smallCanvas(24, 24);
    const colour = d.colours[data.colour[i]] || d.look.other;
    drawGlyph(g, d.shapeNames[data.shape[i]], 12, 12, 6.4, inks(colour, d.look, d.dark), styleOf(data, i));
    return canvas;
  }

  /** What many events are together: their number, and who or what most of them are. @param {number[]} indices */
  #crowdTip(indices) {
    const { colour } = this.data;
    const { legend, colours, look } = this.hooks.describe();
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const i of indices) counts.set(colour[i], (counts.get(colour[i]) || 0) + 1);
    const largest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_IN_TIP);
    const rows = largest.map(([code, count]) => {
      const dot = el("span", { class: "ca-dot" });
      dot.style.background = colours[code] || look.other;
      const label = legend.colours[code]?.label || "Other";
      return el("div", { class: "ca-bar-row" }, dot, el("span", { text: label }), el("b", { text: numberText(count) }));
    });
    const more =
      counts.size > largest.length ? [el("div", { text: `and ${numberText(counts.size - largest.length)} more` })] : [];
    return el(
      "div",
      { class: "ca-card-small" },
      el("strong", { text: `${numberText(indices.length)} events here` }),
      ...rows,
      ...more,
      el("div", { text: "click for the list" }),
    );
  }

  /** @param {number[]} indices */
  tip(indices) {
    if (indices.length > MOST_TOLD) return this.#crowdTip(indices);
    const i = indices[0];
    const place = this.text("place", i);
    const lines = [this.when(i), [this.colourLabel(i), this.deaths(i)].filter(Boolean).join(" · ")];
    if (place) lines.push(place);
    if (this.data.precision[i]) lines.push(`place known to: ${this.where(i)}`);
    if (this.data.flags[i] & EVENT_FLAGS.contested) lines.push("contested: rival claims");
    if (indices.length > 1) lines.push(`and ${numberText(indices.length - 1)} more here: click for the list`);
    return el(
      "div",
      { class: "ca-card-small" },
      el("strong", { text: this.title(i) }),
      ...lines.map((text) => el("div", { text })),
    );
  }

  /** A list of events to pick from, as buttons; what is left is one press away, however many lie on a spot. @param {number[]} indices @param {(i: number) => void} onPick */
  list(indices, onPick) {
    /** @param {number} i */
    const row = (i) =>
      el(
        "button",
        { type: "button", class: "ca-item", on: { click: () => onPick(i) } },
        this.swatch(i),
        el(
          "span",
          { class: "ca-item-text" },
          el("strong", { text: this.title(i) }),
          el("span", { text: [this.when(i), this.colourLabel(i), this.deaths(i)].filter(Boolean).join(" · ") }),
        ),
      );
    const node = el("div", { class: "ca-items" });
    /** @param {number} from @returns {HTMLElement | undefined} */
    const grow = (from) => {
      const to = Math.min(indices.length, from + LISTED_AT_ONCE);
      const rows = indices.slice(from, to).map(row);
      const left = indices.length - to;
      const text = `Show ${numberText(Math.min(left, LISTED_AT_ONCE))} more of ${numberText(left)}`;
      node.append(...rows);
      if (left) {
        const more = el("button", { type: "button", class: "ca-item ca-more", text });
        more.addEventListener("click", () => {
          more.remove();
          grow(to)?.focus({ preventScroll: true });
        });
        node.append(more);
      }
      return rows[0];
    };
    grow(0);
    return node;
  }

  /** Everything that the page carries about one event. @param {number} i */
  detail(i) {
    const data = this.data;
    const rows = [
      ["When", this.whenLong(i)],
      ["Where", [this.text("place", i), this.text("admin1", i), this.text("country", i)].filter(Boolean).join(", ")],
      ["Place known to", this.where(i)],
      ["How it was located", this.text("located", i)],
      [
        "Coordinates",
        data.flags[i] & EVENT_FLAGS.unlocated
          ? "not located"
          : placeText(data.lat[i] / data.scale, data.lon[i] / data.scale),
      ],
      ["Type", [this.kindLabel(i), this.text("sub_event_type", i)].filter(Boolean).join(" · ")],
      ["Attacker", this.text("attacker", i) || "not stated"],
      ["Known how", this.text("basis", i)],
      ["Target", this.text("target", i)],
      ["Casualties", [this.deaths(i), this.text("injured", i)].filter(Boolean).join(" · ")],
      ["Weapon", this.text("weapon", i)],
      ["Dataset", this.text("dataset", i)],
    ];
    const facts = rows
      .filter(([, value]) => value)
      .flatMap(([name, value]) => [el("dt", { text: name }), el("dd", { text: String(value) })]);
    const notes = this.text("notes", i);
    return el(
      "div",
      { class: "ca-detail" },
      el("h2", null, this.swatch(i), el("span", { text: this.title(i) })),
      data.flags[i] & EVENT_FLAGS.contested
        ? el("p", { class: "ca-flag", text: "Contested: the claims name rival attackers" })
        : null,
      el("dl", null, ...facts),
      notes ? el("p", { class: "ca-notes", text: notes }) : null,
      this._claims(this.text("claims", i)),
      this._sources(this.text("sources", i)),
    );
  }

  /** @param {number} i */
  whenLong(i) {
    const note = this.text("time_note", i);
    return note ? `${this.when(i)} (${note})` : this.when(i);
  }

  /** @param {Claim[] | null} claims */
  _claims(claims) {
    if (!claims?.length) return null;
    return el(
      "section",
      null,
      el("h3", { text: "Who says so" }),
      el(
        "ul",
        null,
        ...claims.map((claim) =>
          el(
            "li",
            null,
            el("strong", { text: claim.actor || "nobody named" }),
            el("span", { text: `: ${claim.words}` }),
          ),
        ),
      ),
    );
  }

  /** @param {Source[] | null} sources */
  _sources(sources) {
    if (!sources?.length) return null;
    /** @param {Source} source */
    const link = (source) =>
      /^https?:\/\//i.test(source.url || "")
        ? el("a", { href: source.url, target: "_blank", rel: "noopener noreferrer", text: source.words })
        : el("span", { text: source.words });
    return el(
      "section",
      null,
      el("h3", { text: "Sources" }),
      el("ul", null, ...sources.map((source) => el("li", null, link(source)))),
    );
  }
}
