// Where units' badges stand, and which of them join: badges that would touch are one, a country's before others, so
// that none covers another and no event is lost from the count. The rule is that of maps/layers/piles.py and
// maps/snapshot/pile_marks.py.

/** @import { EventData } from "../base/decode.js" */
/** @import { Description } from "../base/description.js" */
/** @import { Pile } from "./piles.js" */

import { UNIT } from "../base/decode.js";
import { numberText } from "../base/wording.js";

export const MOST_NAMED_BADGES = 20;
const MOST_TRIED = 150; // of more units than this those of a country are one badge without a try
const INNER = 0.66; // of a pile's radius: its number
const NAMED_PX = 12;
const SMALL_PX = 9.5;

/** @typedef {[number, number, number, number]} Box left, top, right, bottom in pixels of the canvas */

/**
 * What badges are laid out with: how wide a text is, how much larger than usual all is drawn, and where on the canvas
 * a place is (degrees). `aside`: badges keep off all of a pile, and those of districts step aside, too. `uncounted`: they were gathered by squares, so how many units they are of is not known.
 * @typedef {{d: Description, magnify: number, measure: (text: string, size: number) => number,
 *   placeOf: (lat: number, lon: number) => [number, number], aside?: boolean, uncounted?: boolean}} Layout
 */

/** Lay out badges, and join those that cannot stand clear of one another. @param {Pile[]} piles @param {EventData} data @param {Layout} layout @returns {Pile[]} */
export function arrangeBadges(piles, data, layout) {
  const badges = piles.filter((pile) => pile.badge);
  if (!badges.length) return piles;
  const others = piles.filter((pile) => !pile.badge);
  const taken = others
    .filter((pile) => pile.numbered)
    .map(({ x, y, r }) => boxOf(x, y, r * (layout.aside ? 1 : INNER), r * (layout.aside ? 1 : INNER)));
  const named = badges.length <= MOST_NAMED_BADGES;
  const tries = named ? [true, false] : [false];
  const waiting = named ? badges : byCountry(badges, data, layout);
  waiting.sort((a, b) => b.n - a.n);
  for (const badge of waiting) badge.size = (named ? NAMED_PX : SMALL_PX) * layout.magnify;
  /** @type {Pile[]} */
  const placed = [];
  for (const badge of waiting) {
    const clear = place(badge, data, layout, [...taken, ...placed.map(labelOf)], tries);
    const host = clear ? null : hostOf(badge, placed, data);
    if (host) join(host, badge);
    else placed.push(badge);
  }
  for (const badge of placed) {
    if (badge.units.length === 1) continue;
    const rest = placed.filter((other) => other !== badge).map(labelOf);
    place(badge, data, layout, [...taken, ...rest], [true, false]);
  }
  return [...others, ...placed.sort((a, b) => b.n - a.n)];
}

/** Badges where those of a country that cannot stand clear of one another are one. @param {Pile[]} badges @param {EventData} data @param {Layout} layout */
function byCountry(badges, data, layout) {
  const tried = badges.length <= MOST_TRIED;
  /** @type {Map<number, Pile[]>} */
  const groups = new Map();
  for (const badge of badges) {
    const land = landOf(badge, data);
    groups.set(land, (groups.get(land) || []).concat(badge));
  }
  return [...groups].flatMap(([land, group]) => {
    if (land < 0 || group.length === 1 || (tried && allClear(group, data, layout))) return group;
    const [whole, ...rest] = group;
    for (const badge of rest) join(whole, badge);
    const [, lat, lon] = data.header.lands[land];
    if (lat !== undefined && lon !== undefined) [whole.x, whole.y] = layout.placeOf(lat, lon);
    return [whole];
  });
}

/** @param {Pile[]} group @param {EventData} data @param {Layout} layout */
function allClear(group, data, layout) {
  /** @type {Box[]} */
  const boxes = [];
  return group.every((badge) => {
    badge.size = SMALL_PX * layout.magnify;
    const clear = place(badge, data, layout, boxes, [false]);
    boxes.push(labelOf(badge));
    return clear;
  });
}

