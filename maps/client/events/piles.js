// Piles: events of one spot are one mark with their number, a unit's events one badge. The rule is that of
// maps/layers/piles.py, whose figures come with the description; here it is followed in pixels, for the window in view.

/** @import { EventData } from "../base/decode.js" */
/** @import { PileRule } from "../base/description.js" */
/** @import { Layout } from "./badges.js" */
/** @import { Places, Spots } from "./spots.js" */

import { EVENT_FLAGS, UNIT } from "../base/decode.js";
import { readDescription } from "../base/description.js";
import { arrangeBadges } from "./badges.js";
import { joinTouching, radiusOf, scaleOf } from "./joining.js";
import { coarser } from "./spots.js";

const JOIN_PX = 5; // 1.3 mm on a screen: spots nearer than this join the one with most events
const MOST_PILES = 450;
const MOST_BADGES = 150;
const MOST_ALONE = 1500;
const MOST_SPOTS = 2500; // of more in view that touch, those of one square of pixels are taken together first
const SQUARE_PX = 16;
/** Badges of districts and the like that would lie over one another join, whatever their number of events. */
const BADGES_APART = { ...readDescription(null).piles, alone_px: 14, least_touching_px: 17 };
const CROWD = 20000; // with more events than this a third of them: the map is a texture then, and a step must stay quick

/**
 * A mark that stands for several events, or a badge that stands for a unit. `x`, `y`: pixels of the canvas; `first`:
 * its first event; `shares`: events of each colour; `units`: the first event of each unit of a badge; `bx`, `by`,
 * `half`, `rise`: the middle of its label and half its width and height; `text`, `size`: what it says, and how large.
 * @typedef {{spots: number[], n: number, x: number, y: number, badge: boolean, first: number, r: number, numbered: boolean,
 *   contested: boolean, selected: boolean, shares: Int32Array, units: number[], bx: number, by: number, half: number, rise: number,
 *   text: string, size: number}} Pile
 */

/**
 * What is to be gathered: indices of the visible events, whether they are many, how an event's place is found, how
 * many colours there are, which event is chosen, how much larger than usual all is drawn, and what badges are laid
 * out with (without it they stay as they are). `share`: of all dates, how much the window holds, where marks that touch
 * are one.
 * @typedef {{list: Uint32Array, count: number, dense: boolean, spotOf: (i: number) => [number, number], colours: number,
 *   selected: number, magnify: number, layout?: Layout, share?: number}} Visible
 */

export class Piles {
  /** @param {EventData} data @param {Places} places */
  constructor(data, places) {
    this.data = data;
    this.places = places;
    /** @type {Pile[]} */
    this.list = [];
    this.spots = places.all;
    /** Where marks that touch are one: what they are gathered from, and the largest of them with all dates in view. */
    this.touching = { spots: places.all, largest: 1 };
    this.tally = new Int32Array(this.spots.first.length);
    /** The spots that have events, each once. */
    this.active = new Int32Array(this.spots.first.length);
    this.count = 0;
    /** Where marks that touch are one: the events that touch none. @type {number[]} */
    this.alone = [];
    this.tallied = new Tallies(0, 1);
    /** The number of each spot's pile, plus one; 0: it has none. */
    this.pileOfSpot = new Int32Array(this.spots.first.length);
  }

