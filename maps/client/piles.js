// Piles: events of one spot are one mark with their number, a unit's events one badge. The rule is that of
// maps/piles.py, whose figures come with the description; here it is followed in pixels, for the window in view.
const JOIN_PX = 5; // 1.3 mm on a screen: spots nearer than this join the one with most events
const MOST_PILES = 450;
const MOST_BADGES = 150;
const CROWD = 20000; // with more events than this a third of them: the map is a texture then, and a step must stay quick
const MOST_NAMED_BADGES = 20;

/**
 * Number the spots of events: all at one place (or on one unit) get the same number. `data.spots`: the number of
 * each event's spot (0: not located), the first event of each, and whether it stands for a unit (`badge`);
 * `data.shared`: the same, but only of spots that can be a pile or a badge on a crowded map.
 */
function numberSpots(data) {
  const { n, X, Y, unit } = data;
  let size = 16;
  while (size < 2 * n) size *= 2;
  const table = new Int32Array(size);
  const bits = new Float64Array(2);
  const words = new Int32Array(bits.buffer);
  const of = new Int32Array(n);
  const first = new Int32Array(n + 1);
  const counts = new Int32Array(n + 1);
  let last = 0;
  for (let i = 0; i < n; i++) {
    if (X[i] !== X[i]) continue;
    const own = unit[i] > 0;
    bits[0] = X[i];
    bits[1] = Y[i];
    let at = (Math.imul(words[0] ^ Math.imul(words[1], 31), 0x9e3779b1) ^ Math.imul(words[2] ^ Math.imul(words[3], 17), 0x85ebca6b) ^ own) >>> 0;
    at = (at ^ (at >>> 15)) & (size - 1);
    for (;;) {
      const s = table[at];
      if (s === 0) {
        table[at] = ++last;
        first[last] = i;
      }
      const j = first[table[at]];
      if (X[j] === X[i] && Y[j] === Y[i] && unit[j] > 0 === own) break;
      at = (at + 1) & (size - 1);
    }
    of[i] = table[at];
    counts[of[i]]++;
  }
  data.spots = withKinds(data, { of, first: first.subarray(0, last + 1) });
  data.shared = sharedSpots(data, counts);
  data.largest = 1;
  for (let s = 1; s <= last; s++) if (unit[first[s]] === 0 && counts[s] > data.largest) data.largest = counts[s];
}

function sharedSpots({ n, unit, spots }, counts) {
  const { of, first } = spots;
  let own = 0;
  for (let s = 1; s < first.length; s++) if (unit[first[s]] === UNIT.ownPlace) own++;
  const least = own > 4 * MOST_BADGES ? 2 : 1; // of a great many districts those of one event stay marks
  const renamed = new Int32Array(first.length);
  const kept = [0];
  for (let s = 1; s < first.length; s++) {
    const code = unit[first[s]];
    if (counts[s] >= (code >= UNIT.first ? 1 : code === UNIT.ownPlace ? least : 2)) renamed[s] = kept.push(first[s]) - 1;
  }
  const shared = new Int32Array(n);
  for (let i = 0; i < n; i++) shared[i] = renamed[of[i]];
  return withKinds({ unit }, { of: shared, first: Int32Array.from(kept) });
}

/** `badge`: 1 for the spots that stand for a unit. */
function withKinds({ unit }, spots) {
  return { ...spots, badge: Uint8Array.from(spots.first, (i, s) => (s && unit[i] > 0 ? 1 : 0)) };
}