/** The badge that one joins which has no room: of its own country before others, then the nearest. @param {Pile} badge @param {Pile[]} placed @param {EventData} data */
function hostOf(badge, placed, data) {
  const land = landOf(badge, data);
  const box = labelOf(badge);
  /** @param {Pile} other @returns {[number, number]} */
  const apart = (other) => [
    Number(land < 0 || landOf(other, data) !== land),
    Math.hypot(other.bx - badge.bx, other.by - badge.by),
  ];
  const met = placed.filter((other) => meet(box, labelOf(other)));
  return met.sort((a, b) => apart(a)[0] - apart(b)[0] || apart(a)[1] - apart(b)[1])[0] || null;
}

/** @param {Pile} host @param {Pile} badge */
function join(host, badge) {
  host.n += badge.n;
  host.spots.push(...badge.spots);
  host.units.push(...badge.units);
}

/** Give a badge its words and its place, near its home; tells whether it is clear. @param {Pile} badge @param {EventData} data @param {Layout} layout @param {Box[]} taken @param {boolean[]} tries with its words, or its number alone */
function place(badge, data, layout, taken, tries) {
  const h = badge.size * 1.7;
  const far = data.unit[badge.first] >= UNIT.first; // else nothing says how far it goes
  const steps = far || layout.aside ? [0, h, -h, 2 * h, -2 * h] : [0];
  for (const named of tries) {
    const worded = named && !(layout.uncounted && badge.units.length > 1);
    badge.text = worded ? wordsOf(badge, data, layout.d) : numberText(badge.n);
    const half = (layout.measure(badge.text, badge.size) + badge.size) / 2;
    for (const dy of steps) {
      Object.assign(badge, { bx: badge.x, by: badge.y + dy, half, rise: h / 2 });
      if (!taken.some((box) => meet(box, labelOf(badge)))) return true;
    }
    badge.by = badge.y;
  }
  return false;
}

/** What a badge says: a unit and its number, or a number in so many units (of a country). @param {Pile} badge @param {EventData} data @param {Description} d */
export function wordsOf({ units, n }, data, d) {
  const { one, of, mixed } = d.piles.words;
  const [first] = units;
  const number = numberText(n);
  if (units.length === 1) {
    const entry = data.header.units[data.unit[first] - UNIT.first];
    const name = entry ? entry[0] : unitWords(d, data, first);
    return name ? filled(one, { name, n: number }) : number;
  }
  const country = sharedLand(units, data);
  return filled(country ? of : mixed, { n: number, k: numberText(units.length), country });
}

/** The country that the units of some events are of, "" where they are not all of one. @param {number[]} events @param {EventData} data */
export function sharedLand(events, data) {
  const lands = new Set(events.map((i) => landOfEvent(i, data)));
  const [land] = lands;
  return lands.size === 1 && land >= 0 ? data.header.lands[land][0] : "";
}

/** The first event of each unit that some events are known to. @param {number[]} events @param {EventData} data */
export function firstOfUnits(events, { unit, lat, lon }) {
  /** @type {Map<string, number>} */
  const first = new Map();
  for (const i of events) {
    const key = unit[i] >= UNIT.first ? `${unit[i]}` : `${lat[i]}/${lon[i]}`;
    if (!first.has(key)) first.set(key, i);
  }
  return [...first.values()];
}

/** @param {string} text @param {Record<string, string>} values */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** The country that an event's unit is one of; -1: none. @param {number} i @param {EventData} data */
function landOfEvent(i, data) {
  const entry = data.header.units[data.unit[i] - UNIT.first];
  return entry?.[3] ?? -1;
}

/** @param {Pile} badge @param {EventData} data */
const landOf = ({ first }, data) => landOfEvent(first, data);

/** @param {number} x @param {number} y @param {number} half @param {number} rise @returns {Box} */
const boxOf = (x, y, half, rise) => [x - half, y - rise, x + half, y + rise];

/** @param {Pile} badge */
const labelOf = ({ bx, by, half, rise }) => boxOf(bx, by, half, rise);

/** @param {Box} a @param {Box} b */
const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/**
 * What a unit without an outline is called: how sharply its events are located, and whether their area is known.
 * @param {Description} d @param {EventData} data @param {number} i
 */
export function unitWords(d, data, i) {
  const words = d.precisions[data.precision[i]] || "";
  return words && !(data.reach[i] > 0) ? `${words}, extent not known` : words;
}
