// How dates, deaths and counts are said: events/wording.py in this language, for what changes while time plays.
// Tests hold the two to the same sentences.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const NO_DATE = "no date";

const NUMBERS = new Intl.NumberFormat("en"); // made once: toLocaleString makes one for each number, and a step writes many
const numberText = (value) => NUMBERS.format(Math.round(value));

/** "1 event", "2,056 events". */
const manyText = (count, one) => `${numberText(count)} ${count === 1 ? one : `${one}s`}`;

/** Year, month (0 to 11) and day of a day since 1970; years below 100 are those years. */
function dateParts(day) {
  const date = new Date(day * DAY_MS);
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
}

function dayNumber(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return Math.round(date.getTime() / DAY_MS);
}

function dayText(day) {
  const [year, month, date] = dateParts(day);
  return `${date} ${MONTHS[month]} ${year}`;
}

function monthText(day) {
  const [year, month] = dateParts(day);
  return `${MONTHS[month]} ${year}`;
}

/** A closed interval of days: whole years and months by name, a shared month or year once. */
function spanText(from, to) {
  if (from === to) return dayText(from);
  const [y, m, d] = dateParts(from);
  const [y2, m2] = dateParts(to);
  const whole = d === 1 && dateParts(to + 1)[2] === 1;
  if (whole && m === 0 && m2 === 11) return y === y2 ? String(y) : `${y} – ${y2}`;
  if (y !== y2) return whole ? `${monthText(from)} – ${monthText(to)}` : `${dayText(from)} – ${dayText(to)}`;
  if (whole) return m === m2 ? monthText(from) : `${MONTHS[m]} – ${monthText(to)}`;
  return `${m === m2 ? d : `${d} ${MONTHS[m]}`} – ${dayText(to)}`;
}

/** The time of an event; `kind` is one of wording.TIME_KINDS, `openStart` an end alone, the last possible day. */
function whenText(from, to, kind, openStart) {
  if (openStart) return `by ${dayText(to)}`;
  if (kind === "since") return `from ${dayText(from)}`;
  const [year, month] = dateParts(from);
  if (kind === "year") return spanText(dayNumber(year, 0, 1), dayNumber(year, 11, 31));
  if (kind === "month") return spanText(dayNumber(year, month, 1), dayNumber(year, month + 1, 0));
  return spanText(from, to);
}

/** Deaths of one event; null is not known. */
function figuresText(low, best, high) {
  const figures = [["low", low], ["best", best], ["high", high]].filter(([, value]) => value !== null);
  if (figures.some(([, value], k) => k && figures[k - 1][1] > value)) {
    return `${figures.map(([name, value]) => `${name} ${numberText(value)}`).join(", ")} (contradictory)`;
  }
  if (low !== null && high !== null) {
    if (low === high) return numberText(low);
    return `${numberText(low)}–${numberText(high)}${best === null ? "" : ` (best ${numberText(best)})`}`;
  }
  if (best === null) return low === null && high === null ? "unknown" : low === null ? `at most ${numberText(high)}` : `at least ${numberText(low)}`;
  if (low !== null && low !== best) return `${numberText(best)} (at least ${numberText(low)})`;
  return high !== null && high !== best ? `${numberText(best)} (at most ${numberText(high)})` : numberText(best);
}

/** Deaths of what is counted: unknown is never a zero, and what is dated only to a longer period stands apart. */
function totalDeathsText(c) {
  if (!c.counted) return "";
  const some = c.low || c.best || c.high;
  const parts = [];
  if (c.unknown && !some) parts.push(`unknown for ${numberText(c.unknown)}`);
  else if (some || !c.apartEvents || c.counted > c.apartEvents) {
    parts.push((c.unknown || c.atLeast ? "at least " : "") + figuresText(c.low, c.best, c.high));
    if (c.unknown) parts.push(`unknown for ${numberText(c.unknown)}`);
  }
  if (c.apartEvents) parts.push(`+${numberText(c.apart)} in ${manyText(c.apartEvents, "event")} dated only to a longer period`);
  return `deaths ${parts.join(", ")}`;
}

/** The parts of the count strip: [name, words]. All but the deaths add up to the events of the database. */
function countParts(c, inDatabase) {
  const total = Math.max(inDatabase, c.of);
  const parts = [["shown", c.shown === total ? `${manyText(total, "event")} shown` : `${numberText(c.shown)} of ${manyText(total, "event")} shown`]];
  if (c.unlocated) parts.push(["unlocated", `${numberText(c.unlocated)} not located`]);
  if (c.outside) parts.push(["outside", `${numberText(c.outside)} outside the dates`]);
  if (c.undated) parts.push(["undated", `${numberText(c.undated)} without a date`]);
  if (c.hidden) parts.push(["hidden", `${numberText(c.hidden)} switched off in the legend`]);
  if (total > c.of) parts.push(["filtered", `${numberText(total - c.of)} filtered out`]);
  const deaths = totalDeathsText(c);
  if (deaths) parts.push(["deaths", deaths]);
  return parts;
}

/** The sentences of this module for given dates, figures and counts: what tests hold against events/wording.py. */
CA.says = (dates, deaths, sums) => ({
  dates: dates.map((one) => whenText(...one)),
  deaths: deaths.map((one) => figuresText(...one)),
  counts: sums.map((one) => countParts(one, one.of + 7).map(([, words]) => words).join(" · ")),
});
