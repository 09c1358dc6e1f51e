// The count strip: every event of the selection is in exactly one of its parts, so nothing is dropped in silence.

/** Count the events by why they are, or are not, on the map. */
function countEvents(layer) {
  const data = layer._data;
  const out = { of: data ? data.n : 0, shown: 0, unlocated: 0, undated: 0, outside: 0, hidden: 0, low: 0, best: 0, high: 0, unknown: 0,
    colours: new Uint32Array(256), shapes: new Uint32Array(256) };
  if (!data) return out;
  const none = EVENT_FLAGS.noBest | EVENT_FLAGS.noLow | EVENT_FLAGS.noHigh;
  const { flags, from, to, low, best, high, colour, shape, dated, n } = data;
  const [a, b] = layer._window;
  const all = layer._all;
  const { _hiddenColours: noColour, _hiddenShapes: noShape } = layer;
  const { colours, shapes } = out;
  let [unlocated, undated, outside, hidden, shown, unknown, lows, bests, highs] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const flag = flags[i];
    const inside = all || (i < dated && from[i] <= b && to[i] >= a);
    const unplaced = flag & EVENT_FLAGS.unlocated;
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
    if ((flag & none) === none) unknown++;
    else {
      lows += low[i];
      bests += best[i];
      highs += high[i];
    }
  }
  Object.assign(out, { unlocated, undated, outside, hidden, shown, unknown, low: lows, best: bests, high: highs });
  return out;
}

class CountStrip {
  constructor(onCount) {
    this.onCount = onCount;
    this.node = el("div", { class: "ca-counts", role: "status", "aria-live": "off" });
  }

  /** `total`: events in the database, when more than the selection. */
  set(c, total) {
    const parts = [["shown", c.shown === c.of ? `${numberText(c.of)} ${c.of === 1 ? "event" : "events"} shown` : `${numberText(c.shown)} of ${numberText(c.of)} events shown`, true]];
    if (c.unlocated) parts.push(["unlocated", `${numberText(c.unlocated)} not located`]);
    if (c.outside) parts.push(["outside", `${numberText(c.outside)} outside the dates`]);
    if (c.undated) parts.push(["undated", `${numberText(c.undated)} undated`]);
    if (c.hidden) parts.push(["hidden", `${numberText(c.hidden)} switched off in the legend`]);
    if (total > c.of) parts.push(["filtered", `${numberText(total - c.of)} filtered out`]);
    if (c.shown) parts.push([c.unknown ? "deaths_unknown" : "deaths", deathsText(c.low, c.best, c.high, c.unknown, c.shown)]);
    const text = JSON.stringify(parts);
    if (text === this._text) return;
    this._text = text;
    this.node.replaceChildren(...parts.map(([part, words, strong]) =>
      el("button", { type: "button", class: strong ? "ca-count ca-count-main" : "ca-count", text: words, "data-part": part,
        title: "Show these events in the list", on: { click: () => this.onCount(part) } })));
  }
}
