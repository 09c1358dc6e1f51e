// Calendar units of the timeline: day, week, month, year, on UTC days since 1970.

import { DAY_MS, MONTHS } from "../base/wording.js";

/**
 * @typedef {"day" | "week" | "month" | "year"} Unit
 * @typedef {{edges: number[], unit: Unit, count: number}} Bins the first day of each bar, and the day after the last
 * @typedef {{day: number, text: string, strong: boolean}} Tick
 */

/** @type {Unit[]} */ export const UNITS = ["day", "week", "month", "year"];

/** The unit that divides an extent of `days` into a readable number of steps. @param {number} days @returns {Unit} */
export function autoUnit(days) {
  return days <= 75 ? "day" : days <= 750 ? "week" : days <= 365 * 30 ? "month" : "year";
}

/** The first day of the unit that a day lies in. @param {number} day @param {Unit} unit */
export function floorUnit(day, unit) {
  if (unit === "day") return day;
  if (unit === "week") return day - ((((day + 3) % 7) + 7) % 7); // 1 January 1970 was a Thursday; weeks begin on Monday
  const date = new Date(day * DAY_MS);
  return Math.round(Date.UTC(date.getUTCFullYear(), unit === "year" ? 0 : date.getUTCMonth(), 1) / DAY_MS);
}

/** Move a day by whole units; a month's end stays within the month. @param {number} day @param {Unit} unit @param {number} count */
export function addUnit(day, unit, count) {
  if (unit === "day") return day + count;
  if (unit === "week") return day + 7 * count;
  const date = new Date(day * DAY_MS);
  const months = unit === "year" ? 12 * count : count;
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + months;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Math.round(Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / DAY_MS);
}

/**
 * Bins of the histogram: the finest unit (or a multiple of it) that leaves bars at least `px` wide.
 * @param {number} from @param {number} to @param {number} width @param {number} px @returns {Bins}
 */
export function makeBins(from, to, width, px) {
  const most = Math.max(8, width / px);
  /** @type {[Unit, number][]} */
  const steps = [
    ["day", 1],
    ["day", 2],
    ["week", 1],
    ["week", 2],
    ["month", 1],
    ["month", 3],
    ["month", 6],
    ["year", 1],
    ["year", 2],
    ["year", 5],
    ["year", 10],
  ];
  const sizes = { day: 1, week: 7, month: 30.4, year: 365 };
  const [unit, count] = steps.find(([u, k]) => (to - from + 1) / (sizes[u] * k) <= most) || steps[steps.length - 1];
  const edges = [floorUnit(from, unit)];
  while (edges[edges.length - 1] <= to) edges.push(addUnit(edges[edges.length - 1], unit, count));
  return { edges, unit, count };
}

/**
 * Ticks with words under the histogram, never closer than `px`.
 * @param {number} from @param {number} to @param {number} width @param {number} px @returns {Tick[]}
 */
export function makeTicks(from, to, width, px) {
  const days = to - from + 1;
  /** @type {[Exclude<Unit, "week">, number][]} */
  const choices = [
    ["day", 1],
    ["day", 2],
    ["day", 7],
    ["month", 1],
    ["month", 3],
    ["month", 6],
    ["year", 1],
    ["year", 2],
    ["year", 5],
    ["year", 10],
    ["year", 20],
    ["year", 50],
  ];
  const sizes = { day: 1, month: 30.4, year: 365.25 };
  const [unit, count] = choices.find(([u, k]) => (width / days) * sizes[u] * k >= px) || choices[choices.length - 1];
  /** @type {Tick[]} */
  const ticks = [];
  let day = unit === "year" ? floorUnit(from, "year") : unit === "month" ? floorUnit(from, "month") : from;
  if (unit === "year" && count > 1) {
    const year = new Date(day * DAY_MS).getUTCFullYear();
    day = addUnit(day, "year", -(year % count));
  }
  if (unit === "month" && count > 1) day = addUnit(day, "month", -(new Date(day * DAY_MS).getUTCMonth() % count));
  for (; day <= to; day = addUnit(day, unit, count)) {
    if (day < from) continue;
    const date = new Date(day * DAY_MS);
    const year = date.getUTCFullYear();
    const month = MONTHS[date.getUTCMonth()];
    const text =
      unit === "year"
        ? String(year)
        : unit === "month"
          ? date.getUTCMonth() === 0
            ? String(year)
            : month
          : `${date.getUTCDate()} ${month}`;
    ticks.push({ day, text, strong: unit === "month" && date.getUTCMonth() === 0 });
  }
  return ticks;
}