  /** Gather from these spots from now on. @param {Spots} spots */
  #use(spots) {
    if (this.spots === spots) return;
    this.spots = spots;
    this.tally = new Int32Array(spots.first.length);
    this.active = new Int32Array(spots.first.length);
    this.count = 0;
    this.pileOfSpot = new Int32Array(spots.first.length);
  }

  /** Gather what is visible into piles and badges. @param {Visible} visible @param {PileRule} rule */
  gather(visible, rule) {
    const { dense, share } = visible;
    if (share !== undefined) this.#use(this.touching.spots);
    else this.#use(dense ? this.places.shared : this.places.all);
    if (share !== undefined) return this.#gatherTouching(visible, rule, scaleOf(this.touching.largest * share, rule));
    this.#count(visible);
    const joined = this.#join(this.#standing(dense), visible);
    sizePiles(
      joined.filter((pile) => !pile.badge),
      rule,
      this.places.largest,
      visible.magnify,
    );
    this.list = visible.layout ? arrangeBadges(joined, this.data, visible.layout) : joined;
    this.#number();
    this.#share(visible);
    return this.list;
  }

  /** @param {Visible} visible @param {PileRule} rule @param {number} scale */
  #gatherTouching(visible, rule, scale) {
    const { colours, selected, layout } = visible;
    const length = this.spots.first.length;
    if (!this.tallied.suits(length, colours)) this.tallied = new Tallies(length, colours);
    this.count = this.tallied.count(this.data, this.spots.of, visible, this.tally, this.active, this.count);
    const joined = this.#joinTouching(visible, rule, scale);
    const standing = joined.filter((pile) => pile.badge || pile.n > 1);
    this.alone = joined.filter((pile) => !pile.badge && pile.n === 1).map((pile) => this.tallied.last[pile.spots[0]]);
    const uncounted = this.spots !== this.places.all;
    this.list = layout ? arrangeBadges(standing, this.data, { ...layout, uncounted }) : standing;
    this.#number();
    for (const pile of this.list) this.tallied.share(pile);
    const chosen = selected >= 0 && visible.list.subarray(0, visible.count).includes(selected) && this.pileOf(selected);
    if (chosen) chosen.selected = true;
    return this.list;
  }

  /**
   * Get ready for marks that touch in a new view: `visible` are its events of all dates.
   * @param {Visible} visible @param {PileRule} rule @param {number} worldPx the world's width in pixels
   */
  fit(visible, rule, worldPx) {
    this.#use(this.places.all);
    this.#count(visible);
    if (this.count > MOST_SPOTS) {
      this.#use(coarser(this.data, this.places, worldPx, SQUARE_PX));
      this.#count(visible);
    }
    // by the largest spot, to know how large what joins can be
    const most = this.active.subarray(0, this.count).reduce((top, spot) => Math.max(top, this.tally[spot]), 1);
    const first = this.#joinTouching(visible, rule, scaleOf(most, rule));
    this.touching = {
      spots: this.spots,
      largest: first.reduce((top, pile) => (pile.badge ? top : Math.max(top, pile.n)), 1),
    };
  }

  /** @param {Visible} visible */
  #count({ list, count }) {
    const { of } = this.spots;
    const { tally, active } = this;
    for (let k = 0; k < this.count; k++) tally[active[k]] = 0;
    let held = 0;
    for (let k = 0; k < count; k++) {
      const s = of[list[k]];
      if (tally[s]++ === 0) active[held++] = s;
    }
    this.count = held;
  }

  /** Note which spot is in which pile. */
  #number() {
    const pileOf = this.pileOfSpot.fill(0);
    this.list.forEach((pile, p) => {
      for (const s of pile.spots) pileOf[s] = p + 1;
    });
  }

  /** @param {Visible} visible @param {PileRule} rule @param {number} scale */
  #joinTouching({ spotOf, magnify }, rule, scale) {
    const { tally } = this;
    const { first, badge } = this.spots;
    const { unit } = this.data;
    /** Spots of places, of districts and the like, and of units with an outline. @type {[number[], number[], number[]]} */
    const held = [[], [], []];
    for (const s of this.active.subarray(0, this.count).sort()) {
      if (s) held[badge[s] ? (unit[first[s]] >= UNIT.first ? 2 : 1) : 0].push(s);
    }
    /** @param {number[]} spots @param {PileRule} by @param {boolean} isBadge @returns {Pile[]} */
    const join = (spots, by, isBadge) => {
      const places = spots.map((s) => spotOf(first[s]));
      const xs = places.map(([x]) => x / magnify);
      const ys = places.map(([, y]) => y / magnify);
      return joinTouching(
        xs,
        ys,
        spots.map((s) => tally[s]),
        isBadge ? 0 : scale,
        by,
      ).map(({ x, y, n, parts }) => {
        const s = spots[parts[0]];
        const pile = newPile(s, n, x * magnify, y * magnify, isBadge, first[s]);
        const r = isBadge ? 0 : radiusOf(n, scale, by) * magnify;
        const held = parts.map((k) => spots[k]);
        const units = this.spots === this.places.all ? held.map((spot) => first[spot]) : [first[s]];
        return Object.assign(pile, { spots: held, units, r, numbered: !isBadge });
      });
    };
    const [places, districts, units] = held;
    const badges = units.map((s) => newPile(s, tally[s], ...spotOf(first[s]), true, first[s]));
    return [
      ...join(places, rule, false),
      ...[...badges, ...join(districts, BADGES_APART, true)].sort((a, b) => b.n - a.n),
    ];
  }

  /** Events of each colour, and whether one is contested or chosen. @param {Visible} visible */
  #share({ list, count, colours, selected }) {
    const { colour, flags } = this.data;
    const { pileOfSpot: pileOf, list: piles } = this;
    const { of } = this.spots;
    if (!piles.length) return;
    const shares = new Int32Array(piles.length * colours);
    for (let k = 0; k < count; k++) {
      const i = list[k];
      const p = pileOf[of[i]] - 1;
      if (p < 0) continue;
      shares[p * colours + Math.min(colour[i], colours - 1)]++;
      if (flags[i] & EVENT_FLAGS.contested) piles[p].contested = true;
      if (i === selected) piles[p].selected = true;
    }
    piles.forEach((pile, p) => {
      pile.shares = shares.subarray(p * colours, (p + 1) * colours);
    });
  }

  /** The spots that may be piles or badges, those with most events first; of too many, only those. @param {boolean} dense */
  #standing(dense) {
    const { badge, first } = this.spots;
    const { tally } = this;
    const { unit } = this.data;
    /** Badges of units with an outline are never left out: they join. @param {number} s */
    const whole = (s) => badge[s] !== 0 && unit[first[s]] >= UNIT.first;
    const share = this.data.n > CROWD ? 3 : 1;
    const least = [dense ? 2 : 1, 1];
    const most = [dense ? MOST_PILES / share : MOST_ALONE, MOST_BADGES / share];
    const steps = [new Int32Array(1002), new Int32Array(1002)]; // of piles and of badges: how many have so many events
    for (let s = 1; s < tally.length; s++) if (tally[s] && !whole(s)) steps[badge[s]][Math.min(1001, tally[s])]++;
    const from = steps.map((held, kind) => {
      let n = 1001;
      for (let all = held[1001]; n > least[kind] && all + held[n - 1] <= most[kind]; ) all += held[--n];
      return n;
    });
    /** @type {number[][]} */
    const out = [[], []];
    for (let s = 1; s < tally.length; s++) {
      const kind = badge[s];
      if (tally[s] && whole(s)) out[kind].push(s);
      else if (tally[s] >= from[kind] && out[kind].length < 2 * most[kind]) out[kind].push(s);
    }
    return out.flatMap((spots) => spots.sort((a, b) => tally[b] - tally[a] || a - b));
  }

  /** @param {number[]} standing @param {Visible} visible */
  #join(standing, { spotOf }) {
    const { first, badge: badges } = this.spots;
    /** @type {Map<string, Pile[]>} */
    const grid = new Map();
    /** @type {Pile[]} */
    const kept = [];
    for (const s of standing) {
      const [x, y] = spotOf(first[s]);
      const badge = badges[s] !== 0;
      const near = badge ? null : nearest(grid, x, y);
      if (near) {
        near.spots.push(s);
        near.n += this.tally[s];
        continue;
      }
      const pile = newPile(s, this.tally[s], x, y, badge, first[s]);
      kept.push(pile);
      if (badge) continue;
      const key = cellOf(x, y, 0, 0);
      grid.set(key, (grid.get(key) || []).concat(pile));
    }
    return kept
      .filter((pile) => pile.badge || pile.n > 1)
      .sort((a, b) => Number(a.badge) - Number(b.badge) || b.n - a.n);
  }

  /** The pile or badge under a point of the canvas, the one on top. @param {number} x @param {number} y */
  at(x, y) {
    for (let p = this.list.length - 1; p >= 0; p--) {
      const pile = this.list[p];
      const on = pile.badge
        ? Math.abs(x - pile.bx) <= pile.half && Math.abs(y - pile.by) <= pile.rise
        : Math.hypot(x - pile.x, y - pile.y) <= Math.max(9, pile.r + 2);
      if (on) return pile;
    }
    return null;
  }

  /** The visible events of a pile, newest first. @param {Pile} pile @param {{list: Uint32Array, count: number}} visible */
  members(pile, { list, count }) {
    const held = new Set(pile.spots);
    const out = [];
    for (let k = 0; k < count; k++) if (held.has(this.spots.of[list[k]])) out.push(list[k]);
    return out.sort((a, b) => b - a);
  }

  /** The pile or badge that an event is drawn in; undefined where it is alone. @param {number} i @returns {Pile | undefined} */
  pileOf(i) {
    return this.list[this.pileOfSpot[this.spots.of[i]] - 1];
  }
}