EventsLayer.include({
  /** Gather what is visible into piles and badges; `this._pileOf` then has the number of a spot's pile, plus one. */
  _gatherPiles(f, { list, count }) {
    const data = this._data;
    const { colour, flags } = data;
    const spots = this._dense ? data.shared : data.spots;
    if (this._spots !== spots) {
      this._spots = spots;
      this._tally = new Int32Array(spots.first.length);
      this._pileOf = new Int32Array(spots.first.length);
    }
    const { of } = spots;
    const tally = this._tally.fill(0);
    const pileOf = this._pileOf.fill(0);
    for (let k = 0; k < count; k++) tally[of[list[k]]]++;
    const piles = (this._piles = this._join(f, this._standing(tally), tally));
    piles.forEach((pile, p) => pile.spots.forEach((s) => (pileOf[s] = p + 1)));
    if (!piles.length) return piles;
    const width = this._inks.length;
    const shares = new Int32Array(piles.length * width);
    for (let k = 0; k < count; k++) {
      const i = list[k];
      const p = pileOf[of[i]] - 1;
      if (p < 0) continue;
      shares[p * width + Math.min(colour[i], width - 1)]++;
      if (flags[i] & EVENT_FLAGS.contested) piles[p].contested = true;
      if (i === this._selected) piles[p].selected = true;
    }
    piles.forEach((pile, p) => (pile.shares = shares.subarray(p * width, (p + 1) * width)));
    this._sizePiles(piles.filter((pile) => !pile.badge));
    return piles;
  },

  /** The spots that may be piles or badges, those with most events first; of too many, only those. */
  _standing(tally) {
    const { badge } = this._spots;
    const share = this._data.n > CROWD ? 3 : 1;
    const least = [this._dense ? 2 : 1, 1];
    const most = [this._dense ? MOST_PILES / share : FINE_LIMIT, MOST_BADGES / share];
    const steps = [new Int32Array(1002), new Int32Array(1002)]; // of piles and of badges: how many have so many events
    for (let s = 1; s < tally.length; s++) if (tally[s]) steps[badge[s]][Math.min(1001, tally[s])]++;
    const from = steps.map((held, kind) => {
      let n = 1001;
      for (let all = held[1001]; n > least[kind] && all + held[n - 1] <= most[kind]; ) all += held[--n];
      return n;
    });
    const out = [[], []];
    for (let s = 1; s < tally.length; s++) {
      const kind = badge[s];
      if (tally[s] >= from[kind] && out[kind].length < 2 * most[kind]) out[kind].push(s);
    }
    return out.flatMap((spots) => spots.sort((a, b) => tally[b] - tally[a] || a - b));
  },

  _join(f, standing, tally) {
    const { unit } = this._data;
    const { first } = this._spots;
    const grid = new Map();
    const kept = [];
    standing.forEach((s) => {
      const i = first[s];
      const [x, y] = this._spot(i, f);
      const badge = unit[i] > 0;
      const column = Math.floor(x / JOIN_PX);
      const line = Math.floor(y / JOIN_PX);
      let near = null;
      let best = JOIN_PX;
      if (!badge) {
        for (let dx = -1; dx <= 1; dx++) {
          for (let dy = -1; dy <= 1; dy++) {
            (grid.get(`${column + dx}/${line + dy}`) || []).forEach((pile) => {
              const apart = Math.hypot(pile.x - x, pile.y - y);
              if (apart <= best) [near, best] = [pile, apart];
            });
          }
        }
      }
      if (near) {
        near.spots.push(s);
        near.n += tally[s];
        return;
      }
      const pile = { spots: [s], n: tally[s], x, y, badge, first: i, r: 0 };
      kept.push(pile);
      const key = `${column}/${line}`;
      if (!badge) grid.set(key, (grid.get(key) || []).concat(pile));
    });
    return kept.filter((pile) => pile.badge || pile.n > 1).sort((a, b) => a.badge - b.badge || b.n - a.n);
  },

  /** Area by count, by the largest spot of all events: steady while the window slides. */
  _sizePiles(piles) {
    const rule = this._d.piles;
    const scale = Math.min(rule.area_px, rule.largest_px / Math.sqrt(this._data.largest)) * this._magnify;
    piles.forEach((pile) => {
      pile.numbered = piles.length <= rule.crowded || pile.n >= rule.least_numbered;
      const least = pile.numbered ? rule.least_px[piles.length > rule.few ? 1 : 0] : rule.least_crowded_px;
      pile.r = Math.max(least * this._magnify, scale * Math.sqrt(pile.n));
    });
  },

  _drawPiles(g, piles) {
    const rings = piles.filter((pile) => !pile.badge);
    rings.forEach((pile) => this._drawRing(g, pile));
    const written = [];
    rings.filter((pile) => pile.numbered).forEach((pile) => this._drawNumber(g, pile, written));
    const badges = piles.filter((pile) => pile.badge);
    badges.forEach((pile) => this._drawBadge(g, pile, badges.length <= MOST_NAMED_BADGES, written));
    piles.filter((pile) => pile.selected).forEach((pile) => this._drawSelected(g, pile.bx || pile.x, pile.by || pile.y, pile.badge ? pile.half : pile.r));
  },

  _drawRing(g, pile) {
    const { x, y, r } = pile;
    const { look } = this._d;
    g.setLineDash([]);
    g.fillStyle = look.halo;
    g.beginPath();
    g.arc(x, y, r + 1.8, 0, 2 * Math.PI);
    g.fill();
    let from = -Math.PI / 2;
    pile.shares.forEach((count, code) => {
      if (!count) return;
      const to = from + (count / pile.n) * 2 * Math.PI;
      g.fillStyle = this._ink(code).body;
      g.beginPath();
      if (count < pile.n) g.moveTo(x, y);
      g.arc(x, y, r, from, to);
      g.closePath();
      g.fill();
      from = to;
    });
    g.strokeStyle = look.mark_edge;
    g.lineWidth = 0.8;
    g.beginPath();
    g.arc(x, y, r, 0, 2 * Math.PI);
    g.stroke();
    if (pile.numbered) {
      g.fillStyle = look.panel;
      g.beginPath();
      g.arc(x, y, r * 0.66, 0, 2 * Math.PI);
      g.fill();
    }
    if (!pile.contested) return;
    g.beginPath();
    g.arc(x, y, r + 3.4, 0, 2 * Math.PI);
    g.lineWidth = 1.5;
    g.strokeStyle = this._inks[0].broken;
    g.setLineDash([4, 3]);
    g.stroke();
    g.setLineDash([]);
  },

  /** A pile's number, unless it would cover that of a larger one. */
  _drawNumber(g, pile, written) {
    const text = numberText(pile.n);
    let size = Math.max(8.5 * this._magnify, Math.min(18 * this._magnify, pile.r * 0.85));
    g.font = `700 ${size}px ${FONT}`;
    const room = pile.r * 1.3;
    let wide = g.measureText(text).width;
    if (wide > room) {
      size = Math.max(8 * this._magnify, (size * room) / wide);
      g.font = `700 ${size}px ${FONT}`;
      wide = g.measureText(text).width;
    }
    const box = [pile.x - wide / 2, pile.y - size / 2, pile.x + wide / 2, pile.y + size / 2];
    if (written.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return;
    written.push(box);
    g.textAlign = "center";
    g.textBaseline = "middle";
    if (wide > room) { // it reaches over its ring
      g.lineJoin = "round";
      g.lineWidth = 3;
      g.strokeStyle = this._d.look.panel;
      g.strokeText(text, pile.x, pile.y + 0.5);
    }
    g.fillStyle = this._d.look.text;
    g.fillText(text, pile.x, pile.y + 0.5);
  },

  /** A unit's badge: a label with a stripe of the colours' shares, nothing like the mark of a place. */
  _drawBadge(g, pile, named, written) {
    const { look } = this._d;
    const data = this._data;
    const entry = data.header.units[data.unit[pile.first] - UNIT.first];
    const name = entry ? entry[0] : this._unitWords(pile.first);
    const text = named && name ? `${name}: ${numberText(pile.n)}` : numberText(pile.n);
    const size = (named ? 12 : 9.5) * this._magnify;
    g.font = `700 ${size}px ${FONT}`;
    const w = g.measureText(text).width + size;
    const h = size * 1.7;
    const meets = (x, y) => written.some((b) => x - w / 2 < b[2] && b[0] < x + w / 2 && y - h / 2 < b[3] && b[1] < y + h / 2);
    const [dx, dy] = (entry ? [[0, 0], [0, h], [0, -h], [0, 2 * h], [0, -2 * h]] : [[0, 0]]).find(([a, b]) => !meets(pile.x + a, pile.y + b)) || [0, 0];
    Object.assign(pile, { bx: pile.x + dx, by: pile.y + dy, half: w / 2, rise: h / 2 });
    const l = pile.bx - w / 2;
    const t = pile.by - h / 2;
    written.push([l, t, l + w, t + h]);
    g.setLineDash([]);
    g.fillStyle = look.panel;
    g.strokeStyle = look.muted;
    g.lineWidth = 1;
    g.beginPath();
    g.roundRect(l, t, w, h, h / 4);
    g.fill();
    g.stroke();
    let from = l + h / 4;
    pile.shares.forEach((count, code) => {
      if (!count) return;
      const part = ((w - h / 2) * count) / pile.n;
      g.fillStyle = this._ink(code).body;
      g.fillRect(from, t + h * 0.76, part, h * 0.14);
      from += part;
    });
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillStyle = look.text;
    g.fillText(text, pile.bx, pile.by - h * 0.06);
  },

  /** What a unit without an outline is called: how sharply its events are located, and whether their area is known. */
  _unitWords(i) {
    const words = this._d.precisions[this._data.precision[i]] || "";
    return words && !(this._data.reach[i] > 0) ? `${words}, extent not known` : words;
  },

  /** The pile or badge under a point of the canvas, the one on top. */
  _pileAt(x, y) {
    const piles = this._piles || [];
    for (let p = piles.length - 1; p >= 0; p--) {
      const pile = piles[p];
      if (pile.badge ? Math.abs(x - pile.bx) <= pile.half && Math.abs(y - pile.by) <= pile.rise : Math.hypot(x - pile.x, y - pile.y) <= Math.max(9, pile.r + 2)) return pile;
    }
    return null;
  },

  /** The visible events of a pile, newest first. */
  _members(pile) {
    const held = new Set(pile.spots);
    const { list, count } = this._collect();
    const out = [];
    for (let k = 0; k < count; k++) if (held.has(this._spots.of[list[k]])) out.push(list[k]);
    return out.sort((a, b) => b - a);
  },

  /** The pile or badge that an event is drawn in; undefined where it is alone. */
  pileOf(i) {
    return this._spots ? this._piles[this._pileOf[this._spots.of[i]] - 1] : undefined;
  },

  /** How far the mark of an event reaches: that of its pile where it is in one. */
  reachOf(i) {
    const pile = this.pileOf(i);
    return pile ? (pile.badge ? pile.rise || 10 : pile.r) : this.radius(this._data.size[i]);
  },

  /** The units with an outline that have an event in the window, wherever the map is; null before there are events. */
  unitsShown() {
    const data = this._data;
    if (!data) return null;
    const shown = new Set();
    this._eventsOnUnits().forEach((i) => this.shows(i) && shown.add(data.unit[i]));
    return shown;
  },
});
