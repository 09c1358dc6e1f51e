// The description (maps/layers/__init__.py makes it), with quiet defaults for a bare one.

import { rgba } from "./colours.js";
import { dayOf } from "./wording.js";

/**
 * Colours of a theme (maps/layers/style.py), by what is drawn with them.
 * @typedef {typeof DEFAULT_LOOK.light} Look
 */

/**
 * @typedef {[number, number]} Position longitude and latitude
 * @typedef {{type: "Point", coordinates: Position} | {type: "LineString", coordinates: Position[]}
 *   | {type: "MultiLineString", coordinates: Position[][]} | {type: "Polygon", coordinates: Position[][]}
 *   | {type: "MultiPolygon", coordinates: Position[][][]}} Geometry
 * @typedef {"area" | "band" | "ring" | "stretch" | "route" | "site" | "searched"} OverlayKind
 */

/**
 * One thing drawn besides the events' own marks (maps/layers/overlays.py).
 * @typedef {Object} Overlay
 * @property {OverlayKind} kind
 * @property {string} event_id
 * @property {string[]} [event_ids] all its events where it has several
 * @property {string} label
 * @property {Geometry} geometry
 * @property {boolean} [dashed] inferred
 * @property {string | null} [start] the first and the last day of its event
 * @property {string | null} [end]
 * @property {string | null} [colour]
 * @property {number} [unit] the code of the unit whose outline it is
 * @property {[string, string][]} [facts]
 */

/**
 * @typedef {{kind?: "value" | "other" | "unknown", value: string | null, label: string, colour: string, count: number}} ColourEntry
 * @typedef {{code: number, shape: string, value: string | null, label: string, count: number}} ShapeEntry
 * @typedef {{deaths: number, radius: number, label?: string}} SizeStep
 * @typedef {{key: string, label: string, count: number}} MarkEntry
 * @typedef {{title: string, colours: ColourEntry[], shapes: ShapeEntry[], sizes: SizeStep[], marks: MarkEntry[]}} Legend
 */

/**
 * The figures of the rule of piles (maps/layers/piles.py).
 * @typedef {Object} PileRule
 * @property {[number, number]} least_px radius of the smallest pile among few and among many
 * @property {number} least_crowded_px the same of one without a number
 * @property {number} few @property {number} crowded @property {number} least_numbered
 * @property {number} area_px @property {number} largest_px
 * @property {number} alone_px where marks that touch are one: the radius of one event @property {number} least_touching_px of several
 * @property {number} area_touching_px @property {number} largest_touching_px
 * @property {number} piles_from so many events in view are piles @property {number} hexagons_from and so many hexagons
 * @property {{one: string, of: string, mixed: string}} words what a badge says of a unit, of units of a country, of units
 */

/**
 * @typedef {{lat: number, lon: number, zoom: number}} View
 * @typedef {[number, number, number, number]} Box left, bottom, right and top in degrees
 * @typedef {{bbox: Box} | {within: [number, number, number]}} Shape of the filter; a circle is latitude, longitude, kilometres
 * @typedef {{label?: string, verdict: string, note?: string}} Verdict
 * @typedef {{lat: number, lon: number, results: Verdict[]}} Probe
 * @typedef {"window" | "cumulative"} TimeMode
 */

/**
 * How crowds are drawn (events/drawing.js), as an address has it.
 * @typedef {{way?: string, measure?: string, scale?: string}} RawDrawing
 */

/**
 * What the server sends; all of it may be missing.
 * @typedef {Object} RawDescription
 * @property {string} [title] @property {string} [subtitle]
 * @property {Partial<Legend>} [legend] @property {Overlay[]} [overlays]
 * @property {Box | null} [bounds]
 * @property {[string, string] | null} [extent] first and last day of the selection
 * @property {[string, string] | null} [window] @property {TimeMode} [mode]
 * @property {[string | null, string | null]} [dates] the filter's
 * @property {"light" | "dark"} [theme] @property {string[]} [hidden] keys of the legend's entries that are switched off
 * @property {View | null} [view] @property {{bounds?: Box} | null} [fit] @property {number} [turn]
 * @property {string[]} [credits] @property {Record<string, number>} [counts] @property {string[]} [notes]
 * @property {RawStyle} [style] @property {Partial<PileRule>} [piles]
 * @property {RawDrawing} [drawing] @property {Shape | null} [shape] @property {Probe | null} [probe] @property {number | null} [selected_index]
 */

/**
 * @typedef {Object} RawStyle
 * @property {Partial<Look>} [theme] @property {{name: string, event_type: string}[]} [shapes]
 * @property {SizeStep[]} [sizes] @property {number} [unknown_radius]
 * @property {string[]} [precisions] @property {string[]} [time_kinds]
 */