/** What spots hold, counted in one pass over the visible events: a step in time does nothing else with each of them. */
class Tallies {
  /** @param {number} spots @param {number} colours */
  constructor(spots, colours) {
    this.colours = colours;
    /** Events of each colour, spot by spot. */
    this.shares = new Int32Array(spots * colours);
    this.contested = new Uint8Array(spots);
    /** A visible event of each spot. */
    this.last = new Int32Array(spots);
  }

  /** @param {number} spots @param {number} colours */
  suits(spots, colours) {
    return this.last.length === spots && this.colours === colours;
  }

  /**
   * Count anew; tells how many spots have events.
   * @param {EventData} data @param {Int32Array} of the spot of each event @param {Visible} visible
   * @param {Int32Array} tally @param {Int32Array} active @param {number} before how many spots had some
   */
  count({ colour, flags }, of, { list, count }, tally, active, before) {
    const { shares, contested, last, colours } = this;
    for (let k = 0; k < before; k++) {
      const s = active[k];
      tally[s] = 0;
      contested[s] = 0;
      shares.fill(0, s * colours, (s + 1) * colours);
    }
    const most = colours - 1;
    let held = 0;
    for (let k = 0; k < count; k++) {
      const i = list[k];
      const s = of[i];
      if (tally[s]++ === 0) {
        active[held++] = s;
        last[s] = i;
      }
      const c = colour[i];
      shares[s * colours + Math.min(c, most)]++;
      if (flags[i] & EVENT_FLAGS.contested) contested[s] = 1;
    }
    return held;
  }

