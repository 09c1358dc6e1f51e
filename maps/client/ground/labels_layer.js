// All lettering of the map on one canvas: rings and routes first, then large countries, towns, provinces and other
// countries; what would collide is left out, what would hide a mark moves aside. The name of a country or a
// province stands inside it (rooms.js): smaller where it must, in short where it must, else not at all.

/** @import { GroundMap } from "../base/decode.js" */
/** @import { Label } from "./label_candidates.js" */
/** @import { Box, Spot } from "./rooms.js" */

import { CanvasLayer } from "../base/canvas_layer.js";
import { mix } from "../base/colours.js";
import { readDescription } from "../base/description.js";
import { FONT } from "../base/dom.js";
import { free, wrapLabel } from "./fitting.js";
import { ranked, SHORT_ZOOM } from "./label_candidates.js";
import { Rooms } from "./rooms.js";

/**
 * How a kind of name is set. `sizes` and `spacing` go together, from the largest; `strong`: dark, on a wide halo.
 * @typedef {{size: number, sizes?: number[], weight: number, spacing?: number, spacings?: number[], italic?: boolean,
 *   upper?: boolean, alpha?: number, dot?: number, strong?: boolean}} LabelKind
 * @typedef {"left" | "right" | "center"} Align
 * @typedef {{boxes: Box[], marks: Box[], dots: Box[]}} Taken
 * @typedef {{text: string, lines: string[], type: LabelKind, px: number, w: number, h: number}} Form one way to write an area's name
 * @typedef {{text: string, kind: string, shown: string, x: number, y: number, box: Box}} Written
 * @typedef {{panels: Box[], marks: Box[]}} Obstacles `panels`: no name may be on them; `marks`: most keep clear
 */

/** @type {Record<string, LabelKind>} */
const LABEL_KINDS = {
  country: { size: 15, sizes: [15, 13, 11, 10], weight: 600, spacings: [2.4, 1.4, 0.5, 0], upper: true, alpha: 0.82 },
  admin1: { size: 14, sizes: [14, 12.5, 11], weight: 400, italic: true, spacings: [0.6, 0.3, 0], alpha: 0.72 },
  capital: { size: 16, weight: 700, dot: 3.4 },
  city: { size: 15, weight: 600, dot: 2.6 },
  town: { size: 14, weight: 400, dot: 2 },
  water: { size: 14, weight: 400, italic: true, spacing: 1 },
  ring: { size: 14, weight: 600, strong: true },
  route: { size: 14, weight: 600, strong: true },
  site: { size: 14, weight: 500, strong: true },
  event: { size: 14, weight: 600, strong: true },
};

export class LabelsLayer extends CanvasLayer {
  constructor() {
    super({ pane: "caLabels", padding: 0.3 });
    this.d = readDescription(null);
    /** @type {(zoom: number) => Label[]} */
    this.sources = () => [];
    /** @type {() => Obstacles} */
    this.obstacles = () => ({ panels: [], marks: [] });
    /** @type {() => GroundMap[]} */
    this.maps = () => [];
    /** @type {Written[]} */
    this._written = [];
    this._magnify = 1;
    this._waiting = 0;
    /** @type {Rooms | null} */
    this._rooms = null;
    this._shift = this.corner;
  }

  /**
   * @param {(zoom: number) => Label[]} sources gives what may be written
   * @param {() => Obstacles} obstacles boxes to keep off
   * @param {() => GroundMap[]} maps the basemaps with the land that names stand on
   */
  setSources(sources, obstacles, maps) {
    this.sources = sources;
    this.obstacles = obstacles;
    this.maps = maps;
  }

  /** What is written, with boxes in pixels of the map. */
  written() {
    const { x, y } = this._shift;
    return this._written.map(({ kind, shown, box: [l, t, r, b] }) => ({
      kind,
      text: shown,
      box: [l - x, t - y, r - x, b - y],
    }));
  }

  /** @param {import("../base/description.js").Description} d */
  setDescription(d) {
    this.d = d;
    this.redraw();
  }

