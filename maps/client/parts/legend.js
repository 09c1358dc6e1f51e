// The legend: what is drawn, and a switch for each of it. Colours and shapes filter; marks explain.

/** @import { ColourEntry, Description, ShapeEntry } from "../base/description.js" */
/** @import { Counts } from "../events/counting.js" */
/** @import { MarkStyle } from "../events/glyphs.js" */

import { el, iconButton, smallCanvas } from "../base/dom.js";
import { numberText } from "../base/wording.js";
import { drawGlyph, inks } from "../events/glyphs.js";

/**
 * What is switched off: codes of colours and shapes, kinds of overlays, and the keys of all these entries.
 * @typedef {{colours: number[], shapes: number[], kinds: string[], keys: string[], byPerson: boolean}} Off
 * @typedef {"colours" | "shapes" | "kinds"} Group
 * @typedef {{group: Group, code: number | string, key: string, button: HTMLButtonElement}} Row
 */

/** Marks of the legend that are glyphs of a style. @type {Record<string, MarkStyle>} */
const STYLED = {
  hollow: { hollow: true },
  contested: { contested: true },
  coarse: { soft: true },
  not_stated: { unsaid: true },
};

export class Legend {
  /**
   * @param {(off: Off) => void} onToggle a key of an entry says what it stands for (maps/layers/hidden.py), so it holds
   *   when the legend changes
   * @param {Description} d
   * @param {HTMLElement} key what stands above the entries: how many there are
   */
  constructor(onToggle, d, key) {
    this.onToggle = onToggle;
    this.d = d;
    /** @type {Set<string>} */
    this.off = new Set();
    /** @type {Row[]} */
    this.rows = [];
    this.byHand = false;
    this._key = "";
    this._wasOpen = true;
    this.entries = el("div");
    this.body = el("div", { class: "ca-legend-body" }, key, this.entries);
    this.fold = iconButton("chevron", "Fold the legend", () => this._foldByHand(), {
      class: "ca-icon ca-legend-head",
      "aria-expanded": "true",
    });
    this.folded = el("button", {
      type: "button",
      class: "ca-legend-open",
      text: "Legend",
      on: { click: () => this._foldByHand() },
    });
    this.node = el(
      "div",
      { class: "ca-legend", role: "group", "aria-label": "Legend" },
      this.fold,
      this.folded,
      this.body,
    );
  }

  /** @param {boolean} [open] */
  toggleFold(open) {
    const folded =
      open === undefined ? this.node.classList.toggle("ca-folded") : this.node.classList.toggle("ca-folded", !open);
    this.fold.setAttribute("aria-expanded", String(!folded));
  }

  _foldByHand() {
    this.byHand = true;
    this.toggleFold();
  }

  /** Open where there is room for it, until a person says otherwise. @param {boolean} roomy */
  suit(roomy) {
    if (!this.byHand) this.toggleFold(roomy);
  }

  /** In a briefing the legend is open, whatever it was; afterwards it is as before. @param {boolean} on */
  brief(on) {
    if (on) this._wasOpen = !this.node.classList.contains("ca-folded");
    this.toggleFold(on || this._wasOpen);
  }

  /** @param {Description} d */
  set(d) {
    const key = JSON.stringify([d.theme, d.legend]);
    if (key === this._key) return;
    this._key = key;
    this.d = d;
    this._build();
    this._fire();
  }

  /** Switch exactly these entries off. @param {string[]} keys */
  setOff(keys) {
    this.off = new Set(keys);
    this._paintRows();
    this._fire();
  }

  _build() {
    const { d } = this;
    const { legend } = d;
    /** @type {HTMLElement[]} */
    const parts = [];
    this.rows = [];
    if (legend.colours.length) {
      parts.push(el("h3", { text: legend.title || "Colour" }));
      legend.colours.forEach((entry, code) =>
        parts.push(
          this._row(
            "colours",
            code,
            colourKey(entry),
            entry.label,
            this._swatch(entry.colour, "circle", {}),
            entry.count,
          ),
        ),
      );
    }
    if (legend.shapes.length) {
      parts.push(el("h3", { text: "Type of event" }));
      legend.shapes.forEach((entry) =>
        parts.push(
          this._row(
            "shapes",
            entry.code,
            shapeKey(entry),
            entry.label,
            this._swatch(d.look.muted, entry.shape, {}),
            entry.count,
          ),
        ),
      );
    }
    const marks = this._marks();
    if (marks.length) parts.push(el("h3", { text: "Marks" }), ...marks);
    this.entries.replaceChildren(...parts);
    this.node.hidden = !parts.length;
    this._paintRows();
  }