  /** Give a pile the shares of its spots. @param {Pile} pile */
  share(pile) {
    const { shares, colours, contested } = this;
    pile.shares = new Int32Array(colours);
    for (const s of pile.spots) {
      for (let c = 0; c < colours; c++) pile.shares[c] += shares[s * colours + c];
      if (contested[s]) pile.contested = true;
    }
  }
}

/** @param {number} s @param {number} n @param {number} x @param {number} y @param {boolean} badge @param {number} first @returns {Pile} */
function newPile(s, n, x, y, badge, first) {
  const marks = { numbered: false, contested: false, selected: false, shares: new Int32Array(0) };
  const label = { units: [first], bx: x, by: y, half: 0, rise: 0, text: "", size: 0 };
  return { spots: [s], n, x, y, badge, first, r: 0, ...label, ...marks };
}

/** @param {number} x @param {number} y @param {number} dx @param {number} dy */
const cellOf = (x, y, dx, dy) => `${Math.floor(x / JOIN_PX) + dx}/${Math.floor(y / JOIN_PX) + dy}`;

/** The pile nearest to a point, of those that it joins. @param {Map<string, Pile[]>} grid @param {number} x @param {number} y */
function nearest(grid, x, y) {
  /** @type {Pile | null} */
  let near = null;
  let best = JOIN_PX;
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (const pile of grid.get(cellOf(x, y, dx, dy)) || []) {
        const apart = Math.hypot(pile.x - x, pile.y - y);
        if (apart <= best) [near, best] = [pile, apart];
      }
    }
  }
  return near;
}

/**
 * Area by count, by the largest spot of all events: steady while the window slides.
 * @param {Pile[]} piles @param {PileRule} rule @param {number} largest @param {number} magnify
 */
export function sizePiles(piles, rule, largest, magnify) {
  const scale = Math.min(rule.area_px, rule.largest_px / Math.sqrt(largest)) * magnify;
  for (const pile of piles) {
    pile.numbered = piles.length <= rule.crowded || pile.n >= rule.least_numbered;
    const least = pile.numbered ? rule.least_px[piles.length > rule.few ? 1 : 0] : rule.least_crowded_px;
    pile.r = Math.max(least * magnify, scale * Math.sqrt(pile.n));
  }
}
