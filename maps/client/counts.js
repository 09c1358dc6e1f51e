// The count strip: every event of the selection is in exactly one of its parts, so nothing is dropped in silence.

/** The days in which an event must lie whole for its deaths to count in full: the window's and the filter's. */
function wholeDays(layer) {
  const [first, last] = layer._d.dates || [null, null];
  const [a, b] = layer._all ? [-Infinity, Infinity] : layer._window;
  return [first === null ? a : Math.max(a, first), last === null ? b : Math.min(b, last)];
}

/** Count the events by why they are, or are not, on the map (events/counting.py says what is meant). */
function countEvents(layer) {
  const data = layer._data;
  const out = { of: data ? data.n : 0, shown: 0, unlocated: 0, undated: 0, outside: 0, hidden: 0, low: 0, best: 0, high: 0, unknown: 0,
    counted: 0, contested: 0, atLeast: 0, apart: 0, apartEvents: 0, colours: new Uint32Array(256), shapes: new Uint32Array(256) };
  if (!data) return out;
  const { noBest, noLow, noHigh, unlocated: nowhere, openStart, contested: rival } = EVENT_FLAGS;
  const none = noBest | noLow | noHigh;
  const { flags, from, to, low, best, high, colour, shape, dated, n } = data;
  const [a, b] = layer._window;
  const [first, last] = wholeDays(layer);
  const all = layer._all;
  const { _hiddenColours: noColour, _hiddenShapes: noShape } = layer;
  const { colours, shapes } = out;
  let [unlocated, undated, outside, hidden, shown, unknown, lows, bests, highs] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let [counted, contested, atLeast, apart, apartEvents] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const flag = flags[i];
    const inside = all || (i < dated && from[i] <= b && to[i] >= a);
    const unplaced = flag & nowhere;
    if (unplaced) unlocated++;
    else if (!inside && i >= dated) undated++;
    else if (!inside) outside++;
    if (!inside) continue;
    const c = colour[i];
    const s = shape[i];
    const off = noColour[c] || noShape[s];
    if (!unplaced) {
      colours[c]++;
      shapes[s]++;
      if (off) hidden++;
      else shown++;
    }
    if (off) continue;
    // The dead of an event that could not be placed are counted all the same.
    counted++;
    if (flag & rival) contested++;
    if ((flag & none) === none) unknown++;
    else if (i < dated ? (first > -Infinity && (flag & openStart || from[i] < first)) || to[i] > last : first > -Infinity || last < Infinity) {
      apart += best[i];
      apartEvents++;
    } else {
      lows += low[i];
      bests += best[i];
      highs += high[i];
      if (flag & noBest && flag & noHigh) atLeast++;
    }
  }
  return Object.assign(out, { unlocated, undated, outside, hidden, shown, unknown, low: lows, best: bests, high: highs, counted, contested, atLeast, apart, apartEvents });
}

class CountStrip {
  constructor(onCount) {
    this.onCount = onCount;
    this.node = el("div", { class: "ca-counts", role: "status", "aria-live": "off" });
  }

  /** `total`: events in the database, when more than the selection; `notes`: what the map does not draw, in words. */
  set(c, total, notes) {
    const parts = [...countParts(c, total), ...notes.map((note) => ["note", note])];
    const text = JSON.stringify(parts);
    if (text === this._text) return;
    this._text = text;
    this.node.replaceChildren(...parts.map(([part, words]) => {
      if (part === "filtered" || part === "note") return el("span", { class: "ca-count", text: words, "data-part": part }); // not on the map's list
      return el("button", { type: "button", class: part === "shown" ? "ca-count ca-count-main" : "ca-count", text: words,
        "data-part": part, title: "Show these events in the list", on: { click: () => this.onCount(part) } });
    }));
  }
}