export const DEFAULT_LOOK = {
  light: {
    land: "#F6F3EC",
    water: "#CFE0EA",
    borders: "#7D828A",
    admin: "#C9C4B8",
    disputed: "#7D828A",
    rivers: "#9FC3DC",
    highways: "#E3C39B",
    names: "#5B5F66",
    halo: "#F6F3EC",
    page: "#FFFFFF",
    text: "#1B1E23",
    muted: "#5B5F66",
    panel: "#FFFFFF",
    rule: "#D9D5CB",
    mark_edge: "#1B1E23",
    other: "#7B8089",
    unknown: "#C6C9CE",
    ring: "#3A3F47",
    route: "#3A3F47",
    selected: "#1B1E23",
  },
  dark: {
    land: "#23272E",
    water: "#1A222B",
    borders: "#8A919B",
    admin: "#3D434C",
    disputed: "#8A919B",
    rivers: "#31475A",
    highways: "#5A4B38",
    names: "#AEB4BC",
    halo: "#23272E",
    page: "#14171B",
    text: "#F0F1F3",
    muted: "#AEB4BC",
    panel: "#14171B",
    rule: "#3D434C",
    mark_edge: "#0E1013",
    other: "#9AA0A9",
    unknown: "#636A74",
    ring: "#D8DBE0",
    route: "#D8DBE0",
    selected: "#FFFFFF",
  },
};
const DEFAULT_SHAPES = ["circle", "square", "triangle", "diamond", "pentagon", "triangle-down", "plus"];
const DEFAULT_SIZES = [
  { deaths: 0, radius: 5 },
  { deaths: 1, radius: 6.5 },
  { deaths: 10, radius: 9 },
  { deaths: 50, radius: 12 },
  { deaths: 250, radius: 16 },
];

/**
 * The description with nothing missing.
 * @typedef {ReturnType<typeof readDescription>} Description
 */

/** @param {RawDescription | null} raw */
export function readDescription(raw) {
  const d = raw || {};
  const theme = d.theme === "dark" ? "dark" : "light";
  const style = d.style || {};
  /** @type {Legend} */
  const legend = { title: "", colours: [], shapes: [], sizes: [], marks: [], ...(d.legend || {}) };
  const [first, last] = d.dates || [null, null];
  /** @type {PileRule} */
  const piles = {
    least_px: [10.5, 8],
    least_crowded_px: 4.6,
    few: 30,
    crowded: 150,
    least_numbered: 10,
    area_px: 1.7,
    largest_px: 30,
    alone_px: 5,
    least_touching_px: 9,
    area_touching_px: 3,
    largest_touching_px: 46,
    piles_from: 300,
    hexagons_from: 30000,
    words: { one: "{name}: {n}", of: "{n} in {k} units of {country}", mixed: "{n} in {k} units" },
    ...(d.piles || {}),
  };
  return {
    title: d.title || "",
    subtitle: d.subtitle || "",
    bounds: d.bounds || null,
    shape: d.shape || null,
    notes: d.notes || [],
    theme: /** @type {"light" | "dark"} */ (theme),
    dark: theme === "dark",
    /** @type {Look} */
    look: { ...DEFAULT_LOOK[theme], ...(style.theme || {}) },
    legend,
    colours: legend.colours.map((entry) => entry.colour),
    shapeNames: style.shapes ? style.shapes.map((shape) => shape.name) : DEFAULT_SHAPES,
    shapeLabels: style.shapes ? style.shapes.map((shape) => shape.event_type) : [],
    sizes: style.sizes?.length ? style.sizes : DEFAULT_SIZES,
    precisions: style.precisions || [],
    timeKinds: style.time_kinds || [""],
    dates: /** @type {[number | null, number | null]} */ ([dayOf(first), dayOf(last)]),
    unknownRadius: style.unknown_radius || 6,
    piles,
    overlays: d.overlays || [],
    credits: d.credits || [],
    counts: d.counts || {},
    mode: /** @type {TimeMode} */ (d.mode === "cumulative" ? "cumulative" : "window"),
    window: daysOf(d.window),
    extent: daysOf(d.extent),
  };
}

/** @param {[string, string] | null | undefined} pair @returns {[number, number] | null} */
function daysOf(pair) {
  const [from, to] = pair || [null, null];
  const [first, last] = [dayOf(from), dayOf(to)];
  return first === null || last === null ? null : [first, last];
}

/** @type {[keyof Look, string][]} */
const CSS_NAMES = [
  ["page", "page"],
  ["text", "text"],
  ["muted", "muted"],
  ["panel", "panel"],
  ["rule", "rule"],
  ["water", "water"],
  ["land", "land"],
  ["borders", "borders"],
  ["selected", "accent"],
];

/** Put the theme's colours on an element as CSS variables. @param {HTMLElement} node @param {Description} d */
export function applyLook(node, d) {
  for (const [key, name] of CSS_NAMES) node.style.setProperty(`--ca-${name}`, d.look[key]);
  node.style.setProperty("--ca-panel-clear", rgba(d.look.panel, d.dark ? 0.93 : 0.95));
  node.classList.toggle("ca-dark", d.dark);
}