  /** @param {number} factor */
  setMagnify(factor) {
    this._magnify = factor;
    this.redraw();
  }

  redraw() {
    if (this._waiting || !this.map) return;
    this._waiting = requestAnimationFrame(() => {
      this._waiting = 0;
      if (this.map) this.paint();
    });
  }

  /** @override @param {boolean} settled */
  place(settled) {
    if (this.animating && this.drawn) return;
    super.place(settled);
  }

  /** @override */
  paint() {
    const { g, size, ratio, map } = this;
    if (!map) return;
    const scale = this.worldPx();
    const origin = this.origin();
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, size.x, size.y);
    const offset = this.shift();
    this._shift = offset;
    /** @type {(box: Box) => Box} */
    const onCanvas = ([l, t, r, b]) => [l + offset.x, t + offset.y, r + offset.x, b + offset.y];
    const { panels, marks } = this.obstacles();
    /** @type {Taken} */
    const taken = { boxes: panels.map(onCanvas), marks: marks.map(onCanvas), dots: [] };
    const copies = this.copies();
    const rooms = this._roomsOf(panels);
    this._rooms = rooms;
    const labels = ranked(this.sources(map.getZoom()), rooms);
    this._written = [];
    for (const label of labels) {
      const x = label.x * scale - origin.x;
      const y = label.y * scale - origin.y;
      if (label.point) taken.marks.push([x - 6, y - 6, x + 6, y + 6]);
      if (label.kind === "capital") taken.dots.push([x - 6, y - 6, x + 6, y + 6]);
    }
    for (const label of labels) {
      if (label.area) {
        this._placeInside(
          g,
          rooms,
          label,
          { x: label.x * scale - origin.x - offset.x, y: label.y * scale - origin.y - offset.y },
          taken,
        );
        continue;
      }
      for (const copy of copies) {
        const x = (label.x + copy) * scale - origin.x;
        const y = label.y * scale - origin.y;
        if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
        this._place(g, label, x, y, taken);
      }
    }
    g.letterSpacing = "0px";
    g.globalAlpha = 1;
  }

  /** The land in the window, worked out once for a view. @param {Box[]} panels */
  _roomsOf(panels) {
    const corner = this.mapOrigin();
    const { x: w, y: h } = this.map ? this.map.getSize() : corner;
    const view = { zoom: this._zoom(), x: corner.x, y: corner.y, w, h };
    const maps = this.maps();
    if (this._rooms?.isOf(maps, view, panels)) return this._rooms;
    return new Rooms(maps, view, panels);
  }

  _zoom() {
    return this.map ? this.map.getZoom() : 0;
  }

  /**
   * Write the name of a country or province inside it, clear of marks and of other names: in one line or two, then
   * smaller, then in short. One that fills much of the window is written under the marks where all of it is full.
   * @param {CanvasRenderingContext2D} g @param {Rooms} rooms @param {Label} label @param {Spot} target @param {Taken} taken
   */
  _placeInside(g, rooms, label, target, taken) {
    const look = LABEL_KINDS[label.kind];
    /** @type {(box: Box) => boolean} */
    const clear = (box) => free(taken.boxes, box) && free(taken.marks, box);
    const forms = this._forms(g, rooms, label, look);
    const full = forms.filter((form) => form.text === label.text);
    const short = forms.filter((form) => form.text !== label.text);
    /** @type {(box: Box) => boolean} */
    const offDots = (box) => clear(box) && free(taken.dots, box);
    /** @type {[Form[], (box: Box) => boolean][]} */
    const ways = [
      [full, offDots],
      [full, clear],
      [short, offDots],
      [short, clear],
    ];
    if (label.large) ways.push([forms, (box) => free(taken.boxes, box)]);
    ways.some(([some, fits]) =>
      some.some((form) => {
        const at = this._boxInside(rooms, label, form, target, fits);
        if (!at) return false;
        const [l, t] = at;
        this._type(g, form.type, form.px);
        taken.boxes.push([l - 4, t - 1, l + form.w + 4, t + form.h + 1]);
        this._note(label, form.lines, l, t, form.w, form.h, l + form.w / 2, t + form.h / 2);
        this._write(g, form.lines, l, t, form.px, form.w, "center", look, label);
        return true;
      }),
    );
  }

  /**
   * The first corner on the canvas at which a form of an area's name fits inside it.
   * @param {Rooms} rooms @param {Label} label @param {Form} form @param {Spot} target @param {(box: Box) => boolean} fits
   */
  _boxInside(rooms, label, form, target, fits) {
    for (const [left, top] of rooms.spots(label.area || "", form.w + 6, form.h + 4, target)) {
      const l = left + this._shift.x + 3;
      const t = top + this._shift.y + 2;
      if (fits([l - 2, t - 1, l + form.w + 2, t + form.h + 1])) return [l, t];
    }
    return null;
  }

  /**
   * The ways to write an area's name that have room in it, the best first, with their sizes.
   * @param {CanvasRenderingContext2D} g @param {Rooms} rooms @param {Label} label @param {LabelKind} look @returns {Form[]}
   */
  _forms(g, rooms, label, look) {
    const key = `${label.area}/${this._magnify}`;
    const known = rooms.forms.get(key);
    if (known) return known;
    /** @param {string} text */
    const cased = (text) => (look.upper ? text.toLocaleUpperCase("en") : text);
    /** @type {Form[]} */
    const forms = [];
    const short = label.large || this._zoom() >= SHORT_ZOOM ? label.short || [] : [];
    [label.text, ...short].forEach((text) =>
      (look.sizes || [look.size]).forEach((size, step) => {
        const px = size * this._magnify;
        const type = { ...look, spacing: look.spacings?.[step] };
        this._type(g, type, px);
        const whole = cased(text);
        const wide = g.measureText(whole).width;
        [[whole], wrapLabel(g, whole, wide * 0.75)].forEach((lines, k) => {
          if (k && (lines.length < 2 || lines.some((line) => line.endsWith("…")))) return;
          forms.push({
            text,
            lines,
            type,
            px,
            w: Math.max(...lines.map((line) => g.measureText(line).width)),
            h: lines.length * px * 1.16,
          });
        });
      }),
    );
    // from the smallest: where that has no place, none has
    const made = forms
      .reverse()
      .filter((form) => rooms.holds(label.area || "", form.w + 6, form.h + 4))
      .reverse();
    rooms.forms.set(key, made);
    return made;
  }

  /** @param {CanvasRenderingContext2D} g @param {LabelKind} look @param {number} px */
  _type(g, look, px) {
    g.font = `${look.italic ? "italic " : ""}${look.weight} ${px}px ${FONT}`;
    g.letterSpacing = `${(look.spacing || 0) * this._magnify}px`;
  }

  /** @param {Label} label @param {string[]} lines @param {number} left @param {number} top @param {number} w @param {number} h @param {number} x @param {number} y */
  _note(label, lines, left, top, w, h, x, y) {
    this._written.push({
      text: label.text,
      kind: label.kind,
      shown: lines.join(" "),
      x,
      y,
      box: [left, top, left + w, top + h],
    });
  }

  /**
   * Write one label where it fits: right of its dot, left, above, below; centred where it has none.
   * @param {CanvasRenderingContext2D} g @param {Label} label @param {number} x @param {number} y @param {Taken} taken
   */
  _place(g, label, x, y, taken) {
    /** @type {(box: Box) => boolean} */
    const clear = (box) => free(taken.boxes, box) && free(taken.marks, box);
    // one name once: a town and a capital of the same name on one spot, or a site beside its town
    if (
      this._written.some(
        (other) => other.text === label.text && Math.abs(other.x - x) < 140 && Math.abs(other.y - y) < 60,
      )
    )
      return;
    const far = this._zoom() < 4.6 && (label.kind === "capital" || label.kind === "city");
    const look = far
      ? { ...LABEL_KINDS[label.kind], size: 14, weight: 400, dot: 2.2 }
      : LABEL_KINDS[label.kind] || LABEL_KINDS.town;
    const px = look.size * this._magnify * (label.scale || 1);
    this._type(g, look, px);
    const lines = [
      ...wrapLabel(g, label.text, look.strong ? 230 * this._magnify : 999),
      ...(label.more ? [label.more] : []),
    ];
    const w = Math.max(...lines.map((line) => g.measureText(line).width));
    const h = lines.length * px * 1.16;
    const dot = look.dot ? look.dot * Math.sqrt(this._magnify) : 0;
    const gap = (label.gap || 0) + dot + 4;
    /** @type {[number, number, Align][]} */
    const spots =
      dot || label.gap
        ? [
            [x + gap, y - h / 2, "left"],
            [x - gap - w, y - h / 2, "right"],
            [x - w / 2, y - gap - h + 2, "center"],
            [x - w / 2, y + gap - 2, "center"],
          ]
        : [
            label.kind === "ring" ? [x - w / 2, y - h - 3, "center"] : [x - w / 2, y - h / 2, "center"],
            ...(label.slide || []).map(
              ([dx, dy]) => /** @type {[number, number, Align]} */ ([x - w / 2 + dx, y - h / 2 + dy, "center"]),
            ),
          ];
    /** @type {Box | null} */
    const own = dot ? [x - dot - 1, y - dot - 1, x + dot + 1, y + dot + 1] : null;
    const covered = own !== null && !clear(own);
    if (covered && label.kind !== "capital" && label.kind !== "city") return;
    if (covered)
      [12, 22, 34, 50, 68].forEach((far) =>
        spots.push(
          [x - w / 2, y - far - h, "center"],
          [x - w / 2, y + far, "center"],
          [x + far, y - h / 2, "left"],
          [x - far - w, y - h / 2, "right"],
        ),
      );
    const spot = spots.find(([left, top]) => clear([left - 2, top, left + w + 2, top + h]));
    if (!spot) return;
    const [left, top] = spot;
    taken.boxes.push([left - 4, top - 1, left + w + 4, top + h + 1]);
    this._note(label, lines, left, top, w, h, x, y);
    if (own && !covered) taken.boxes.push(own);
    this._write(g, lines, left, top, px, w, spot[2], look, label);
    if (dot && !covered) this._dot(g, x, y, dot, label.kind);
  }

  /** @param {CanvasRenderingContext2D} g @param {string[]} lines @param {number} left @param {number} top @param {number} px @param {number} w @param {Align} align @param {LabelKind} look @param {Label} label */
  _write(g, lines, left, top, px, w, align, look, label) {
    const { d } = this;
    g.textBaseline = "middle";
    g.textAlign = align;
    g.lineJoin = "round";
    const x = align === "left" ? left : align === "right" ? left + w : left + w / 2;
    lines.forEach((line, k) => {
      const y = top + px * 1.16 * (k + 0.5);
      g.globalAlpha = d.dark ? 0.85 : 0.9;
      g.strokeStyle = d.look.halo;
      g.lineWidth = (look.strong ? 4.5 : 3.4) * this._magnify;
      g.strokeText(line, x, y);
      g.globalAlpha = look.alpha || 1;
      g.fillStyle = look.strong
        ? d.look.text
        : label.kind === "capital" || label.kind === "city"
          ? mix(d.look.names, d.look.text, 0.55)
          : d.look.names;
      g.fillText(line, x, y);
    });
    g.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} r @param {string} kind */
  _dot(g, x, y, r, kind) {
    const { d } = this;
    g.beginPath();
    if (kind === "capital") g.rect(x - r, y - r, 2 * r, 2 * r);
    else g.arc(x, y, r, 0, 2 * Math.PI);
    g.fillStyle = kind === "town" ? d.look.halo : mix(d.look.names, d.look.text, 0.4);
    g.strokeStyle = kind === "town" ? d.look.names : d.look.halo;
    g.lineWidth = 1.3;
    g.stroke();
    g.fill();
    if (kind === "town") g.stroke();
  }
}