  _marks() {
    const { legend, look } = this.d;
    const grey = look.muted;
    /** @type {HTMLElement[]} */
    const rows = [];
    const drawn = legend.sizes || [];
    if (drawn.length > 1) {
      rows.push(
        el(
          "div",
          { class: "ca-sizes", title: "Size: deaths" },
          ...drawn.map((size) =>
            el(
              "span",
              { class: "ca-size" },
              this._swatch(grey, "circle", {}, Math.min(13, size.radius)),
              el("span", { text: size.label || `${size.deaths}+` }),
            ),
          ),
        ),
      );
    }
    (legend.marks || []).forEach((mark) => {
      const fixed = STYLED[mark.key];
      if (mark.key === "pile" || mark.key === "unit")
        rows.push(
          el(
            "div",
            { class: "ca-row ca-mark" },
            this._markSwatch(mark.key),
            el("span", { class: "ca-row-text", text: mark.label }),
          ),
        );
      else if (fixed)
        rows.push(
          el(
            "div",
            { class: "ca-row ca-mark" },
            this._swatch(grey, "circle", fixed),
            el("span", { class: "ca-row-text", text: mark.label }),
          ),
        );
      else rows.push(this._row("kinds", mark.key, `mark:${mark.key}`, mark.label, this._lineSwatch(mark.key), null));
    });
    return rows;
  }

  /** @param {Group} group @param {number | string} code @param {string} key @param {string} label @param {HTMLCanvasElement} swatch @param {number | null} count */
  _row(group, code, key, label, swatch, count) {
    const button = el(
      "button",
      { type: "button", class: "ca-row", title: `${label}: switch on or off`, on: { click: () => this._toggle(key) } },
      swatch,
      el("span", { class: "ca-row-text", text: label }),
      count === null ? null : el("span", { class: "ca-row-count", text: numberText(count) }),
    );
    this.rows.push({ group, code, key, button });
    return button;
  }

  /** @param {string} key */
  _toggle(key) {
    if (!this.off.delete(key)) this.off.add(key);
    this._paintRows();
    this._fire(true);
  }

  /** @param {boolean} [byPerson] */
  _fire(byPerson) {
    /** @param {Group} wanted */
    const codes = (wanted) =>
      this.rows.filter(({ group, key }) => group === wanted && this.off.has(key)).map(({ code }) => code);
    this.onToggle({
      byPerson: Boolean(byPerson),
      colours: codes("colours").map(Number),
      shapes: codes("shapes").map(Number),
      kinds: codes("kinds").map(String),
      keys: [...this.off],
    });
  }

  _paintRows() {
    this.rows.forEach(({ key, button }) => button.setAttribute("aria-pressed", String(!this.off.has(key))));
  }

  /** Numbers of the window; what the window does not show steps back. @param {Counts} c @param {Set<string>} marks */
  setCounts(c, marks) {
    this.rows.forEach(({ group, code, key, button }) => {
      if (group === "kinds") {
        button.classList.toggle("ca-none", !marks.has(String(code)) && !this.off.has(key));
        return;
      }
      const count = c[group][Number(code)];
      const text = button.querySelector(".ca-row-count");
      if (text) text.textContent = numberText(count);
      button.classList.toggle("ca-none", count === 0);
    });
  }

  /** @param {string} colour @param {string} shape @param {MarkStyle} style @param {number} [radius] */
  _swatch(colour, shape, style, radius) {
    const r = radius || 6.2;
    const side = Math.max(24, Math.ceil(r * 2 + 6));
    const { canvas, g } = smallCanvas(side, side);
    drawGlyph(g, shape, side / 2, side / 2, r, inks(colour, this.d.look, this.d.dark), style);
    return canvas;
  }

  /** A pile's ring, a unit's badge. @param {string} kind */
  _markSwatch(kind) {
    const { canvas, g } = smallCanvas(24, 24);
    const { look } = this.d;
    g.fillStyle = look.muted;
    g.strokeStyle = look.muted;
    if (kind === "pile") {
      g.lineWidth = 3;
      g.beginPath();
      g.arc(12, 12, 6, 0, 2 * Math.PI);
      g.stroke();
    } else {
      g.beginPath();
      g.roundRect(3, 6.5, 18, 11, 3);
      g.stroke();
      g.fillRect(6, 14, 12, 1.8);
    }
    return canvas;
  }

  /** @param {string} kind */
  _lineSwatch(kind) {
    const { canvas, g } = smallCanvas(24, 24);
    const { look } = this.d;
    g.strokeStyle = look.ring;
    g.fillStyle = look.ring;
    g.lineWidth = 2;
    if (kind === "ring" || kind === "band" || kind === "area") {
      g.beginPath();
      g.arc(12, 12, 8, 0, 2 * Math.PI);
      g.globalAlpha = 0.2;
      if (kind !== "ring") g.fill();
      g.globalAlpha = 1;
      if (kind === "area") g.setLineDash([1, 3]);
      if (kind === "area") g.lineWidth = 1.2;
      if (kind === "ring" || kind === "area") g.stroke();
    } else if (kind === "site") {
      g.beginPath();
      g.arc(12, 12, 4.6, 0, 2 * Math.PI);
      g.stroke();
    } else {
      g.beginPath();
      if (kind === "inferred") g.setLineDash([5, 4]);
      if (kind === "stretch") {
        g.lineWidth = 7;
        g.globalAlpha = 0.55;
      }
      g.moveTo(2, 15);
      g.quadraticCurveTo(12, 15, 22, 9);
      g.stroke();
    }
    return canvas;
  }
}

/** @param {ColourEntry} entry */
const colourKey = (entry) =>
  entry.kind === "value" || entry.kind === undefined ? `colour:=${entry.value}` : `colour:${entry.kind}`;
/** @param {ShapeEntry} entry */
const shapeKey = (entry) => (entry.value ? `shape:=${entry.value}` : "shape:other");
