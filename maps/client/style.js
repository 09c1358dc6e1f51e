// Looks: what the description says (maps/style.py), with quiet defaults for a bare one.
const DEFAULT_LOOK = {
  light: { land: "#F6F3EC", water: "#CFE0EA", borders: "#7D828A", admin: "#C9C4B8", disputed: "#7D828A", rivers: "#9FC3DC",
    highways: "#E3C39B", names: "#5B5F66", halo: "#F6F3EC", page: "#FFFFFF", text: "#1B1E23", muted: "#5B5F66",
    panel: "#FFFFFF", rule: "#D9D5CB", mark_edge: "#1B1E23", other: "#7B8089", unknown: "#C6C9CE", ring: "#3A3F47",
    route: "#3A3F47", selected: "#1B1E23" },
  dark: { land: "#23272E", water: "#1A222B", borders: "#8A919B", admin: "#3D434C", disputed: "#8A919B", rivers: "#31475A",
    highways: "#5A4B38", names: "#AEB4BC", halo: "#23272E", page: "#14171B", text: "#F0F1F3", muted: "#AEB4BC",
    panel: "#14171B", rule: "#3D434C", mark_edge: "#0E1013", other: "#9AA0A9", unknown: "#636A74", ring: "#D8DBE0",
    route: "#D8DBE0", selected: "#FFFFFF" },
};
const DEFAULT_SHAPES = ["circle", "square", "triangle", "diamond", "pentagon", "triangle-down", "plus"];
const DEFAULT_SIZES = [{ deaths: 0, radius: 5 }, { deaths: 1, radius: 6.5 }, { deaths: 10, radius: 9 },
  { deaths: 50, radius: 12 }, { deaths: 250, radius: 16 }];

/** The description with nothing missing: {look, dark, colours, shapeNames, sizes, unknownRadius, legend, …}. */
function readDescription(raw) {
  const d = raw || {};
  const theme = d.theme === "dark" ? "dark" : "light";
  const style = d.style || {};
  const legend = { title: "", colours: [], shapes: [], sizes: [], marks: [], ...(d.legend || {}) };
  return {
    ...d,
    theme,
    dark: theme === "dark",
    look: { ...DEFAULT_LOOK[theme], ...(style.theme || {}) },
    legend,
    colours: legend.colours.map((entry) => entry.colour),
    shapeNames: style.shapes ? style.shapes.map((shape) => shape.name) : DEFAULT_SHAPES,
    shapeLabels: style.shapes ? style.shapes.map((shape) => shape.event_type) : [],
    sizes: style.sizes && style.sizes.length ? style.sizes : DEFAULT_SIZES,
    precisions: style.precisions || [],
    timeKinds: style.time_kinds || [""],
    dates: (d.dates || [null, null]).map(dayOf),
    unknownRadius: style.unknown_radius || 6,
    piles: { least_px: [10.5, 8], least_crowded_px: 4.6, few: 30, crowded: 150, least_numbered: 10, area_px: 1.7, largest_px: 30, ...(d.piles || {}) },
    overlays: d.overlays || [],
    credits: d.credits || [],
    counts: d.counts || {},
    mode: d.mode === "cumulative" ? "cumulative" : "window",
    window: d.window ? [dayOf(d.window[0]), dayOf(d.window[1])] : null,
    extent: d.extent && d.extent[0] ? [dayOf(d.extent[0]), dayOf(d.extent[1])] : null,
  };
}

const CSS_NAMES = { page: "page", text: "text", muted: "muted", panel: "panel", rule: "rule", water: "water", land: "land",
  borders: "borders", selected: "accent" };

/** Put the theme's colours on an element as CSS variables. */
function applyLook(node, d) {
  for (const [key, name] of Object.entries(CSS_NAMES)) node.style.setProperty(`--ca-${name}`, d.look[key]);
  node.style.setProperty("--ca-panel-clear", rgba(d.look.panel, d.dark ? 0.93 : 0.95));
  node.classList.toggle("ca-dark", d.dark);
}
