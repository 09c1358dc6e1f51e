// How dates, deaths and counts are said: events/wording.py in this language, for what changes while time plays.
// Tests hold the two to the same sentences.

/** @import { Counts } from "../events/counting.js" */

export const DAY_MS = 864e5;
const KM_PER_MILE = 1.609344;
export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
export const NO_DATE = "no date";

const NUMBERS = new Intl.NumberFormat("en"); // made once: toLocaleString makes one for each number, and a step writes many
/** @param {number} value */
export const numberText = (value) => NUMBERS.format(Math.round(value));

/** "1 event", "2,056 events". @param {number} count @param {string} one */
export const manyText = (count, one) => `${numberText(count)} ${count === 1 ? one : `${one}s`}`;

/** Year, month (0 to 11) and day of a day since 1970; years below 100 are those years. @param {number} day */
export function dateParts(day) {
  const date = new Date(day * DAY_MS);
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
}

/** @param {number} year @param {number} month @param {number} day */
function dayNumber(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return Math.round(date.getTime() / DAY_MS);
}

/** @param {number} day */
export function dayText(day) {
  const [year, month, date] = dateParts(day);
  return `${date} ${MONTHS[month]} ${year}`;
}

/** @param {number} day */
function monthText(day) {
  const [year, month] = dateParts(day);
  return `${MONTHS[month]} ${year}`;
}

/** A closed interval of days: whole years and months by name, a shared month or year once. @param {number} from @param {number} to */
export function spanText(from, to) {
  if (from === to) return dayText(from);
  const [y, m, d] = dateParts(from);
  const [y2, m2] = dateParts(to);
  const whole = d === 1 && dateParts(to + 1)[2] === 1;
  if (whole && m === 0 && m2 === 11) return y === y2 ? String(y) : `${y} – ${y2}`;
  if (y !== y2) return whole ? `${monthText(from)} – ${monthText(to)}` : `${dayText(from)} – ${dayText(to)}`;
  if (whole) return m === m2 ? monthText(from) : `${MONTHS[m]} – ${monthText(to)}`;
  return `${m === m2 ? d : `${d} ${MONTHS[m]}`} – ${dayText(to)}`;
}

/**
 * The time of an event; `kind` is one of wording.TIME_KINDS, `openStart` an end alone, the last possible day.
 * @param {number} from @param {number} to @param {string} kind @param {boolean} openStart
 */
export function whenText(from, to, kind, openStart) {
  if (openStart) return `by ${dayText(to)}`;
  if (kind === "since") return `from ${dayText(from)}`;
  const [year, month] = dateParts(from);
  if (kind === "year") return spanText(dayNumber(year, 0, 1), dayNumber(year, 11, 31));
  if (kind === "month") return spanText(dayNumber(year, month, 1), dayNumber(year, month + 1, 0));
  return spanText(from, to);
}

/**
 * Deaths of one event; null is not known.
 * @param {number | null} low @param {number | null} best @param {number | null} high
 */
export function figuresText(low, best, high) {
  /** @type {[string, number][]} */
  const figures = [];
  if (low !== null) figures.push(["low", low]);
  if (best !== null) figures.push(["best", best]);
  if (high !== null) figures.push(["high", high]);
  if (figures.some(([, value], k) => k && figures[k - 1][1] > value)) {
    return `${figures.map(([name, value]) => `${name} ${numberText(value)}`).join(", ")} (contradictory)`;
  }
  if (low !== null && high !== null) {
    if (low === high) return numberText(low);
    return `${numberText(low)}–${numberText(high)}${best === null ? "" : ` (best ${numberText(best)})`}`;
  }
  if (best === null) {
    if (low !== null) return `at least ${numberText(low)}`;
    return high === null ? "unknown" : `at most ${numberText(high)}`;
  }
  if (low !== null && low !== best) return `${numberText(best)} (at least ${numberText(low)})`;
  return high !== null && high !== best ? `${numberText(best)} (at most ${numberText(high)})` : numberText(best);
}

/** Deaths of what is counted: unknown is never a zero, and what is dated only to a longer period stands apart. @param {Counts} c */
function totalDeathsText(c) {
  if (!c.counted) return "";
  const some = c.low || c.best || c.high;
  const parts = [];
  if (c.unknown && !some) parts.push(`unknown for ${numberText(c.unknown)}`);
  else if (some || !c.apartEvents || c.counted > c.apartEvents) {
    parts.push((c.unknown || c.atLeast ? "at least " : "") + figuresText(c.low, c.best, c.high));
    if (c.unknown) parts.push(`unknown for ${numberText(c.unknown)}`);
  }
  if (c.apartEvents)
    parts.push(`+${numberText(c.apart)} in ${manyText(c.apartEvents, "event")} dated only to a longer period`);
  return `deaths ${parts.join(", ")}`;
}

/**
 * The parts of the count strip: [name, words]. All but the deaths add up to the events of the database.
 * @param {Counts} c @param {number} inDatabase
 */
export function countParts(c, inDatabase) {
  const total = Math.max(inDatabase, c.of);
  /** @type {[string, string][]} */
  const parts = [
    [
      "shown",
      c.shown === total
        ? `${manyText(total, "event")} shown`
        : `${numberText(c.shown)} of ${manyText(total, "event")} shown`,
    ],
  ];
  if (c.unlocated) parts.push(["unlocated", `${numberText(c.unlocated)} not located`]);
  if (c.outside) parts.push(["outside", `${numberText(c.outside)} outside the dates`]);
  if (c.undated) parts.push(["undated", `${numberText(c.undated)} without a date`]);
  if (c.hidden) parts.push(["hidden", `${numberText(c.hidden)} switched off in the legend`]);
  if (total > c.of) parts.push(["filtered", `${numberText(total - c.of)} filtered out`]);
  const deaths = totalDeathsText(c);
  if (deaths) parts.push(["deaths", deaths]);
  return parts;
}

/**
 * The sentences of this module for given dates, figures and counts: what tests hold against events/wording.py.
 * @param {[number, number, string, boolean][]} dates @param {[number | null, number | null, number | null][]} deaths
 * @param {Counts[]} sums
 */
export const says = (dates, deaths, sums) => ({
  dates: dates.map((one) => whenText(...one)),
  deaths: deaths.map((one) => figuresText(...one)),
  counts: sums.map((one) =>
    countParts(one, one.of + 7)
      .map(([, words]) => words)
      .join(" · "),
  ),
});

/** The day since 1970 of an ISO date; null of none. @param {unknown} iso */
export function dayOf(iso) {
  if (iso === null || iso === undefined || iso === "") return null;
  return Math.round(Date.parse(`${String(iso).slice(0, 10)}T00:00:00Z`) / DAY_MS);
}

/** @param {number} day */
export function isoDay(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** @param {number} metres */
export function kmText(metres) {
  const km = metres / 1000;
  return `${km >= 100 ? numberText(km) : km >= 10 ? km.toFixed(0) : km.toFixed(1)} km`;
}

/** @param {number} metres */
export function milesText(metres) {
  const miles = metres / 1000 / KM_PER_MILE;
  return `${miles >= 10 ? numberText(miles) : miles.toFixed(1)} mi`;
}

/** @param {number} lat @param {number} lon */
export const placeText = (lat, lon) =>
  `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lon).toFixed(4)}° ${lon < 0 ? "W" : "E"}`;
