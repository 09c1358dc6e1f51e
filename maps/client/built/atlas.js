// Made of maps/client by `npm run build`: change it there. This file is what is sent, and users need no Node.
"use strict";
(() => {
  // maps/client/base/sphere.js
  var EARTH_RADIUS_M = 63710088e-1;
  var RAD = Math.PI / 180;
  var MAX_LAT = 85.0511287798;
  function sphereDistance(lat1, lon1, lat2, lon2) {
    const a = Math.sin((lat2 - lat1) * RAD / 2) ** 2 + Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin((lon2 - lon1) * RAD / 2) ** 2;
    return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
  }
  function sphereCircle(lat, lon, metres, steps) {
    const out = [];
    const d = metres / EARTH_RADIUS_M;
    for (let i = 0; i < steps; i++) {
      const bearing = i / steps * 2 * Math.PI;
      const sin = Math.sin(lat * RAD) * Math.cos(d) + Math.cos(lat * RAD) * Math.sin(d) * Math.cos(bearing);
      const lat2 = Math.asin(Math.max(-1, Math.min(1, sin)));
      const dlon = Math.atan2(
        Math.sin(bearing) * Math.sin(d) * Math.cos(lat * RAD),
        Math.cos(d) - Math.sin(lat * RAD) * sin
      );
      out.push([Math.max(-85.05, Math.min(85.05, lat2 / RAD)), lon + dlon / RAD]);
    }
    return out;
  }
  var mercatorX = (lon) => lon / 360 + 0.5;
  function mercatorY(lat) {
    const sin = Math.sin(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * RAD);
    return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
  }
  var mercatorLat = (y) => Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) / RAD;
  var round5 = (value) => Math.round(value * 1e5) / 1e5;
  var wrapLon = (lon) => ((lon + 180) % 360 + 360) % 360 - 180;

  // maps/client/base/decode.js
  var ARRAYS = { i4: Int32Array, i2: Int16Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };
  var EVENT_FLAGS = {
    contested: 1,
    area: 2,
    noBest: 4,
    noLow: 8,
    noHigh: 16,
    unlocated: 32,
    openStart: 64,
    withdrawn: 128
  };
  var NO_DEATHS = EVENT_FLAGS.noBest | EVENT_FLAGS.noLow | EVENT_FLAGS.noHigh;
  var UNIT = { point: 0, ownPlace: 1, first: 2 };
  var NOT_STATED = 8;
  var NO_PLACE = -2147483648;
  function readHeader(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = view.getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
    return { header, start: 4 + length };
  }
  async function gunzip(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }
  function unshuffle(bytes, count, size) {
    if (size === 1) return bytes.slice();
    const out = new Uint8Array(count * size);
    for (let plane = 0; plane < size; plane++) {
      const base = plane * count;
      for (let i = 0, o = plane; i < count; i++, o += size) out[o] = bytes[base + i];
    }
    return out;
  }
  function readColumns(raw, columns) {
    const out = {};
    let at = 0;
    for (const [name, type, count] of columns) {
      const Type = ARRAYS[type];
      const size = Type.BYTES_PER_ELEMENT;
      out[name] = new Type(unshuffle(raw.subarray(at, at + count * size), count, size).buffer);
      at += count * size;
    }
    return out;
  }
  async function decodeEvents(bytes) {
    const { header, start } = readHeader(bytes);
    const raw = await gunzip(bytes.subarray(start, start + header.body));
    const c = readColumns(raw, header.columns);
    const n = header.count;
    const X = new Float64Array(n);
    const Y = new Float64Array(n);
    const from = new Int32Array(n);
    const to = new Int32Array(n);
    const reach = new Float32Array(n);
    let day = header.first_day;
    let longest = 0;
    for (let i = 0; i < n; i++) {
      if (i < header.dated) {
        day += c.start[i];
        from[i] = day;
        to[i] = day + c.span[i];
        if (c.span[i] > longest) longest = c.span[i];
      }
      c.low[i] ^= c.best[i];
      c.high[i] ^= c.best[i];
      const unplaced = c.lat[i] === NO_PLACE;
      const unit = c.unit[i] >= UNIT.first ? header.units[c.unit[i] - UNIT.first] : null;
      X[i] = unplaced ? NaN : mercatorX(unit ? unit[2] : c.lon[i] / header.scale);
      Y[i] = unplaced ? NaN : mercatorY(unit ? unit[1] : c.lat[i] / header.scale);
      reach[i] = c.radius[i] ? 50 * Math.exp((c.radius[i] - 1) * header.radius_step) : 0;
    }
    const tail = bytes.subarray(start + header.body);
    return {
      header,
      n,
      dated: header.dated,
      longest,
      X,
      Y,
      from,
      to,
      reach,
      lat: c.lat,
      lon: c.lon,
      scale: header.scale,
      time: c.time,
      colour: c.colour,
      shape: c.shape,
      low: c.low,
      best: c.best,
      high: c.high,
      flags: c.flags,
      precision: c.precision,
      unit: c.unit,
      texts: tail.length ? new TextReader(tail) : null
    };
  }
  var TextReader = class {
    /** @type {Promise<void> | null} */
    #ready = null;
    /** @type {Record<string, {values: unknown[], codes?: number[]}> | null} */
    #columns = null;
    /** @type {Map<string, number> | null} */
    #places = null;
    #bytes;
    /** @param {Bytes} bytes */
    constructor(bytes) {
      this.#bytes = bytes;
    }
    /** @returns {Promise<void>} */
    load() {
      this.#ready ??= gunzip(this.#bytes).then((raw) => {
        this.#columns = JSON.parse(new TextDecoder().decode(raw));
      });
      return this.#ready;
    }
    /** What a column says of an event; null before it is loaded. @param {string} name @param {number} i @returns {any} */
    get(name, i) {
      const column = this.#columns?.[name];
      if (!column) return null;
      return column.codes ? column.values[column.codes[i]] : column.values[i];
    }
    /** The place of an event among the columns; -1 where it is not, or before they are loaded. @param {string} eventId @param {number} n */
    indexOf(eventId, n) {
      if (!this.#columns) return -1;
      if (!this.#places) {
        this.#places = /* @__PURE__ */ new Map();
        for (let i = 0; i < n; i++) this.#places.set(this.get("event_id", i), i);
      }
      return this.#places.get(eventId) ?? -1;
    }
  };
  async function decodeBasemap(bytes) {
    const { header, start } = readHeader(bytes);
    const c = readColumns(await gunzip(bytes.subarray(start, start + header.body)), header.columns);
    const infos = JSON.parse(new TextDecoder().decode(await gunzip(bytes.subarray(start + header.body))));
    const layers = {};
    for (const info of infos) {
      const id = info.name;
      const lens = c[`${id}.len`];
      const x = new Float32Array(c[`${id}.dx`].length);
      const y = new Float32Array(x.length);
      const boxes = new Float32Array(lens.length * 4);
      const starts = new Uint32Array(lens.length + 1);
      for (let p = 0, k = 0; p < lens.length; p++) {
        let lon = c[`${id}.x0`][p];
        let lat = c[`${id}.y0`][p];
        let [l, t, r, b] = [9, 9, -9, -9];
        starts[p] = k;
        for (let i = 0; i < lens[p]; i++, k++) {
          lon += c[`${id}.dx`][k];
          lat += c[`${id}.dy`][k];
          const px = mercatorX(lon / header.scale);
          const py = mercatorY(lat / header.scale);
          x[k] = px;
          y[k] = py;
          if (px < l) l = px;
          if (px > r) r = px;
          if (py < t) t = py;
          if (py > b) b = py;
        }
        boxes.set([l, t, r, b], p * 4);
        starts[p + 1] = k;
      }
      layers[id] = { ...info, x, y, boxes, starts, feature: c[`${id}.feature`] };
    }
    const [left, bottom, right, top] = header.bounds;
    const box = [mercatorX(left), mercatorY(top), mercatorX(right), mercatorY(bottom)];
    return { header, layers, box };
  }

  // maps/client/base/painted.js
  var painted = {
    /** @type {number | null} */
    first: null,
    /** @type {number | null} */
    last: null,
    /** @type {number | null} */
    drawMs: null,
    /** @type {number | null} */
    stepMs: null,
    /** @type {number | null} */
    dataMs: null,
    /** @type {number | null} */
    basemap: null,
    draws: 0,
    inView: 0
  };
  function drawnSince(began, inView) {
    const now = performance.now();
    painted.drawMs = now - began;
    painted.last = now;
    painted.draws += 1;
    painted.inView = inView;
    if (painted.first !== null) return;
    requestAnimationFrame(
      () => requestAnimationFrame(() => {
        painted.first ??= performance.now();
      })
    );
  }

  // maps/client/base/wording.js
  var DAY_MS = 864e5;
  var KM_PER_MILE = 1.609344;
  var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  var NO_DATE = "no date";
  var NUMBERS = new Intl.NumberFormat("en");
  var numberText = (value) => NUMBERS.format(Math.round(value));
  var manyText = (count, one) => `${numberText(count)} ${count === 1 ? one : `${one}s`}`;
  function dateParts(day) {
    const date = new Date(day * DAY_MS);
    return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  }
  function dayNumber(year, month, day) {
    const date = /* @__PURE__ */ new Date(0);
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
  function whenText(from, to, kind, openStart) {
    if (openStart) return `by ${dayText(to)}`;
    if (kind === "since") return `from ${dayText(from)}`;
    const [year, month] = dateParts(from);
    if (kind === "year") return spanText(dayNumber(year, 0, 1), dayNumber(year, 11, 31));
    if (kind === "month") return spanText(dayNumber(year, month, 1), dayNumber(year, month + 1, 0));
    return spanText(from, to);
  }
  function figuresText(low, best, high) {
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
  function countParts(c, inDatabase) {
    const total = Math.max(inDatabase, c.of);
    const parts = [
      [
        "shown",
        c.shown === total ? `${manyText(total, "event")} shown` : `${numberText(c.shown)} of ${manyText(total, "event")} shown`
      ]
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
  var says = (dates, deaths, sums) => ({
    dates: dates.map((one) => whenText(...one)),
    deaths: deaths.map((one) => figuresText(...one)),
    counts: sums.map(
      (one) => countParts(one, one.of + 7).map(([, words]) => words).join(" · ")
    )
  });
  function dayOf(iso) {
    if (iso === null || iso === void 0 || iso === "") return null;
    return Math.round(Date.parse(`${String(iso).slice(0, 10)}T00:00:00Z`) / DAY_MS);
  }
  function isoDay(day) {
    return new Date(day * DAY_MS).toISOString().slice(0, 10);
  }
  function kmText(metres) {
    const km = metres / 1e3;
    return `${km >= 100 ? numberText(km) : km >= 10 ? km.toFixed(0) : km.toFixed(1)} km`;
  }
  function milesText(metres) {
    const miles = metres / 1e3 / KM_PER_MILE;
    return `${miles >= 10 ? numberText(miles) : miles.toFixed(1)} mi`;
  }
  var placeText = (lat, lon) => `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lon).toFixed(4)}° ${lon < 0 ? "W" : "E"}`;

  // maps/client/hosts/carrying.js
  var BYTES = "conflict-atlas:bytes";
  var store = /* @__PURE__ */ new Map();
  var holders = /* @__PURE__ */ new Map();
  var wanted = /* @__PURE__ */ new WeakMap();
  function carry(bytes, holder) {
    const { header } = readHeader(bytes);
    if (holder) {
      drop(holder, header.key);
      holders.set(holder, header.key);
    }
    if (!store.has(header.key)) {
      store.set(header.key, bytes.slice());
      window.dispatchEvent(new CustomEvent(BYTES, { detail: header.key }));
    }
    return header.key;
  }
  function drop(holder, next) {
    const key = holders.get(holder);
    holders.delete(holder);
    if (key !== void 0 && key !== next && ![...holders.values()].includes(key)) store.delete(key);
  }
  function feed(handle2, message) {
    const first = !wanted.has(handle2);
    wanted.set(handle2, message);
    if (message.description) handle2.update(message.description);
    if (first) {
      const more = () => {
        if (handle2.gone) window.removeEventListener(BYTES, more);
        else give(handle2);
      };
      window.addEventListener(BYTES, more);
    }
    give(handle2);
  }
  function give(handle2) {
    const { events, basemaps } = wanted.get(handle2) || {};
    for (const [name, key] of Object.entries(basemaps || {})) {
      const bytes2 = store.get(key);
      if (bytes2) handle2.setBasemap(name, bytes2);
    }
    const bytes = events && store.get(events);
    if (!bytes) return;
    handle2.setEvents(bytes).then(() => {
      handle2.root.dataset.ready = "true";
    });
  }

  // maps/client/base/colours.js
  function rgb(hex) {
    const value = Number.parseInt(String(hex).slice(1, 7), 16) || 0;
    return [value >> 16, value >> 8 & 255, value & 255];
  }
  function mix(hex, other, share) {
    const a = rgb(hex);
    const b = rgb(other);
    return `rgb(${a.map((v, i) => Math.round(v * (1 - share) + b[i] * share)).join(",")})`;
  }
  var rgba = (hex, alpha) => `rgba(${rgb(hex).join(",")},${alpha})`;

  // maps/client/base/description.js
  var DEFAULT_LOOK = {
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
      selected: "#1B1E23"
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
      selected: "#FFFFFF"
    }
  };
  var DEFAULT_SHAPES = ["circle", "square", "triangle", "diamond", "pentagon", "triangle-down", "plus"];
  var DEFAULT_SIZES = [
    { deaths: 0, radius: 5 },
    { deaths: 1, radius: 6.5 },
    { deaths: 10, radius: 9 },
    { deaths: 50, radius: 12 },
    { deaths: 250, radius: 16 }
  ];
  function readDescription(raw) {
    const d = raw || {};
    const theme = d.theme === "dark" ? "dark" : "light";
    const style = d.style || {};
    const legend = { title: "", colours: [], shapes: [], sizes: [], marks: [], ...d.legend || {} };
    const [first, last] = d.dates || [null, null];
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
      hexagons_from: 3e4,
      words: { one: "{name}: {n}", of: "{n} in {k} units of {country}", mixed: "{n} in {k} units" },
      ...d.piles || {}
    };
    return {
      title: d.title || "",
      subtitle: d.subtitle || "",
      bounds: d.bounds || null,
      shape: d.shape || null,
      notes: d.notes || [],
      theme: (
        /** @type {"light" | "dark"} */
        theme
      ),
      dark: theme === "dark",
      /** @type {Look} */
      look: { ...DEFAULT_LOOK[theme], ...style.theme || {} },
      legend,
      colours: legend.colours.map((entry) => entry.colour),
      shapeNames: style.shapes ? style.shapes.map((shape) => shape.name) : DEFAULT_SHAPES,
      shapeLabels: style.shapes ? style.shapes.map((shape) => shape.event_type) : [],
      sizes: style.sizes?.length ? style.sizes : DEFAULT_SIZES,
      precisions: style.precisions || [],
      timeKinds: style.time_kinds || [""],
      dates: (
        /** @type {[number | null, number | null]} */
        [dayOf(first), dayOf(last)]
      ),
      unknownRadius: style.unknown_radius || 6,
      piles,
      overlays: d.overlays || [],
      credits: d.credits || [],
      counts: d.counts || {},
      mode: (
        /** @type {TimeMode} */
        d.mode === "cumulative" ? "cumulative" : "window"
      ),
      window: daysOf(d.window),
      extent: daysOf(d.extent)
    };
  }
  function daysOf(pair) {
    const [from, to] = pair || [null, null];
    const [first, last] = [dayOf(from), dayOf(to)];
    return first === null || last === null ? null : [first, last];
  }
  var CSS_NAMES = [
    ["page", "page"],
    ["text", "text"],
    ["muted", "muted"],
    ["panel", "panel"],
    ["rule", "rule"],
    ["water", "water"],
    ["land", "land"],
    ["borders", "borders"],
    ["selected", "accent"]
  ];
  function applyLook(node, d) {
    for (const [key, name] of CSS_NAMES) node.style.setProperty(`--ca-${name}`, d.look[key]);
    node.style.setProperty("--ca-panel-clear", rgba(d.look.panel, d.dark ? 0.93 : 0.95));
    node.classList.toggle("ca-dark", d.dark);
  }

  // maps/client/base/dom.js
  var FONT = '"Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, sans-serif';
  var SVG_NS = "http://www.w3.org/2000/svg";
  function el(tag, props, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props || {})) {
      if (value === null || value === void 0 || value === false) continue;
      if (name === "class") node.className = String(value);
      else if (name === "text") node.textContent = String(value);
      else if (name === "on") {
        const listeners = (
          /** @type {Record<string, (event: any) => void>} */
          value
        );
        for (const [event, fn] of Object.entries(listeners)) node.addEventListener(event, fn);
      } else node.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children) if (child !== null && child !== void 0) node.append(child);
    return node;
  }
  var ICONS = {
    play: "M7 4.5v15l12.5-7.5z",
    pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
    back: "M6 5h2.4v14H6zM19 5v14L9.5 12z",
    forward: "M15.6 5H18v14h-2.4zM5 5l9.5 7L5 19z",
    plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
    minus: "M5 11h14v2H5z",
    close: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4L12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
    tools: "M3 17h8v2H3zM3 11h4v2H3zM3 5h12v2H3zM17 3h2v6h-2zM9 9h2v6H9zM13 11h8v2h-8zM13 15h2v6h-2zM17 17h4v2h-4z",
    box: "M4 4h16v16H4zM6 6v12h12V6z",
    circle: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14z",
    probe: "M11 2h2v4h-2zM11 18h2v4h-2zM2 11h4v2H2zM18 11h4v2h-4zM12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
    measure: "M15.5 2.5 21.5 8.5 8.5 21.5 2.5 15.5zM15.5 5.3 5.3 15.5l3.2 3.2L18.7 8.5zM9 9.5l2 2-1.1 1.1-2-2zM12 6.5l3 3-1.1 1.1-3-3zM6 12.5l3 3-1.1 1.1-3-3z",
    list: "M4 6h2v2H4zM8 6h12v2H8zM4 11h2v2H4zM8 11h12v2H8zM4 16h2v2H4zM8 16h12v2H8z",
    brief: "M3 4h18v12H3zM5 6v8h14V6zM9 18h6l2 3h-2.3l-.7-1h-4l-.7 1H7z",
    full: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
    fit: "M11 2h2v3.1A7 7 0 0 1 18.9 11H22v2h-3.1A7 7 0 0 1 13 18.9V22h-2v-3.1A7 7 0 0 1 5.1 13H2v-2h3.1A7 7 0 0 1 11 5.1zM12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10z",
    loop: "M7 6h9a4 4 0 0 1 4 4v3h-2v-3a2 2 0 0 0-2-2H7v3L2.5 7 7 3zM17 18H8a4 4 0 0 1-4-4v-3h2v3a2 2 0 0 0 2 2h9v-3l4.5 4-4.5 4z",
    chevron: "M6 9.4 7.4 8 12 12.6 16.6 8 18 9.4 12 15.4z"
  };
  function icon(name) {
    const svg = document.createElementNS(SVG_NS, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG_NS, "path");
    path.setAttribute("d", ICONS[name]);
    path.setAttribute("fill-rule", "evenodd");
    svg.append(path);
    return svg;
  }
  function iconButton(name, label, onClick, extra) {
    return el(
      "button",
      { type: "button", class: "ca-icon", title: label, "aria-label": label, on: { click: onClick }, ...extra },
      icon(name)
    );
  }
  function brushOf(canvas, settings) {
    const g = canvas.getContext("2d", settings);
    if (!g) throw new Error("This browser has no canvas to draw on.");
    return g;
  }
  function smallCanvas(w, h) {
    const sharp = 2;
    const canvas = el("canvas", { width: w * sharp, height: h * sharp, "aria-hidden": "true", class: "ca-swatch" });
    canvas.style.width = `${w}px`;
    canvas.style.height = `${h}px`;
    const g = brushOf(canvas);
    g.scale(sharp, sharp);
    return { canvas, g };
  }
  var reducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  function isTyping(node) {
    if (!(node instanceof HTMLElement)) return false;
    if (node.isContentEditable || node instanceof HTMLTextAreaElement) return true;
    return node instanceof HTMLInputElement && !/^(button|checkbox|radio|range|submit)$/.test(node.type);
  }

  // maps/client/base/geometry.js
  function polygonsOf(geometry) {
    if (geometry.type === "Polygon") return [geometry.coordinates];
    return geometry.type === "MultiPolygon" ? geometry.coordinates : [];
  }
  function besideMiddle(geometry, middle) {
    if (Math.abs(middle) < 90) return geometry;
    const turnOf = ([lon]) => 360 * Math.round((middle - lon) / 360);
    const moved = (line2, turn) => line2.map(([lon, lat]) => (
      /** @type {Position} */
      [lon + turn, lat]
    ));
    switch (geometry.type) {
      case "Point": {
        const [lon, lat] = geometry.coordinates;
        return { type: "Point", coordinates: [lon + turnOf(geometry.coordinates), lat] };
      }
      case "LineString":
        return { type: "LineString", coordinates: moved(geometry.coordinates, turnOf(geometry.coordinates[0])) };
      case "MultiLineString":
        return { type: "MultiLineString", coordinates: geometry.coordinates.map((line2) => moved(line2, turnOf(line2[0]))) };
      case "Polygon": {
        const turn = turnOf(geometry.coordinates[0][0]);
        return { type: "Polygon", coordinates: geometry.coordinates.map((ring) => moved(ring, turn)) };
      }
      default:
        return {
          type: "MultiPolygon",
          coordinates: geometry.coordinates.map((rings) => rings.map((ring) => moved(ring, turnOf(rings[0][0]))))
        };
    }
  }
  function labelPoint(overlay) {
    const { type, coordinates } = overlay.geometry;
    if (type === "Point") return coordinates;
    if (type === "LineString") return lineMiddle(coordinates);
    if (type === "MultiLineString") return lineMiddle(coordinates.reduce((a, b) => b.length > a.length ? b : a));
    const outer = type === "Polygon" ? [coordinates[0]] : coordinates.map((polygon) => polygon[0]);
    return outer.flat().reduce((top, point) => point[1] > top[1] ? point : top);
  }
  function lineMiddle(line2) {
    const lengths = line2.slice(1).map((p, i) => Math.hypot((p[0] - line2[i][0]) * Math.cos(p[1] * RAD), p[1] - line2[i][1]));
    let left = lengths.reduce((a, b) => a + b, 0) / 2;
    for (let i = 0; i < lengths.length; i++) {
      if (left <= lengths[i]) {
        const t = lengths[i] ? left / lengths[i] : 0;
        return [line2[i][0] + t * (line2[i + 1][0] - line2[i][0]), line2[i][1] + t * (line2[i + 1][1] - line2[i][1])];
      }
      left -= lengths[i];
    }
    return line2[0];
  }
  function spanKm(geometry) {
    const flat = (
      /** @type {number[]} */
      geometry.coordinates.flat(Number.POSITIVE_INFINITY)
    );
    let [l, b, r, t] = [180, 90, -180, -90];
    for (let i = 0; i < flat.length; i += 2) {
      l = Math.min(l, flat[i]);
      r = Math.max(r, flat[i]);
      b = Math.min(b, flat[i + 1]);
      t = Math.max(t, flat[i + 1]);
    }
    return Math.max((t - b) * 111, (r - l) * 111 * Math.cos((t + b) / 2 * RAD));
  }
  function ringVerdicts(overlays, lat, lon) {
    const bands = overlays.filter((o) => o.kind === "band");
    return overlays.filter((o) => o.kind === "ring").map((ring) => {
      const band = bands.find((b) => b.event_id === ring.event_id && b.label === ring.label);
      const verdict = band && inGeometry(band.geometry, lon, lat) ? "possibly inside" : inGeometry(ring.geometry, lon, lat) ? "inside" : "outside";
      return { label: ring.label, verdict };
    });
  }
  function inGeometry(geometry, x, y) {
    const polygons = polygonsOf(geometry);
    return polygons.some((rings) => rings.reduce((inside, ring) => inside !== inRing(ring, x, y), false));
  }
  function inRing(ring, x, y) {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  // maps/client/base/leaflet.js
  var L = globalThis.L;

  // maps/client/base/waiting.js
  function throttle(fn, ms) {
    let last = 0;
    let timer;
    const later = (...args) => {
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          last = Date.now();
          fn(...args);
        },
        Math.max(0, last + ms - Date.now())
      );
    };
    return Object.assign(later, { cancel: () => clearTimeout(timer) });
  }
  function debounce(fn, ms) {
    let timer;
    const later = (...args) => {
      clearTimeout(timer);
      timer = setTimeout(() => fn(...args), ms);
    };
    return Object.assign(later, { cancel: () => clearTimeout(timer) });
  }

  // maps/client/events/counting.js
  function wholeDays({ all, window: window2 }, [first, last]) {
    const [a, b] = all ? [-Infinity, Infinity] : window2;
    return [first === null ? a : Math.max(a, first), last === null ? b : Math.min(b, last)];
  }
  function countEvents(data, choice, dates) {
    const out = {
      of: data ? data.n : 0,
      shown: 0,
      unlocated: 0,
      undated: 0,
      outside: 0,
      hidden: 0,
      low: 0,
      best: 0,
      high: 0,
      unknown: 0,
      counted: 0,
      contested: 0,
      atLeast: 0,
      apart: 0,
      apartEvents: 0,
      colours: new Uint32Array(256),
      shapes: new Uint32Array(256)
    };
    if (!data) return out;
    const { noBest, noHigh, unlocated: nowhere, openStart, contested: rival } = EVENT_FLAGS;
    const none = NO_DEATHS;
    const { flags, from, to, low, best, high, colour, shape, dated, n } = data;
    const [a, b] = choice.window;
    const [first, last] = wholeDays(choice, dates);
    const { all, hiddenColours: noColour, hiddenShapes: noShape } = choice;
    const { colours, shapes } = out;
    let [unlocated, undated, outside, hidden, shown, unknown, lows, bests, highs] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    let [counted, contested, atLeast, apart, apartEvents] = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const flag = flags[i];
      const inside = all || i < dated && from[i] <= b && to[i] >= a;
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
      counted++;
      if (flag & rival) contested++;
      if ((flag & none) === none) unknown++;
      else if (i < dated ? first > -Infinity && ((flag & openStart) !== 0 || from[i] < first) || to[i] > last : first > -Infinity || last < Infinity) {
        apart += best[i];
        apartEvents++;
      } else {
        lows += low[i];
        bests += best[i];
        highs += high[i];
        if (flag & noBest && flag & noHigh) atLeast++;
      }
    }
    return Object.assign(out, {
      unlocated,
      undated,
      outside,
      hidden,
      shown,
      unknown,
      low: lows,
      best: bests,
      high: highs,
      counted,
      contested,
      atLeast,
      apart,
      apartEvents
    });
  }
  function eventsOfPart(data, choice, part) {
    const { flags, dated, n } = data;
    const placed = (i) => !(flags[i] & EVENT_FLAGS.unlocated);
    const inside = (i) => choice.inWindow(data, i);
    const off = (i) => choice.isOff(data, i);
    const tests = {
      shown: (i) => choice.shows(data, i),
      unlocated: (i) => !placed(i),
      undated: (i) => i >= dated && placed(i) && !inside(i),
      outside: (i) => placed(i) && i < dated && !inside(i),
      hidden: (i) => placed(i) && inside(i) && off(i),
      deaths: (i) => inside(i) && !off(i)
    };
    const test = tests[part];
    const found = [];
    for (let i = n - 1; i >= 0; i--) if (test?.(i)) found.push(i);
    return found;
  }
  function deathsInFull({ flags, dated, from, to, best }, [first, last], i) {
    if ((flags[i] & NO_DEATHS) === NO_DEATHS) return 0;
    if (i >= dated) return first > -Infinity || last < Infinity ? 0 : best[i];
    const early = first > -Infinity && ((flags[i] & EVENT_FLAGS.openStart) !== 0 || from[i] < first);
    return early || to[i] > last ? 0 : best[i];
  }

  // maps/client/base/canvas_layer.js
  var CanvasLayer = class extends L.Layer {
    /** @param {{pane: string, padding: number, className?: string, sharpest?: number}} options `padding`: so much of the map's size beyond each edge */
    constructor({ pane, padding, className = "", sharpest = 8 }) {
      super();
      L.setOptions(this, { pane });
      this.padding = padding;
      this.sharpest = sharpest;
      this.canvas = el("canvas", { class: `${className} leaflet-zoom-animated`.trim() });
      this.canvas.style.pointerEvents = "none";
      this.g = brushOf(this.canvas);
      this.map = null;
      this.corner = L.point(0, 0);
      this.size = L.point(0, 0);
      this.ratio = 1;
      this.animating = false;
      this.drawn = null;
    }
    /** @override @param {L.Map} map */
    onAdd(map) {
      this.map = map;
      this.getPane()?.append(this.canvas);
      this.place(true);
      return this;
    }
    /** @override */
    onRemove() {
      this.canvas.remove();
      this.map = null;
      this.drawn = null;
      return this;
    }
    /** @override @returns {{[name: string]: (event: any) => void}} */
    getEvents() {
      return {
        viewreset: () => this.#reset(),
        moveend: () => this.#rest(),
        zoom: () => this.#follow(),
        zoomanim: (event) => this.#animate(event)
      };
    }
    /** @param {L.ZoomAnimEvent} event */
    #animate({ center, zoom }) {
      this.animating = true;
      this.#grow(center, zoom);
    }
    #follow() {
      this.animating = false;
      if (this.map) this.#grow(this.map.getCenter(), this.map.getZoom());
    }
    #rest() {
      this.animating = false;
      this.place(true);
    }
    #reset() {
      this.animating = false;
      this.place(true);
      this.#follow();
    }
    /** Show the picture as it lies in another view, until it is drawn anew. @param {L.LatLng} centre @param {number} zoom */
    #grow(centre, zoom) {
      const { map, drawn } = this;
      if (!map || !drawn) return;
      const scale = map.getZoomScale(zoom, drawn.zoom);
      const half = map.getSize().multiplyBy(0.5 + this.padding);
      const corner = map.project(centre, zoom).subtract(map.getSize().divideBy(2)).add(this.#panned()).round();
      const offset = half.multiplyBy(-scale).add(map.project(drawn.centre, zoom)).subtract(corner);
      L.DomUtil.setTransform(this.canvas, offset, scale);
    }
    /** How far the panes have been dragged. */
    #panned() {
      const pane = this.map?.getPane("mapPane");
      return pane && L.DomUtil.getPosition(pane) || L.point(0, 0);
    }
    /**
     * Lay the canvas over the map as it is now and draw.
     * @param {boolean} settled the map has come to rest
     */
    place(settled) {
      const { map } = this;
      if (!map) return;
      const whole = map.getSize();
      this.corner = map.containerPointToLayerPoint(whole.multiplyBy(-this.padding)).round();
      this.size = this.corner.add(whole.multiplyBy(1 + this.padding * 2)).round().subtract(this.corner);
      this.drawn = { centre: map.getCenter(), zoom: map.getZoom() };
      this.ratio = Math.min(this.sharpest, window.devicePixelRatio || 1);
      L.DomUtil.setPosition(this.canvas, this.corner);
      const w = Math.round(this.size.x * this.ratio);
      const h = Math.round(this.size.y * this.ratio);
      const resized = this.canvas.width !== w || this.canvas.height !== h;
      if (resized) {
        this.canvas.width = w;
        this.canvas.height = h;
        this.canvas.style.width = `${this.size.x}px`;
        this.canvas.style.height = `${this.size.y}px`;
      }
      this.paint(settled, resized);
    }
    /** Draw; for the layers that have something to. @param {boolean} _settled @param {boolean} _resized */
    paint(_settled, _resized) {
    }
    /** The pixel of the world, at the map's zoom, that lies at the canvas's corner. */
    origin() {
      return this.map ? this.map.getPixelOrigin().add(this.corner) : this.corner;
    }
    /** The pixel of the world that lies at the map's top left corner. */
    mapOrigin() {
      const { map } = this;
      return map ? map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0])) : L.point(0, 0);
    }
    /** From the map's top left corner to the canvas's. */
    shift() {
      return this.mapOrigin().subtract(this.origin());
    }
    /** The world's width in pixels. */
    worldPx() {
      return 256 * 2 ** (this.map ? this.map.getZoom() : 0);
    }
    /** The copies of the world that the canvas shows: 0 is the one round Greenwich. */
    copies() {
      const { x } = this.origin();
      const scale = this.worldPx();
      const first = Math.floor(x / scale);
      return Array.from({ length: Math.floor((x + this.size.x) / scale) - first + 1 }, (_, k) => first + k);
    }
  };

  // maps/client/events/badges.js
  var MOST_NAMED_BADGES = 20;
  var MOST_TRIED = 150;
  var INNER = 0.66;
  var NAMED_PX = 12;
  var SMALL_PX = 9.5;
  function arrangeBadges(piles, data, layout) {
    const badges = piles.filter((pile) => pile.badge);
    if (!badges.length) return piles;
    const others = piles.filter((pile) => !pile.badge);
    const taken = others.filter((pile) => pile.numbered).map(({ x, y, r }) => boxOf(x, y, r * (layout.aside ? 1 : INNER), r * (layout.aside ? 1 : INNER)));
    const named = badges.length <= MOST_NAMED_BADGES;
    const tries = named ? [true, false] : [false];
    const waiting = named ? badges : byCountry(badges, data, layout);
    waiting.sort((a, b) => b.n - a.n);
    for (const badge of waiting) badge.size = (named ? NAMED_PX : SMALL_PX) * layout.magnify;
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
  function byCountry(badges, data, layout) {
    const tried = badges.length <= MOST_TRIED;
    const groups = /* @__PURE__ */ new Map();
    for (const badge of badges) {
      const land = landOf(badge, data);
      groups.set(land, (groups.get(land) || []).concat(badge));
    }
    return [...groups].flatMap(([land, group]) => {
      if (land < 0 || group.length === 1 || tried && allClear(group, data, layout)) return group;
      const [whole, ...rest] = group;
      for (const badge of rest) join(whole, badge);
      const [, lat, lon] = data.header.lands[land];
      if (lat !== void 0 && lon !== void 0) [whole.x, whole.y] = layout.placeOf(lat, lon);
      return [whole];
    });
  }
  function allClear(group, data, layout) {
    const boxes = [];
    return group.every((badge) => {
      badge.size = SMALL_PX * layout.magnify;
      const clear = place(badge, data, layout, boxes, [false]);
      boxes.push(labelOf(badge));
      return clear;
    });
  }
  function hostOf(badge, placed, data) {
    const land = landOf(badge, data);
    const box = labelOf(badge);
    const apart = (other) => [
      Number(land < 0 || landOf(other, data) !== land),
      Math.hypot(other.bx - badge.bx, other.by - badge.by)
    ];
    const met = placed.filter((other) => meet(box, labelOf(other)));
    return met.sort((a, b) => apart(a)[0] - apart(b)[0] || apart(a)[1] - apart(b)[1])[0] || null;
  }
  function join(host, badge) {
    host.n += badge.n;
    host.spots.push(...badge.spots);
    host.units.push(...badge.units);
  }
  function place(badge, data, layout, taken, tries) {
    const h = badge.size * 1.7;
    const far = data.unit[badge.first] >= UNIT.first;
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
  function wordsOf({ units, n }, data, d) {
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
  function sharedLand(events, data) {
    const lands = new Set(events.map((i) => landOfEvent(i, data)));
    const [land] = lands;
    return lands.size === 1 && land >= 0 ? data.header.lands[land][0] : "";
  }
  function firstOfUnits(events, { unit, lat, lon }) {
    const first = /* @__PURE__ */ new Map();
    for (const i of events) {
      const key = unit[i] >= UNIT.first ? `${unit[i]}` : `${lat[i]}/${lon[i]}`;
      if (!first.has(key)) first.set(key, i);
    }
    return [...first.values()];
  }
  var filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  function landOfEvent(i, data) {
    const entry = data.header.units[data.unit[i] - UNIT.first];
    return entry?.[3] ?? -1;
  }
  var landOf = ({ first }, data) => landOfEvent(first, data);
  var boxOf = (x, y, half, rise) => [x - half, y - rise, x + half, y + rise];
  var labelOf = ({ bx, by, half, rise }) => boxOf(bx, by, half, rise);
  var meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  function unitWords(d, data, i) {
    const words = d.precisions[data.precision[i]] || "";
    return words && !(data.reach[i] > 0) ? `${words}, extent not known` : words;
  }

  // maps/client/events/choice.js
  var BEGINNING = -1e9;
  var Choice = class {
    constructor() {
      this.window = [-Infinity, Infinity];
      this.all = true;
      this.hiddenColours = new Uint8Array(256);
      this.hiddenShapes = new Uint8Array(256);
    }
    /** Switch exactly these off. @param {number[]} colours @param {number[]} shapes */
    hide(colours, shapes) {
      this.hiddenColours.fill(0);
      this.hiddenShapes.fill(0);
      for (const code of colours) this.hiddenColours[code] = 1;
      for (const code of shapes) this.hiddenShapes[code] = 1;
    }
    /** The window has no first day. */
    get open() {
      return this.all || this.window[0] < BEGINNING;
    }
    /** The first day that an event's last one must not be before. */
    get firstDay() {
      return this.open ? BEGINNING : this.window[0];
    }
    /**
     * What tells windows apart that are not compared with one another: their lengths, roughly, and what the legend has
     * switched off; for windows that only grow, also how much is in them. @param {number} count
     */
    extentKey(count) {
      const [from, to] = this.window;
      const length = this.all ? "all" : this.open ? `to/${Math.round(Math.log2(1 + count))}` : Math.round(2 * Math.log2(to - from + 1));
      return [length, ...indicesOf(this.hiddenColours), "/", ...indicesOf(this.hiddenShapes)];
    }
    /** First and last index (excluded) whose start may lie in the window: the data are sorted by it. @param {EventData} data @returns {[number, number]} */
    range({ from, dated, longest }) {
      if (this.all) return [0, dated];
      return [firstFrom(from, dated, this.window[0] - longest), firstFrom(from, dated, this.window[1] + 1)];
    }
    /** Whether an event that is on the map and not switched off overlaps some days. @param {EventData} data @param {number} from @param {number} to */
    anyIn(data, from, to) {
      const end = firstFrom(data.from, data.dated, to + 1);
      for (let i = firstFrom(data.from, data.dated, from - data.longest); i < end; i++) {
        if (data.to[i] >= from && this.#canShow(data, i)) return true;
      }
      return false;
    }
    /** The first day after `day` on which such an event begins. @param {EventData} data @param {number} day */
    nextAfter(data, day) {
      for (let i = firstFrom(data.from, data.dated, day + 1); i < data.dated; i++)
        if (this.#canShow(data, i)) return data.from[i];
      return null;
    }
    /** @param {EventData} data @param {number} i */
    #canShow(data, i) {
      return !this.isOff(data, i) && !Number.isNaN(data.X[i]);
    }
    /** @param {EventData} data @param {number} i */
    inWindow(data, i) {
      if (i >= data.dated) return this.all;
      return this.all || data.from[i] <= this.window[1] && data.to[i] >= this.window[0];
    }
    /** Whether the legend has it switched off. @param {EventData} data @param {number} i */
    isOff(data, i) {
      return this.hiddenColours[data.colour[i]] !== 0 || this.hiddenShapes[data.shape[i]] !== 0;
    }
    /** @param {EventData} data @param {number} i */
    shows(data, i) {
      return this.inWindow(data, i) && !this.isOff(data, i) && !Number.isNaN(data.X[i]);
    }
  };
  var indicesOf = (marks) => Array.from(marks.keys()).filter((k) => marks[k]);
  function firstFrom(days, count, day) {
    let a = 0;
    let b = count;
    while (a < b) {
      const m = a + b >> 1;
      if (days[m] < day) a = m + 1;
      else b = m;
    }
    return a;
  }

  // maps/client/events/cells.js
  var ROW = 4194304;
  var Numbering = class {
    /** @param {number} most */
    constructor(most) {
      let size = 1024;
      while (size < 2 * most) size *= 2;
      this.keys = new Float64Array(size).fill(-1);
      this.numbers = new Int32Array(size);
      this.mask = size - 1;
      this.count = 0;
    }
    /** @param {number} key */
    of(key) {
      const { keys, numbers, mask } = this;
      const low = key | 0;
      const high = key / 4294967296 | 0;
      const mixed = Math.imul(low ^ low >>> 16, 73244475) ^ Math.imul(high + 1, 2654435761);
      let at = (mixed ^ mixed >>> 15) & mask;
      while (keys[at] !== key) {
        if (keys[at] < 0) {
          keys[at] = key;
          numbers[at] = ++this.count;
          return this.count;
        }
        at = at + 1 & mask;
      }
      return numbers[at];
    }
  };
  function squares(data, belongs, worldPx, size, kind) {
    const { n, X, Y } = data;
    const per = worldPx / size;
    const of = new Int32Array(n);
    const numbering = new Numbering(n);
    const first = [0];
    for (let i = 0; i < n; i++) {
      if (Number.isNaN(X[i]) || !belongs(i)) continue;
      const square = Math.floor(Y[i] * per) * ROW + Math.floor(X[i] * per);
      of[i] = numbering.of(kind ? 2 * square + kind[i] : square);
      if (of[i] === first.length) first.push(i);
    }
    return {
      of,
      first: Int32Array.from(first),
      x: Float64Array.from(first, (i) => X[i]),
      y: Float64Array.from(first, (i) => Y[i]),
      size
    };
  }
  function hexagons(data, belongs, worldPx, size) {
    const { n, X, Y } = data;
    const of = new Int32Array(n);
    const numbering = new Numbering(n);
    const columns = Math.max(1, Math.round(worldPx / (Math.sqrt(3) * size)));
    const wide = worldPx / columns;
    const high = 1.5 * size;
    const [x, y, first] = [[0], [0], [0]];
    for (let i = 0; i < n; i++) {
      if (Number.isNaN(X[i]) || !belongs(i)) continue;
      const px = X[i] * worldPx;
      const py = Y[i] * worldPx;
      const upper = Math.floor(py / high);
      let row = upper;
      let column = Math.round(px / wide - (row & 1) / 2);
      const lower = upper + 1;
      const other = Math.round(px / wide - (lower & 1) / 2);
      const dx = px - (column + (row & 1) / 2) * wide;
      const dy = py - row * high;
      const ox = px - (other + (lower & 1) / 2) * wide;
      const oy = py - lower * high;
      if (ox * ox + oy * oy < dx * dx + dy * dy) [row, column] = [lower, other];
      column = (column % columns + columns) % columns;
      of[i] = numbering.of((row + 1) * ROW + column);
      if (of[i] < first.length) continue;
      first.push(i);
      x.push((column + (row & 1) / 2) * wide / worldPx);
      y.push(row * high / worldPx);
    }
    return { of, first: Int32Array.from(first), x: Float64Array.from(x), y: Float64Array.from(y), size };
  }

  // maps/client/events/classes.js
  var SCALES = ["log", "linear", "quantile"];
  var MOST_CLASSES = 6;
  function rounded(value) {
    if (value < 10) return Math.round(value);
    const step = 10 ** (Math.floor(Math.log10(value)) - 1);
    const coarse = value / step < 20 ? step : 5 * step;
    return Math.round(value / coarse) * coarse;
  }
  function breaksOf(values, scale, most = MOST_CLASSES) {
    const sorted = Float64Array.from(values).sort();
    const top = sorted.length ? sorted[sorted.length - 1] : 0;
    if (top <= 1) return [];
    const steps = Array.from({ length: most - 1 }, (_, k) => (k + 1) / most);
    const at = scale === "linear" ? (share) => top * share : scale === "log" ? (share) => top ** share : (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    const breaks = [];
    for (const value of steps.map(at).map(rounded)) {
      const last = breaks.length ? breaks[breaks.length - 1] : 0;
      if (value > last && value < top) breaks.push(value);
    }
    return breaks;
  }
  function classOf(value, breaks) {
    let k = 0;
    while (k < breaks.length && value > breaks[k]) k++;
    return k;
  }
  function rangesOf(breaks) {
    return [...breaks, null].map((end, k) => [k ? breaks[k - 1] + 1 : 1, end]);
  }
  function rampPlace(k, classes, count) {
    return classes < 2 ? Math.floor(count / 2) : Math.round(k * (count - 1) / (classes - 1));
  }

  // maps/client/events/projection.js
  var OUTSIDE = -1;
  var AT_EDGE = -2;
  function project(data, f, ratio, canvas, at) {
    const { X, Y, n } = data;
    const W = canvas.width;
    const H = canvas.height;
    const edge = 32 * ratio;
    const margin = 24 * ratio;
    const scale = f.scale * ratio;
    const left = f.x * ratio;
    const top = f.y * ratio;
    let inside = 0;
    for (let i = 0; i < n; i++) {
      const y = Y[i] * scale - top;
      let x = X[i] * scale - left;
      if (x < -margin)
        x += scale;
      else if (x > W + margin) x -= scale;
      if (!(y > -margin && y < H + margin && x > -margin && x < W + margin)) at[i] = OUTSIDE;
      else {
        inside++;
        at[i] = x > edge && y > edge && x < W - edge && y < H - edge ? (y | 0) * W + (x | 0) : AT_EDGE;
      }
    }
    return inside;
  }
  function canvasX(worldX, f) {
    const x = worldX * f.scale - f.x;
    if (x < -60 && x + f.scale < f.w + 60) return x + f.scale;
    if (x > f.w + 60 && x - f.scale > -60) return x - f.scale;
    return x;
  }

  // maps/client/events/density.js
  var HEXAGON_PX = 14;
  var CORNERS = [0, 1, 2, 3, 4, 5].map((k) => [Math.sin(k * Math.PI / 3), -Math.cos(k * Math.PI / 3)]);
  var RAMPS = {
    light: ["#fde3b4", "#f9c177", "#ee9449", "#d5602b", "#a5301f", "#671012"],
    dark: ["#4a3420", "#7d4a22", "#b46628", "#e08b3a", "#f7b96a", "#fff0cf"]
  };
  var Density = class {
    /** @param {EventData} data */
    constructor(data) {
      this.data = data;
      this.cells = null;
      this.worldPx = 0;
      this.values = new Float64Array(0);
      this.active = new Int32Array(0);
      this.count = 0;
      this.breaks = [];
      this.key = "";
      this.apart = 0;
    }
    /** Lay the net anew where the map has another zoom. @param {number} worldPx @param {number} magnify */
    lay(worldPx, magnify) {
      const wanted2 = worldPx / magnify;
      if (this.cells && this.worldPx === wanted2) return this.cells;
      this.worldPx = wanted2;
      this.cells = hexagons(this.data, (i) => this.data.unit[i] === UNIT.point, wanted2, HEXAGON_PX);
      this.values = new Float64Array(this.cells.x.length);
      this.active = new Int32Array(this.cells.x.length);
      this.key = "";
      return this.cells;
    }
    /**
     * Count what is visible by cells; tells which events are in none.
     * @param {Cells} cells @param {{list: Uint32Array, count: number}} visible @param {[number, number] | null} days
     *   in which an event must lie whole for its deaths to count; null: events are counted
     */
    tally(cells, { list, count }, days) {
      const { values, active, data } = this;
      const { of } = cells;
      for (let k = 0; k < this.count; k++) values[active[k]] = 0;
      const seen = new Uint8Array(values.length);
      const rest = new Uint32Array(count);
      let left = 0;
      let held = 0;
      for (let k = 0; k < count; k++) {
        const i = list[k];
        const cell = of[i];
        if (cell === 0) {
          rest[left++] = i;
          continue;
        }
        if (seen[cell] === 0) {
          seen[cell] = 1;
          active[held++] = cell;
        }
        values[cell] += days ? deathsInFull(data, days, i) : 1;
      }
      this.count = held;
      this.apart = left;
      return rest.subarray(0, left);
    }
    /**
     * The classes stay while the window slides: a colour means the same from step to step.
     * @param {Scale} scale @param {string} key what they depend on
     */
    classify(scale, key) {
      if (key === this.key) return;
      this.key = key;
      const held = Array.from(this.active.subarray(0, this.count), (cell) => this.values[cell]).filter(
        (value) => value >= 1
      );
      this.breaks = breaksOf(held, scale);
    }
    /** @param {string[]} ramp @returns {Classed} */
    classed(ramp) {
      const ranges = rangesOf(this.breaks);
      return {
        ranges,
        colours: ranges.map((_, k) => ramp[rampPlace(k, ranges.length, MOST_CLASSES)]),
        apart: this.apart
      };
    }
    /** The visible events in the cell at a point of the canvas. @param {number} x @param {number} y @param {Frame} f @param {{list: Uint32Array, count: number}} visible */
    at(x, y, f, { list, count }) {
      const { cells } = this;
      if (!cells) return [];
      let found = 0;
      let nearest2 = HEXAGON_PX * f.scale / this.worldPx;
      for (let k = 0; k < this.count; k++) {
        const cell = this.active[k];
        const apart = Math.hypot(canvasX(cells.x[cell], f) - x, cells.y[cell] * f.scale - f.y - y);
        if (apart < nearest2) [found, nearest2] = [cell, apart];
      }
      const out = [];
      for (let k = 0; found && k < count; k++) if (cells.of[list[k]] === found) out.push(list[k]);
      return out.sort((a, b) => b - a);
    }
    /** @param {CanvasRenderingContext2D} g @param {Frame} f @param {Classed} classed @param {number} gap pixels between cells */
    drawHexagons(g, f, { colours }, gap) {
      const { cells, values, active, count, breaks } = this;
      if (!cells) return;
      const r = HEXAGON_PX * f.scale / this.worldPx - gap;
      const corners = CORNERS.map(([x, y]) => [x * r, y * r]);
      const paths = colours.map(() => new Path2D());
      for (let k = 0; k < count; k++) {
        const cell = active[k];
        const x = canvasX(cells.x[cell], f);
        const y = cells.y[cell] * f.scale - f.y;
        if (values[cell] < 1 || x < -r || y < -r || x > f.w + r || y > f.h + r) continue;
        const path = paths[classOf(values[cell], breaks)];
        for (let c = 0; c < 6; c++) {
          if (c) path.lineTo(x + corners[c][0], y + corners[c][1]);
          else path.moveTo(x + corners[c][0], y + corners[c][1]);
        }
        path.closePath();
      }
      g.globalAlpha = 0.9;
      paths.forEach((path, k) => {
        g.fillStyle = colours[k];
        g.fill(path);
      });
      g.globalAlpha = 1;
    }
  };

  // maps/client/events/drawing.js
  var WAYS = ["marks", "piles", "hexagons", "heat"];
  var MEASURES = ["events", "deaths"];
  function wayFor({ way }, inView, rule) {
    if (way !== "auto") return way;
    if (inView >= rule.hexagons_from) return "hexagons";
    return inView >= rule.piles_from ? "piles" : "marks";
  }
  function readDrawing(raw) {
    const { way, measure, scale } = raw || {};
    return {
      way: WAYS.find((one) => one === way) || "auto",
      measure: MEASURES.find((one) => one === measure) || "events",
      scale: SCALES.find((one) => one === scale) || "log"
    };
  }

  // maps/client/events/glyphs.js
  var POLYGONS = {
    square: [
      [-0.86, -0.86],
      [0.86, -0.86],
      [0.86, 0.86],
      [-0.86, 0.86]
    ],
    triangle: [
      [0, -1.12],
      [1.06, 0.78],
      [-1.06, 0.78]
    ],
    "triangle-down": [
      [0, 1.12],
      [1.06, -0.78],
      [-1.06, -0.78]
    ],
    diamond: [
      [0, -1.2],
      [1.08, 0],
      [0, 1.2],
      [-1.08, 0]
    ],
    pentagon: [0, 1, 2, 3, 4].map(
      (k) => (
        /** @type {[number, number]} */
        [
          1.08 * Math.sin(k * 2 * Math.PI / 5),
          -1.08 * Math.cos(k * 2 * Math.PI / 5)
        ]
      )
    ),
    plus: [
      [-0.38, -1.08],
      [0.38, -1.08],
      [0.38, -0.38],
      [1.08, -0.38],
      [1.08, 0.38],
      [0.38, 0.38],
      [0.38, 1.08],
      [-0.38, 1.08],
      [-0.38, 0.38],
      [-1.08, 0.38],
      [-1.08, -0.38],
      [-0.38, -0.38]
    ]
  };
  function glyphPath(g, shape, x, y, r) {
    g.beginPath();
    const points = POLYGONS[shape];
    if (!points) {
      g.arc(x, y, r, 0, 2 * Math.PI);
      return;
    }
    points.forEach(([dx, dy], i) => i ? g.lineTo(x + dx * r, y + dy * r) : g.moveTo(x + dx * r, y + dy * r));
    g.closePath();
  }
  function inks(colour, look, dark) {
    return {
      body: colour,
      rim: dark ? mix(colour, "#000000", 0.55) : mix(colour, "#000000", 0.42),
      casing: dark ? look.mark_edge : "#FFFFFF",
      hollow: dark ? mix(colour, look.land, 0.78) : "#FFFFFF",
      line: dark ? colour : mix(colour, "#000000", 0.12),
      broken: dark ? "#FFFFFF" : look.mark_edge
    };
  }
  function drawGlyph(g, shape, x, y, r, ink, style) {
    g.lineJoin = "round";
    g.setLineDash([]);
    if (style.soft) {
      g.globalAlpha = 0.5;
      g.fillStyle = ink.body;
      g.shadowColor = ink.body;
      g.shadowBlur = r * 1.1;
      glyphPath(g, shape, x, y, r * 0.92);
      if (!style.hollow) g.fill();
      g.shadowBlur = 0;
      g.globalAlpha = style.hollow ? 0.75 : 0.35;
      g.lineWidth = style.hollow ? Math.max(1.4, r * 0.28) : 1;
      g.strokeStyle = style.hollow ? ink.line : ink.rim;
      g.stroke();
      g.globalAlpha = 1;
    } else if (r < 4.2) {
      glyphPath(g, shape, x, y, r);
      g.lineWidth = 1.1;
      g.fillStyle = style.hollow ? ink.hollow : ink.body;
      g.strokeStyle = style.hollow ? ink.line : ink.rim;
      g.fill();
      g.stroke();
    } else {
      glyphPath(g, shape, x, y, r);
      g.lineWidth = 4;
      g.strokeStyle = ink.casing;
      g.globalAlpha = 0.85;
      g.stroke();
      g.globalAlpha = 1;
      g.fillStyle = style.hollow ? ink.hollow : ink.body;
      g.fill();
      g.lineWidth = style.hollow ? Math.max(2, r * 0.34) : 1.2;
      g.strokeStyle = style.hollow ? ink.line : ink.rim;
      if (style.hollow) glyphPath(g, shape, x, y, r - g.lineWidth * 0.36);
      g.stroke();
    }
    if (style.unsaid && !style.soft) {
      g.beginPath();
      g.arc(x, y, Math.max(1.3, r * (style.hollow ? 0.3 : 0.42)), 0, 2 * Math.PI);
      g.lineWidth = 1.1;
      g.fillStyle = ink.hollow;
      g.strokeStyle = style.hollow ? ink.line : ink.rim;
      g.fill();
      g.stroke();
    }
    if (style.contested) {
      const gap = Math.max(1.6, r * 0.34);
      glyphPath(g, shape, x, y, r + gap + 1);
      g.lineWidth = Math.max(1.3, r * 0.2);
      g.strokeStyle = ink.broken;
      g.setLineDash([Math.max(2, r * 0.42), Math.max(1.6, r * 0.34)]);
      g.stroke();
      g.setLineDash([]);
    }
  }
  function makeStamp(shape, r, ratio, ink, style, width) {
    const reach = Math.ceil((r * 1.35 + (style.contested ? 3 : 1.5) + (style.soft ? r : 0)) * ratio);
    const size = 2 * reach + 1;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const g = brushOf(canvas, { willReadFrequently: true });
    g.translate(reach + 0.5, reach + 0.5);
    g.scale(ratio, ratio);
    drawGlyph(g, shape, 0, 0, r, ink, style);
    const pixels = new Uint32Array(g.getImageData(0, 0, size, size).data.buffer);
    const offsets = [];
    const colours = [];
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const pixel = pixels[(dy + reach) * size + dx + reach];
        if (pixel >>> 24 > (style.soft ? 24 : 70)) {
          offsets.push(dy * width + dx);
          colours.push(pixel);
        }
      }
    }
    return { reach, offsets: Int32Array.from(offsets), colours: Uint32Array.from(colours) };
  }

  // maps/client/events/looks.js
  var UNKNOWN_SIZE = 255;
  function looksOf(data, steps) {
    const { n, flags, colour, shape, precision } = data;
    const size = sizesOf(data, steps);
    const look = new Uint16Array(n);
    const rank = new Uint8Array(n);
    const bits = EVENT_FLAGS.contested | EVENT_FLAGS.area;
    const known = new Int32Array(1 << 21).fill(-1);
    const kinds = [];
    for (let i = 0; i < n; i++) {
      const step = size[i] === UNKNOWN_SIZE ? 15 : Math.min(14, size[i]);
      const unsaid = precision[i] === NOT_STATED ? 1 << 12 : 0;
      const key = colour[i] << 13 | unsaid | (shape[i] & 63) << 6 | step << 2 | flags[i] & bits;
      if (known[key] < 0) known[key] = kinds.push({ colour: colour[i], shape: shape[i], flags: flags[i] }) - 1;
      look[i] = known[key];
      rank[i] = step === 15 ? 1 : step + 1;
    }
    return { size, look, rank, kinds };
  }
  function sizesOf({ n, flags, best }, steps) {
    const least = steps.map((step) => step.deaths);
    const size = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      if ((flags[i] & NO_DEATHS) === NO_DEATHS) size[i] = UNKNOWN_SIZE;
      else {
        let k = least.length - 1;
        while (k > 0 && best[i] < least[k]) k--;
        size[i] = k;
      }
    }
    return size;
  }
  function styleOf({ flags, precision }, i) {
    return {
      hollow: (flags[i] & NO_DEATHS) === NO_DEATHS,
      contested: (flags[i] & EVENT_FLAGS.contested) !== 0,
      soft: (flags[i] & EVENT_FLAGS.area) !== 0,
      unsaid: precision[i] === NOT_STATED
    };
  }

  // maps/client/events/fine_marks.js
  var AREA_LIMIT = 60;
  function drawFine(pen, data, looks, alone, spotOf) {
    const { size } = looks;
    const sharp = (i) => data.flags[i] & EVENT_FLAGS.area ? 0 : 1;
    const radius = (i) => pen.radius(size[i]);
    alone.sort((a, b) => sharp(a) - sharp(b) || radius(b) - radius(a) || a - b);
    for (const i of alone) {
      const [x, y] = spotOf(i);
      drawGlyph(pen.g, pen.d.shapeNames[data.shape[i]], x, y, radius(i), pen.ink(data.colour[i]), styleOf(data, i));
    }
  }
  function drawAreas(pen, data, f, visible, spotOf, selected) {
    const { flags, reach, unit } = data;
    const areas = visible.filter((i) => flags[i] & EVENT_FLAGS.area && reach[i] > 0 && unit[i] < UNIT.first);
    if (areas.length > AREA_LIMIT) return;
    areas.sort((a, b) => reach[b] - reach[a]);
    for (const i of areas) drawArea(pen, data, f, i, spotOf(i), i === selected);
  }
  function drawArea(pen, data, f, i, [x, y], lit) {
    const { g } = pen;
    const lat = data.lat[i] / data.scale;
    const lon = data.lon[i] / data.scale;
    const shift = x - (mercatorX(lon) * f.scale - f.x);
    const points = sphereCircle(lat, lon, data.reach[i], 72).map(([a, o]) => [
      mercatorX(o) * f.scale - f.x + shift,
      mercatorY(a) * f.scale - f.y
    ]);
    const r = Math.max(...points.map(([px, py]) => Math.hypot(px - x, py - y)));
    if (r < 6) return;
    const colour = pen.ink(data.colour[i]).body;
    const strength = Math.max(0.1, 0.34 - r / 2200) * (lit ? 1.5 : 1);
    const soft = g.createRadialGradient(x, y, 0, x, y, r);
    soft.addColorStop(0, rgba(colour, strength));
    soft.addColorStop(0.72, rgba(colour, strength * 0.62));
    soft.addColorStop(1, rgba(colour, strength * 0.12));
    g.setLineDash([]);
    g.fillStyle = soft;
    g.beginPath();
    for (const [px, py] of points) g.lineTo(px, py);
    g.closePath();
    g.fill();
  }

  // maps/client/events/heat.js
  var CELLS_ACROSS = 480;
  var BLUR = 4;
  var STEEP = 60;
  var SHADES = 1024;
  var NOWHERE = -1;
  var cellOf = ({ width }) => Math.max(2, Math.ceil(width / CELLS_ACROSS));
  function heatCells(at, canvas, of) {
    const cell = cellOf(canvas);
    const w = Math.ceil(canvas.width / cell);
    const cells = new Int32Array(at.length).fill(NOWHERE);
    for (let i = 0; i < at.length; i++) {
      if (at[i] <= OUTSIDE || of[i] === 0) continue;
      const y = Math.floor(at[i] / canvas.width);
      cells[i] = Math.floor(y / cell) * w + Math.floor((at[i] - y * canvas.width) / cell);
    }
    return cells;
  }
  function drawHeat(g, f, cells, { list, count }, weightOf, ramp, most) {
    const cell = cellOf(g.canvas);
    const w = Math.ceil(g.canvas.width / cell);
    const h = Math.ceil(g.canvas.height / cell);
    let grid = new Float32Array(w * h);
    for (let k = 0; k < count; k++) {
      const at = cells[list[k]];
      if (at >= 0) grid[at] += weightOf ? weightOf(list[k]) : 1;
    }
    for (let pass = 0; pass < 3; pass++) grid = blurred(blurred(grid, w, h, 1, w), h, w, w, 1);
    let top = 0;
    for (let k = 0; k < grid.length; k++) if (grid[k] > top) top = grid[k];
    const full = most || top;
    if (!(full > 0)) return 0;
    const canvas = new OffscreenCanvas(w, h);
    canvas.getContext("2d")?.putImageData(coloured(grid, w, h, shades(ramp), full), 0, 0);
    const scale = cell * f.w / g.canvas.width;
    g.imageSmoothingEnabled = true;
    g.imageSmoothingQuality = "high";
    g.drawImage(canvas, 0, 0, w * scale, h * scale);
    return top;
  }
  function blurred(from, length, lines, step, stride) {
    const to = new Float32Array(from.length);
    const share = 1 / (2 * BLUR + 1);
    for (let line2 = 0; line2 < lines; line2++) {
      const start = line2 * stride;
      let sum = 0;
      for (let k = 0; k < Math.min(length, BLUR); k++) sum += from[start + k * step];
      for (let k = 0; k < length; k++) {
        if (k + BLUR < length) sum += from[start + (k + BLUR) * step];
        if (k > BLUR) sum -= from[start + (k - BLUR - 1) * step];
        to[start + k * step] = sum * share;
      }
    }
    return to;
  }
  function shades(ramp) {
    const colours = ramp.map(rgb);
    const last = colours.length - 1;
    return Uint32Array.from({ length: SHADES }, (_, k) => {
      const heat = Math.log1p(STEEP * (k / (SHADES - 1)) ** 2) / Math.log1p(STEEP);
      if (heat < 0.03) return 0;
      const low = Math.min(last - 1, Math.floor(heat * last));
      const share = heat * last - low;
      const [r, green, b] = [0, 1, 2].map(
        (c) => Math.round(colours[low][c] + (colours[low + 1][c] - colours[low][c]) * share)
      );
      return (Math.round(225 * Math.min(1, heat * 3)) << 24 | b << 16 | green << 8 | r) >>> 0;
    });
  }
  function coloured(grid, w, h, shade, full) {
    const image = new ImageData(w, h);
    const pixels = new Uint32Array(image.data.buffer);
    for (let k = 0; k < grid.length; k++) {
      if (grid[k] > 0) pixels[k] = shade[Math.min(SHADES - 1, Math.floor(Math.sqrt(grid[k] / full) * (SHADES - 1)))];
    }
    return image;
  }

  // maps/client/events/pen.js
  var Pen = class {
    /** @param {CanvasRenderingContext2D} g @param {Description} d */
    constructor(g, d) {
      this.g = g;
      this.d = d;
      this.magnify = 1;
      this.shrink = 1;
      this.ratio = 1;
      this.inks = [];
      this.setDescription(d);
    }
    /** @param {Description} d */
    setDescription(d) {
      this.d = d;
      this.inks = [...d.colours, d.look.other].map((colour) => inks(colour, d.look, d.dark));
    }
    /** @param {number} code */
    ink(code) {
      return this.inks[Math.min(code, this.inks.length - 1)];
    }
    /** The radius of a mark of a size, in pixels. @param {number} size */
    radius(size) {
      const base = size === UNKNOWN_SIZE ? this.d.unknownRadius : this.d.sizes[size].radius;
      return Math.max(this.shrink <= 0.6 ? 2.2 : 3.2, base * this.shrink) * this.magnify;
    }
    /** Marks shrink with their number in view: whether they do so otherwise now. @param {number} n */
    fit(n) {
      const steps = [
        [40, 1.25],
        [200, 1.1],
        [800, 0.9],
        [4e3, 0.68],
        [3e4, 0.55]
      ];
      const [, shrink] = steps.find(([most]) => n <= most) || [0, 0.46];
      const other = shrink !== this.shrink;
      this.shrink = shrink;
      return other;
    }
    /** How wide a text of a label is. @param {string} text @param {number} size in pixels */
    widthOf(text, size) {
      this.g.font = `700 ${size}px ${FONT}`;
      return this.g.measureText(text).width;
    }
    /** Draw in pixels of the screen from here on. */
    onScreen() {
      this.g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    }
    /** The circle round what is chosen. @param {number} x @param {number} y @param {number} r */
    ring(x, y, r) {
      const { g } = this;
      g.setLineDash([]);
      g.beginPath();
      g.arc(x, y, r + 7, 0, 2 * Math.PI);
      g.lineWidth = 5;
      g.strokeStyle = this.d.look.halo;
      g.stroke();
      g.lineWidth = 2.4;
      g.strokeStyle = this.d.look.selected;
      g.stroke();
    }
  };

  // maps/client/events/pile_marks.js
  function drawPiles(pen, piles) {
    const rings = piles.filter((pile) => !pile.badge);
    rings.forEach((pile) => drawRing(pen, pile));
    const written = [];
    rings.filter((pile) => pile.numbered).forEach((pile) => drawNumber(pen, pile, written));
    piles.filter((pile) => pile.badge).forEach((pile) => drawBadge(pen, pile));
    piles.filter((pile) => pile.selected).forEach(
      (pile) => pen.ring(pile.badge ? pile.bx : pile.x, pile.badge ? pile.by : pile.y, pile.badge ? pile.half : pile.r)
    );
  }
  function drawRing(pen, pile) {
    const { x, y, r } = pile;
    const { g } = pen;
    const { look } = pen.d;
    g.setLineDash([]);
    g.fillStyle = look.halo;
    g.beginPath();
    g.arc(x, y, r + 1.8, 0, 2 * Math.PI);
    g.fill();
    let from = -Math.PI / 2;
    pile.shares.forEach((count, code) => {
      if (!count) return;
      const to = from + count / pile.n * 2 * Math.PI;
      g.fillStyle = pen.ink(code).body;
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
    g.strokeStyle = pen.inks[0].broken;
    g.setLineDash([4, 3]);
    g.stroke();
    g.setLineDash([]);
  }
  function drawNumber(pen, pile, written) {
    const { g, magnify } = pen;
    const text = numberText(pile.n);
    let size = Math.max(8.5 * magnify, Math.min(18 * magnify, pile.r * 0.85));
    g.font = `700 ${size}px ${FONT}`;
    const room = pile.r * 1.3;
    let wide = g.measureText(text).width;
    if (wide > room) {
      size = Math.max(8 * magnify, size * room / wide);
      g.font = `700 ${size}px ${FONT}`;
      wide = g.measureText(text).width;
    }
    const box = [pile.x - wide / 2, pile.y - size / 2, pile.x + wide / 2, pile.y + size / 2];
    if (written.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return;
    written.push(box);
    g.textAlign = "center";
    g.textBaseline = "middle";
    if (wide > room) {
      g.lineJoin = "round";
      g.lineWidth = 3;
      g.strokeStyle = pen.d.look.panel;
      g.strokeText(text, pile.x, pile.y + 0.5);
    }
    g.fillStyle = pen.d.look.text;
    g.fillText(text, pile.x, pile.y + 0.5);
  }
  function drawBadge(pen, pile) {
    const { g } = pen;
    const { look } = pen.d;
    const [w, h] = [2 * pile.half, 2 * pile.rise];
    const l = pile.bx - pile.half;
    const t = pile.by - pile.rise;
    g.font = `700 ${pile.size}px ${FONT}`;
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
      const part = (w - h / 2) * count / pile.n;
      g.fillStyle = pen.ink(code).body;
      g.fillRect(from, t + h * 0.76, part, h * 0.14);
      from += part;
    });
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillStyle = look.text;
    g.fillText(pile.text, pile.bx, pile.by - h * 0.06);
  }

  // maps/client/events/joining.js
  function radiusOf(n, scale, rule) {
    return n === 1 ? rule.alone_px : Math.max(rule.least_touching_px, scale * Math.sqrt(n));
  }
  function scaleOf(largest, rule) {
    return Math.min(rule.area_touching_px, rule.largest_touching_px / Math.sqrt(Math.max(1, largest)));
  }
  function joinTouching(xs, ys, ns, scale, rule) {
    let marks = Array.from(xs, (x, k) => ({ x, y: ys[k], n: ns[k], r: radiusOf(ns[k], scale, rule), parts: [k] }));
    for (let left = Number.POSITIVE_INFINITY; marks.length < left; ) {
      left = marks.length;
      marks = joinOnce(marks.sort(largestFirst), scale, rule);
    }
    return marks.sort(largestFirst);
  }
  var largestFirst = (a, b) => b.n - a.n || a.x - b.x || a.y - b.y;
  var ROWS = 65536;
  var LEAST_PX = 16;
  var Net = class {
    /** @param {number} most the radius */
    constructor(most) {
      this.most = most;
      this.cell = 2 * most;
      this.cells = /* @__PURE__ */ new Map();
    }
    /** @param {Joined} mark */
    add(mark) {
      const key = Math.floor(mark.x / this.cell) * ROWS + Math.floor(mark.y / this.cell);
      const here = this.cells.get(key);
      if (here) here.push(mark);
      else this.cells.set(key, [mark]);
    }
    /** Hold a mark against those that it may touch. @param {Joined} mark @param {{host: Joined | null, depth: number}} found */
    search(mark, found) {
      const far = mark.r + this.most;
      const right = Math.floor((mark.x + far) / this.cell);
      const bottom = Math.floor((mark.y + far) / this.cell);
      for (let column = Math.floor((mark.x - far) / this.cell); column <= right; column++) {
        for (let line2 = Math.floor((mark.y - far) / this.cell); line2 <= bottom; line2++) {
          const near = this.cells.get(column * ROWS + line2);
          if (near) for (const other of near) deeper(found, mark, other);
        }
      }
    }
  };
  var Standing = class {
    constructor() {
      this.nets = [];
      this.all = [];
    }
    /** @param {number} r */
    #level(r) {
      const level = Math.max(0, Math.ceil(Math.log2(r / LEAST_PX)));
      while (this.nets.length <= level) this.nets.push(new Net(LEAST_PX * 2 ** this.nets.length));
      return level;
    }
    /** @param {Joined} mark */
    add(mark) {
      this.all.push(mark);
      this.nets[this.#level(mark.r)].add(mark);
    }
    /** A mark has another radius now: it is found in a wider net, too, if that is needed. @param {Joined} mark @param {number} r */
    grow(mark, r) {
      const before = this.#level(mark.r);
      mark.r = r;
      const now = this.#level(r);
      if (now > before) this.nets[now].add(mark);
    }
    /** The mark that one reaches into deepest; null: it touches none. @param {Joined} mark */
    host(mark) {
      const found = { host: (
        /** @type {Joined | null} */
        null
      ), depth: 0 };
      for (const net of this.nets) net.search(mark, found);
      return found.host;
    }
  };
  function deeper(found, mark, other) {
    const dx = mark.x - other.x;
    const dy = mark.y - other.y;
    const both = mark.r + other.r;
    const square = dx * dx + dy * dy;
    if (square >= both * both) return;
    const apart = Math.sqrt(square) - both;
    if (apart < found.depth) [found.host, found.depth] = [other, apart];
  }
  function joinOnce(marks, scale, rule) {
    const standing = new Standing();
    for (const mark of marks) {
      const into = standing.host(mark);
      if (!into) {
        standing.add(mark);
        continue;
      }
      into.n += mark.n;
      for (const part of mark.parts) into.parts.push(part);
      standing.grow(into, radiusOf(into.n, scale, rule));
    }
    return standing.all;
  }

  // maps/client/events/spots.js
  var MOST_DISTRICTS = 600;
  function spotsOf(data) {
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
      if (Number.isNaN(X[i])) continue;
      const own = unit[i] > 0;
      bits[0] = X[i];
      bits[1] = Y[i];
      const west = words[0] ^ Math.imul(words[1], 31);
      const north = words[2] ^ Math.imul(words[3], 17);
      let at = (Math.imul(west, 2654435761) ^ Math.imul(north, 2246822507) ^ Number(own)) >>> 0;
      at = (at ^ at >>> 15) & size - 1;
      for (; ; ) {
        const s = table[at];
        if (s === 0) {
          table[at] = ++last;
          first[last] = i;
        }
        const j = first[table[at]];
        if (X[j] === X[i] && Y[j] === Y[i] && unit[j] > 0 === own) break;
        at = at + 1 & size - 1;
      }
      of[i] = table[at];
      counts[of[i]]++;
    }
    const all = withBadges(unit, of, first.subarray(0, last + 1));
    let largest = 1;
    for (let s = 1; s <= last; s++) if (unit[first[s]] === 0 && counts[s] > largest) largest = counts[s];
    return { all, counts, shared: sharedOf(unit, all, counts), largest };
  }
  function sharedOf(unit, { of, first }, counts) {
    let own = 0;
    for (let s = 1; s < first.length; s++) if (unit[first[s]] === UNIT.ownPlace) own++;
    const least = own > MOST_DISTRICTS ? 2 : 1;
    const renamed = new Int32Array(first.length);
    const kept = [0];
    for (let s = 1; s < first.length; s++) {
      const code = unit[first[s]];
      if (counts[s] >= (code >= UNIT.first ? 1 : code === UNIT.ownPlace ? least : 2))
        renamed[s] = kept.push(first[s]) - 1;
    }
    const shared2 = new Int32Array(of.length);
    for (let i = 0; i < of.length; i++) shared2[i] = renamed[of[i]];
    return withBadges(unit, shared2, Int32Array.from(kept));
  }
  function withBadges(unit, of, first) {
    return { of, first, badge: Uint8Array.from(first, (i, s) => s && unit[i] > 0 ? 1 : 0) };
  }
  function coarser(data, { all, counts }, worldPx, size) {
    const { unit } = data;
    const { of, first: kept } = squares(data, (i) => unit[i] < UNIT.first, worldPx, size, unit);
    const first = [...kept];
    const units = /* @__PURE__ */ new Map();
    for (let i = 0; i < of.length; i++) {
      const spot = all.of[i];
      if (!spot) continue;
      if (unit[i] >= UNIT.first) {
        const known = units.get(spot) || first.push(i) - 1;
        units.set(spot, known);
        of[i] = known;
      } else if (counts[spot] > counts[all.of[first[of[i]]]]) first[of[i]] = i;
    }
    return withBadges(unit, of, Int32Array.from(first));
  }

  // maps/client/events/piles.js
  var JOIN_PX = 5;
  var MOST_PILES = 450;
  var MOST_BADGES = 150;
  var MOST_ALONE = 1500;
  var MOST_SPOTS = 2500;
  var SQUARE_PX = 16;
  var BADGES_APART = { ...readDescription(null).piles, alone_px: 14, least_touching_px: 17 };
  var CROWD = 2e4;
  var Piles = class {
    /** @param {EventData} data @param {Places} places */
    constructor(data, places) {
      this.data = data;
      this.places = places;
      this.list = [];
      this.spots = places.all;
      this.touching = { spots: places.all, largest: 1 };
      this.tally = new Int32Array(this.spots.first.length);
      this.active = new Int32Array(this.spots.first.length);
      this.count = 0;
      this.alone = [];
      this.tallied = new Tallies(0, 1);
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
      if (share !== void 0) this.#use(this.touching.spots);
      else this.#use(dense ? this.places.shared : this.places.all);
      if (share !== void 0) return this.#gatherTouching(visible, rule, scaleOf(this.touching.largest * share, rule));
      this.#count(visible);
      const joined = this.#join(this.#standing(dense), visible);
      sizePiles(
        joined.filter((pile) => !pile.badge),
        rule,
        this.places.largest,
        visible.magnify
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
      const most = this.active.subarray(0, this.count).reduce((top, spot) => Math.max(top, this.tally[spot]), 1);
      const first = this.#joinTouching(visible, rule, scaleOf(most, rule));
      this.touching = {
        spots: this.spots,
        largest: first.reduce((top, pile) => pile.badge ? top : Math.max(top, pile.n), 1)
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
      const held = [[], [], []];
      for (const s of this.active.subarray(0, this.count).sort()) {
        if (s) held[badge[s] ? unit[first[s]] >= UNIT.first ? 2 : 1 : 0].push(s);
      }
      const join2 = (spots, by, isBadge) => {
        const places2 = spots.map((s) => spotOf(first[s]));
        const xs = places2.map(([x]) => x / magnify);
        const ys = places2.map(([, y]) => y / magnify);
        return joinTouching(
          xs,
          ys,
          spots.map((s) => tally[s]),
          isBadge ? 0 : scale,
          by
        ).map(({ x, y, n, parts }) => {
          const s = spots[parts[0]];
          const pile = newPile(s, n, x * magnify, y * magnify, isBadge, first[s]);
          const r = isBadge ? 0 : radiusOf(n, scale, by) * magnify;
          const held2 = parts.map((k) => spots[k]);
          const units2 = this.spots === this.places.all ? held2.map((spot) => first[spot]) : [first[s]];
          return Object.assign(pile, { spots: held2, units: units2, r, numbered: !isBadge });
        });
      };
      const [places, districts, units] = held;
      const badges = units.map((s) => newPile(s, tally[s], ...spotOf(first[s]), true, first[s]));
      return [
        ...join2(places, rule, false),
        ...[...badges, ...join2(districts, BADGES_APART, true)].sort((a, b) => b.n - a.n)
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
      const whole = (s) => badge[s] !== 0 && unit[first[s]] >= UNIT.first;
      const share = this.data.n > CROWD ? 3 : 1;
      const least = [dense ? 2 : 1, 1];
      const most = [dense ? MOST_PILES / share : MOST_ALONE, MOST_BADGES / share];
      const steps = [new Int32Array(1002), new Int32Array(1002)];
      for (let s = 1; s < tally.length; s++) if (tally[s] && !whole(s)) steps[badge[s]][Math.min(1001, tally[s])]++;
      const from = steps.map((held, kind) => {
        let n = 1001;
        for (let all = held[1001]; n > least[kind] && all + held[n - 1] <= most[kind]; ) all += held[--n];
        return n;
      });
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
      const grid = /* @__PURE__ */ new Map();
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
        const key = cellOf2(x, y, 0, 0);
        grid.set(key, (grid.get(key) || []).concat(pile));
      }
      return kept.filter((pile) => pile.badge || pile.n > 1).sort((a, b) => Number(a.badge) - Number(b.badge) || b.n - a.n);
    }
    /** The pile or badge under a point of the canvas, the one on top. @param {number} x @param {number} y */
    at(x, y) {
      for (let p = this.list.length - 1; p >= 0; p--) {
        const pile = this.list[p];
        const on = pile.badge ? Math.abs(x - pile.bx) <= pile.half && Math.abs(y - pile.by) <= pile.rise : Math.hypot(x - pile.x, y - pile.y) <= Math.max(9, pile.r + 2);
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
  };
  var Tallies = class {
    /** @param {number} spots @param {number} colours */
    constructor(spots, colours) {
      this.colours = colours;
      this.shares = new Int32Array(spots * colours);
      this.contested = new Uint8Array(spots);
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
  };
  function newPile(s, n, x, y, badge, first) {
    const marks = { numbered: false, contested: false, selected: false, shares: new Int32Array(0) };
    const label = { units: [first], bx: x, by: y, half: 0, rise: 0, text: "", size: 0 };
    return { spots: [s], n, x, y, badge, first, r: 0, ...label, ...marks };
  }
  var cellOf2 = (x, y, dx, dy) => `${Math.floor(x / JOIN_PX) + dx}/${Math.floor(y / JOIN_PX) + dy}`;
  function nearest(grid, x, y) {
    let near = null;
    let best = JOIN_PX;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const pile of grid.get(cellOf2(x, y, dx, dy)) || []) {
          const apart = Math.hypot(pile.x - x, pile.y - y);
          if (apart <= best) [near, best] = [pile, apart];
        }
      }
    }
    return near;
  }
  function sizePiles(piles, rule, largest, magnify) {
    const scale = Math.min(rule.area_px, rule.largest_px / Math.sqrt(largest)) * magnify;
    for (const pile of piles) {
      pile.numbered = piles.length <= rule.crowded || pile.n >= rule.least_numbered;
      const least = pile.numbered ? rule.least_px[piles.length > rule.few ? 1 : 0] : rule.least_crowded_px;
      pile.r = Math.max(least * magnify, scale * Math.sqrt(pile.n));
    }
  }

  // maps/client/events/seen.js
  var Collector = class {
    /** @param {number} n events */
    constructor(n) {
      this.list = new Uint32Array(n);
      this.rough = new Uint32Array(n);
    }
    /**
     * Sharp places first, then rough ones, each newest first. What is given is good until the next time.
     * @param {EventData} data @param {Looks} looks @param {Choice} choice
     * @param {Int32Array} at where each lies on the canvas (projection.js) @returns {Seen}
     */
    collect(data, looks, choice, at) {
      const { list, rough } = this;
      const hidden = Uint8Array.from(
        looks.kinds,
        ({ colour, shape, flags }) => choice.hiddenColours[colour] || choice.hiddenShapes[shape] ? 1 : flags & EVENT_FLAGS.area ? 2 : 0
      );
      const ends = new Uint32Array(2);
      const { to } = data;
      const [first, last] = choice.range(data);
      if (choice.all) this.#gather(to, looks.look, at, data.dated, data.n, choice.firstDay, hidden, ends);
      this.#gather(to, looks.look, at, first, last, choice.firstDay, hidden, ends);
      list.set(rough.subarray(0, ends[1]), ends[0]);
      return { list, count: ends[0] + ends[1], sharp: ends[0] };
    }
    /**
     * One backward pass over the events from `first` up to `last`; kept free of closures, as it runs over every event.
     * @param {Int32Array} to @param {Uint16Array} look @param {Int32Array} at @param {number} first @param {number} last
     * @param {number} from the first day @param {Uint8Array} hidden of each look: 0 sharp, 2 rough, 1 switched off
     * @param {Uint32Array} ends how many sharp and rough ones there are
     */
    #gather(to, look, at, first, last, from, hidden, ends) {
      const { list, rough } = this;
      let [sharp, coarse] = ends;
      for (let i = last - 1; i >= first; i--) {
        if (at[i] === OUTSIDE || to[i] < from) continue;
        const kind = hidden[look[i]];
        if (kind === 0) list[sharp++] = i;
        else if (kind === 2) rough[coarse++] = i;
      }
      ends[0] = sharp;
      ends[1] = coarse;
    }
  };

  // maps/client/events/stamps.js
  var Stamps = class {
    constructor() {
      this.made = [];
      this.buffer = null;
    }
    /** The marks look otherwise from now on. */
    forget() {
      this.made.length = 0;
    }
    /** The canvas has another size from now on. */
    resize() {
      this.buffer = null;
      this.forget();
    }
    /** @param {CanvasRenderingContext2D} g @param {number} w @param {number} h */
    #bufferOf(g, w, h) {
      if (this.buffer) return this.buffer;
      const image = g.createImageData(w, h);
      this.buffer = { image, pixels: new Uint32Array(image.data.buffer), seen: new Uint8Array((w * h >> 1) + 1) };
      return this.buffer;
    }
    /**
     * Stamp pixels newest first: a pixel once written stays. Sharp places first, rough ones under them.
     * @param {Pen} pen @param {EventData} data @param {Looks} looks @param {Int32Array} pixel of each event
     * @param {{list: Uint32Array, count: number, sharp: number}} visible @param {Piles} piles
     */
    draw(pen, data, looks, pixel, { list, count, sharp }, piles) {
      const { width, height } = pen.g.canvas;
      const { image, pixels, seen } = this.#bufferOf(pen.g, width, height);
      const { look, rank } = looks;
      const pileOf = piles.pileOfSpot;
      const { of } = piles.spots;
      const { made } = this;
      pixels.fill(0);
      for (let pass = 0; pass < 2; pass++) {
        seen.fill(0);
        const end = pass ? count : sharp;
        for (let k = pass ? sharp : 0; k < end; k++) {
          const i = list[k];
          const at = pixel[i];
          if (at < 0 || pileOf[of[i]]) continue;
          if (seen[at >> 1] >= rank[i]) continue;
          seen[at >> 1] = rank[i];
          const stamp = made[look[i]] || this.#make(pen, data, looks, i, width);
          const { offsets, colours } = stamp;
          const n = offsets.length;
          for (let j = 0; j < n; j++) {
            const q = at + offsets[j];
            if (pixels[q] === 0) pixels[q] = colours[j];
          }
        }
      }
      pen.g.setTransform(1, 0, 0, 1, 0, 0);
      pen.g.putImageData(image, 0, 0);
      pen.onScreen();
    }
    /** The pixels of one look; made when first needed. @param {Pen} pen @param {EventData} data @param {Looks} looks @param {number} i @param {number} width */
    #make(pen, data, looks, i, width) {
      const r = pen.radius(looks.size[i]) * ((data.flags[i] & EVENT_FLAGS.area) !== 0 ? 1.2 : 1);
      const shape = pen.d.shapeNames[data.shape[i]];
      const stamp = makeStamp(shape, r, pen.ratio, pen.ink(data.colour[i]), styleOf(data, i), width);
      this.made[looks.look[i]] = stamp;
      return stamp;
    }
  };

  // maps/client/events/unit_stands.js
  var BADGE_CELL = 8;
  var BADGE_ROOM = [46, 18];
  var UnitStands = class {
    /** @param {EventData} data */
    constructor(data) {
      this.data = data;
      this.homes = data.header.units.map(([, lat, lon]) => (
        /** @type {[number, number]} */
        [lat, lon]
      ));
      this.events = Uint32Array.from({ length: data.n }, (_, i) => i).filter((i) => data.unit[i] >= UNIT.first);
    }
    /**
     * Move the events of units to where these stand in a view; before anything is projected.
     * @param {Map<number, Outline>} outlines by their units' codes @param {MapWindow} window
     */
    stand(outlines, window2) {
      const { data, homes } = this;
      const { units } = data.header;
      const moved = units.map((unit, k) => {
        const [lat, lon] = standOf(homes[k], outlines.get(k + UNIT.first), window2);
        const other = lat !== unit[1] || lon !== unit[2];
        [unit[1], unit[2]] = [lat, lon];
        return other;
      });
      if (!moved.some(Boolean)) return;
      for (const i of this.events) {
        const k = data.unit[i] - UNIT.first;
        if (!moved[k]) continue;
        data.X[i] = mercatorX(units[k][2]);
        data.Y[i] = mercatorY(units[k][1]);
      }
    }
  };
  function outlinesOf(overlays) {
    const outlines = /* @__PURE__ */ new Map();
    for (const { unit, geometry } of overlays) {
      if (unit === void 0 || geometry.type !== "Polygon" && geometry.type !== "MultiPolygon") continue;
      const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
      const rings = polygons.flat().map((ring) => ring.map(([lon, lat]) => (
        /** @type {[number, number]} */
        [mercatorX(lon), mercatorY(lat)]
      )));
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const [x, y] of rings.flat()) {
        box[0] = Math.min(box[0], x);
        box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x);
        box[3] = Math.max(box[3], y);
      }
      outlines.set(unit, { rings, box });
    }
    return outlines;
  }
  function standOf([lat, lon], outline, window2) {
    const x = mercatorX(lon) * window2.world - window2.x;
    const left = x - window2.world * Math.round((x - window2.w / 2) / window2.world);
    const top = mercatorY(lat) * window2.world - window2.y;
    const [wide, high] = BADGE_ROOM;
    const seen = left >= wide && left <= window2.w - wide && top >= high && top <= window2.h - high;
    if (seen || !outline) return [lat, lon];
    const at = widestIn(outline, window2);
    if (!at) return [lat, lon];
    const world = (at.x + window2.x) / window2.world;
    return [mercatorLat((at.y + window2.y) / window2.world), (world - Math.floor(world) - 0.5) * 360];
  }
  function widestIn({ rings, box }, window2) {
    const { world } = window2;
    const first = Math.ceil(window2.x / world - box[2]);
    const last = Math.floor((window2.x + window2.w) / world - box[0]);
    if (first > last || box[3] * world < window2.y || box[1] * world > window2.y + window2.h) return null;
    const w = Math.floor(window2.w / BADGE_CELL);
    const h = Math.floor(window2.h / BADGE_CELL);
    if (!w || !h) return null;
    const canvas = document.createElement("canvas");
    canvas.width = w;
    canvas.height = h;
    const g = brushOf(canvas, { willReadFrequently: true });
    const at = (value, corner) => (value * world - corner) / BADGE_CELL;
    g.beginPath();
    for (let copy = first; copy <= last; copy++) {
      rings.forEach((ring) => {
        ring.forEach(([x, y], k) => g[k ? "lineTo" : "moveTo"](at(x + copy, window2.x), at(y, window2.y)));
        g.closePath();
      });
    }
    g.fill("evenodd");
    const inside = (data) => Uint8Array.from({ length: w * h }, (_, k) => Number(data[4 * k + 3] === 255));
    const whole = deepest(inside(g.getImageData(0, 0, w, h).data), w, h);
    window2.panels.forEach(
      ([l, t, r, b]) => g.clearRect(l / BADGE_CELL, t / BADGE_CELL, (r - l) / BADGE_CELL, (b - t) / BADGE_CELL)
    );
    const found = deepest(inside(g.getImageData(0, 0, w, h).data), w, h) || whole;
    return found && { x: (found.x + 0.5) * BADGE_CELL, y: (found.y + 0.5) * BADGE_CELL };
  }
  function deepest(inside, w, h) {
    const depth = new Uint16Array(w * h);
    const near = (k, x, y, dx, dy) => x + dx < 0 || x + dx >= w || y + dy < 0 || y + dy >= h ? 0 : depth[k + dy * w + dx];
    for (let k = 0; k < depth.length; k++) {
      const [x, y] = [k % w, Math.floor(k / w)];
      if (inside[k])
        depth[k] = 1 + Math.min(near(k, x, y, -1, 0), near(k, x, y, 0, -1), near(k, x, y, -1, -1), near(k, x, y, 1, -1));
    }
    let best = null;
    for (let k = depth.length - 1; k >= 0; k--) {
      const [x, y] = [k % w, Math.floor(k / w)];
      if (!inside[k]) continue;
      depth[k] = Math.min(
        depth[k],
        1 + Math.min(near(k, x, y, 1, 0), near(k, x, y, 0, 1), near(k, x, y, 1, 1), near(k, x, y, -1, 1))
      );
      if (!best || depth[k] > best.depth) best = { x, y, depth: depth[k] };
    }
    return best;
  }

  // maps/client/events/events_layer.js
  var FINE_LIMIT = 1500;
  var MOST_PICKED = 3e3;
  var EventsLayer = class extends CanvasLayer {
    constructor() {
      super({ pane: "caEvents", padding: 0.08, className: "ca-events", sharpest: 2 });
      this.data = null;
      this.d = readDescription(null);
      this.choice = new Choice();
      this.pen = new Pen(this.g, this.d);
      this.stamps = new Stamps();
      this.looks = null;
      this.piles = null;
      this.stands = null;
      this.density = null;
      this.drawing = { way: "auto", measure: "events", scale: "log" };
      this.way = "marks";
      this.classed = null;
      this.marked = { list: new Uint32Array(0), count: 0, sharp: 0 };
      this.heat = { key: "", most: 0, view: -1, cells: new Int32Array(0) };
      this.views = 0;
      this.projections = 0;
      this.fittedFor = -1;
      this.outlines = outlinesOf([]);
      this.areasDrawn = false;
      this.selected = -1;
      this.dense = false;
      this.at = new Int32Array(0);
      this.projected = false;
      this.inside = 0;
      this.collector = new Collector(0);
      this.moving = 0;
      this.panels = () => [];
    }
    /** @override */
    getEvents() {
      return { ...super.getEvents(), move: () => this.#move() };
    }
    #move() {
      if (this.moving || this.animating) return;
      this.moving = requestAnimationFrame(() => {
        this.moving = 0;
        if (!this.animating) this.place(false);
      });
    }
    /** @override @param {boolean} settled */
    place(settled) {
      if (this.animating && this.drawn) return;
      super.place(settled);
    }
    /** @override @param {boolean} settled @param {boolean} resized */
    paint(settled, resized) {
      if (resized) this.stamps.resize();
      this.pen.ratio = this.ratio;
      if (settled) this.#rescale();
      else this.#reproject();
    }
    /** @param {EventData | null} data */
    setData(data) {
      this.data = data;
      this.selected = -1;
      this.piles = data && new Piles(data, spotsOf(data));
      this.stands = data && new UnitStands(data);
      this.density = data && new Density(data);
      this.at = new Int32Array(data ? data.n : 0);
      this.collector = new Collector(data ? data.n : 0);
      this.projected = false;
      this.#relook();
      this.#rescale();
    }
    /** @param {Description} d */
    setDescription(d) {
      const known = this.d;
      this.d = d;
      this.pen.setDescription(d);
      if (known.overlays !== d.overlays) this.outlines = outlinesOf(d.overlays);
      this.areasDrawn = d.overlays.some((overlay) => overlay.kind === "area" && overlay.unit === void 0);
      this.#relook();
      this.#rescale();
    }
    #relook() {
      this.looks = this.data && looksOf(this.data, this.d.sizes);
      this.stamps.forget();
    }
    /** Days from `from` to `to`; `all`: the window is the whole extent, so undated events are shown too. @param {number} from @param {number} to @param {boolean} all */
    setWindow(from, to, all) {
      this.choice.window = [from, to];
      this.choice.all = all;
      this.draw();
    }
    /** @param {number[]} colours @param {number[]} shapes */
    setHidden(colours, shapes) {
      this.choice.hide(colours, shapes);
      this.draw();
    }
    /** @param {number} index -1: none */
    setSelected(index) {
      this.selected = index;
      this.draw();
    }
    /** @param {number} factor */
    setMagnify(factor) {
      this.pen.magnify = factor;
      this.stamps.forget();
      this.#rescale();
    }
    /** @param {Drawing} drawing */
    setDrawing(drawing) {
      this.drawing = drawing;
      this.fittedFor = -1;
      this.draw();
    }
    #rescale() {
      if (!this.map || !this.data || !this.drawn) return;
      this.views++;
      this.stands?.stand(this.outlines, this.#window());
      this.#reproject();
    }
    #reproject() {
      if (!this.map || !this.data) return;
      this.inside = project(this.data, this.frame(), this.ratio, this.canvas, this.at);
      this.projected = true;
      this.projections++;
      this.draw();
    }
    /** What the map shows, in pixels of the world at its zoom, and what lies over it. */
    #window() {
      const { x, y } = this.mapOrigin();
      const size = this.map ? this.map.getSize() : this.size;
      return { x, y, w: size.x, h: size.y, world: this.worldPx(), panels: this.panels() };
    }
    /** Where the canvas lies in world pixels, for the copy of the world that it shows most of. @returns {Frame} */
    frame() {
      const scale = this.worldPx();
      const origin = this.origin();
      const copy = Math.floor((origin.x + this.size.x / 2) / scale);
      return { scale, x: origin.x - copy * scale, y: origin.y, w: this.size.x, h: this.size.y };
    }
    /** The place of an event on the canvas in pixels of the screen. @param {number} i @param {Frame} f @returns {[number, number]} */
    spot(i, f) {
      if (!this.data) return [Number.NaN, Number.NaN];
      return [canvasX(this.data.X[i], f), this.data.Y[i] * f.scale - f.y];
    }
    /** @param {number} i */
    inWindow(i) {
      return this.data !== null && this.choice.inWindow(this.data, i);
    }
    /** @param {number} i */
    isOff(i) {
      return this.data !== null && this.choice.isOff(this.data, i);
    }
    /** Whether an event is shown in a closed interval of days. @param {number} from @param {number} to */
    anyIn(from, to) {
      return this.data !== null && this.choice.anyIn(this.data, from, to);
    }
    /** The first day after one on which a shown event begins; null: there is none. @param {number} day */
    nextAfter(day) {
      return this.data && this.choice.nextAfter(this.data, day);
    }
    /** @param {number} i */
    shows(i) {
      return this.data !== null && this.choice.shows(this.data, i);
    }
    draw() {
      const { data, looks, piles, density } = this;
      if (!this.map || !this.drawn || !data || !looks || !piles || !density || !this.projected) return;
      const began = performance.now();
      const share = this.#share(data);
      if (this.pen.fit(this.inside * share)) this.stamps.forget();
      const f = this.frame();
      const visible = this.#collect(data, looks);
      this.way = wayFor(this.drawing, this.inside, this.d.piles);
      this.dense = visible.count > FINE_LIMIT && this.way === "marks";
      this.classed = null;
      if (!this.dense) {
        this.pen.onScreen();
        this.g.clearRect(0, 0, f.w, f.h);
      }
      if (this.way === "hexagons" || this.way === "heat") this.marked = this.#drawDensity(density, f, visible);
      else this.marked = visible;
      this.#drawMarks(data, looks, piles, f, this.way === "marks" ? void 0 : share);
      drawnSince(began, visible.count);
      this.fire("drawn", { count: visible.count });
    }
    /** Hexagons or heat; what is in no cell is left. @param {Density} density @param {Frame} f @param {Seen} visible @returns {Seen} */
    #drawDensity(density, f, visible) {
      const { choice, drawing, data } = this;
      const { measure, scale } = drawing;
      const ramp = RAMPS[this.d.theme];
      const cells = density.lay(f.scale, this.pen.magnify);
      const days = measure === "deaths" ? wholeDays(choice, this.d.dates) : null;
      const rest = density.tally(cells, visible, days);
      const key = [this.views, this.way, measure, scale, this.d.theme, ...choice.extentKey(density.count)].join("/");
      if (this.way === "hexagons") {
        density.classify(scale, key);
        this.classed = density.classed(ramp);
        density.drawHexagons(this.g, f, this.classed, 0.6);
      } else {
        if (this.heat.view !== this.projections) {
          this.heat = { ...this.heat, view: this.projections, cells: heatCells(this.at, this.canvas, cells.of) };
        }
        const weightOf = (i) => data && days ? deathsInFull(data, days, i) : 0;
        const most = this.heat.key === key ? this.heat.most : 0;
        const top = drawHeat(this.g, f, this.heat.cells, visible, days ? weightOf : null, ramp, most);
        if (!most) Object.assign(this.heat, { key, most: top });
        this.classed = { ranges: [], colours: ramp, apart: rest.length };
      }
      return { list: rest, count: rest.length, sharp: 0 };
    }
    /**
     * @param {EventData} data @param {Looks} looks @param {Piles} piles @param {Frame} f
     * @param {number | undefined} share of all dates, where marks that touch are one
     */
    #drawMarks(data, looks, piles, f, share) {
      const { pen, marked, selected } = this;
      const spotOf = (i) => this.spot(i, f);
      const layout = {
        d: this.d,
        magnify: pen.magnify,
        measure: (text, size) => pen.widthOf(text, size),
        placeOf: (lat, lon) => [canvasX(mercatorX(lon), f), mercatorY(lat) * f.scale - f.y],
        aside: share !== void 0
      };
      const how = { dense: this.dense, spotOf, colours: pen.inks.length, selected, magnify: pen.magnify, layout };
      if (share !== void 0 && this.fittedFor !== this.views) {
        this.fittedFor = this.views;
        piles.fit({ ...how, ...this.#everMarked() }, this.d.piles, f.scale);
      }
      const gathered = piles.gather({ ...how, ...marked, share }, this.d.piles);
      if (this.dense) {
        this.stamps.draw(pen, data, looks, this.at, marked, piles);
        drawPiles(pen, gathered);
        this.#overSelected(data, looks, spotOf);
        return;
      }
      const few = marked.count <= FINE_LIMIT;
      const shown = few ? [...marked.list.subarray(0, marked.count)] : [];
      const alone = share === void 0 ? shown.filter((i) => !piles.pileOf(i)) : piles.alone;
      if (!this.areasDrawn) drawAreas(pen, data, f, shown, spotOf, selected);
      drawFine(pen, data, looks, alone, spotOf);
      drawPiles(pen, gathered);
      if (alone.includes(selected)) pen.ring(...spotOf(selected), pen.radius(looks.size[selected]));
    }
    /** The events in view that may be marks, of all dates. */
    #everMarked() {
      const { at, density, way } = this;
      const cells = way === "piles" ? null : density?.cells;
      const list = new Uint32Array(at.length);
      let count = 0;
      for (let i = 0; i < at.length; i++) if (at[i] !== OUTSIDE && !cells?.of[i]) list[count++] = i;
      return { list, count };
    }
    /** The share of all dates that a window of this width holds on average: steady while it slides. @param {EventData} data */
    #share({ header }) {
      const days = Math.max(1, header.last_day - header.first_day + 1);
      const [from, to] = this.choice.window;
      return this.choice.open ? 1 : Math.min(1, (to - from + 1) / days);
    }
    /** The chosen event among many, over all of them. @param {EventData} data @param {Looks} looks @param {(i: number) => [number, number]} spotOf */
    #overSelected(data, looks, spotOf) {
      const { selected: i, pen } = this;
      if (i < 0 || !this.shows(i) || this.pileOf(i)) return;
      const [x, y] = spotOf(i);
      const r = Math.max(7, pen.radius(looks.size[i]));
      drawGlyph(pen.g, this.d.shapeNames[data.shape[i]], x, y, r, pen.ink(data.colour[i]), styleOf(data, i));
      pen.ring(x, y, r);
    }
    /** @param {EventData} data @param {Looks} looks */
    #collect(data, looks) {
      return this.collector.collect(data, looks, this.choice, this.at);
    }
    /** Indices under a point of the map's container, nearest first; those on one spot with the nearest. @param {L.Point} point @returns {number[]} */
    pick(point) {
      const { data, looks, piles } = this;
      if (!this.map || !data || !looks || !piles || !this.projected) return [];
      const here = this.map.containerPointToLayerPoint(point).subtract(this.corner);
      const pile = piles.at(here.x, here.y);
      if (pile) return piles.members(pile, this.marked);
      const hits = this.#near(here, looks, this.marked);
      if (!hits.length && this.way === "hexagons") {
        return this.density?.at(here.x, here.y, this.frame(), this.#collect(data, looks)) || [];
      }
      if (!hits.length) return [];
      const reach = this.dense ? 3 : 0.5;
      return hits.filter((hit) => Math.hypot(hit.x - hits[0].x, hit.y - hits[0].y) <= reach).map((hit) => hit.i);
    }
    /** The marks that a point of the canvas is on. @param {L.Point} here @param {Looks} looks @param {{list: Uint32Array, count: number}} visible */
    #near(here, looks, { list, count }) {
      const { at } = this;
      const f = this.frame();
      const W = this.canvas.width;
      const low = (here.y - 30) * this.ratio * W;
      const high = (here.y + 30) * this.ratio * W;
      const hits = [];
      for (let k = 0; k < count && hits.length < MOST_PICKED; k++) {
        const i = list[k];
        if (this.pileOf(i) || at[i] !== AT_EDGE && (at[i] < low || at[i] > high)) continue;
        const [x, y] = this.spot(i, f);
        const distance = Math.hypot(x - here.x, y - here.y);
        if (distance <= Math.max(9, this.pen.radius(looks.size[i]) + 3)) hits.push({ i, distance, x, y });
      }
      return hits.sort((a, b) => a.distance - b.distance || b.i - a.i);
    }
    /** Boxes of the piles and badges in view, and of the other marks where these are at most `limit`, in pixels of the map. @param {number} limit */
    obstacles(limit) {
      const { data, looks, piles } = this;
      if (!this.map || !data || !looks || !piles || !this.projected) return [];
      const f = this.frame();
      const offset = this.shift();
      const box = (x, y, w, h) => [x - w - offset.x, y - h - offset.y, x + w - offset.x, y + h - offset.y];
      const marks = piles.list.map(
        (pile) => pile.badge ? box(pile.bx, pile.by, pile.half + 1, pile.rise + 1) : box(pile.x, pile.y, pile.r + 2, pile.r + 2)
      );
      const { list, count } = limit ? this.marked : { list: new Uint32Array(0), count: 0 };
      for (let k = 0; count <= limit && k < count; k++) {
        if (this.pileOf(list[k])) continue;
        const r = this.pen.radius(looks.size[list[k]]) + 1;
        marks.push(box(...this.spot(list[k], f), r, r));
      }
      return marks;
    }
    /** The pile or badge that an event is drawn in; undefined where it is alone. @param {number} i */
    pileOf(i) {
      return this.piles?.pileOf(i);
    }
    /** What the badge of an event's unit is called, where that has no outline. @param {number} i */
    unitWords(i) {
      return this.data ? unitWords(this.d, this.data, i) : "";
    }
    /** How far the mark of an event reaches: that of its pile where it is in one. @param {number} i */
    reachOf(i) {
      const pile = this.pileOf(i);
      if (pile) return pile.badge ? pile.rise || 10 : pile.r;
      return this.looks ? this.pen.radius(this.looks.size[i]) : 0;
    }
    /** The units with an outline that have an event in the window, wherever the map is; null before there are events. */
    unitsShown() {
      const { data, stands } = this;
      if (!data || !stands) return null;
      const shown = /* @__PURE__ */ new Set();
      for (const i of stands.events) if (this.shows(i)) shown.add(data.unit[i]);
      return shown;
    }
  };

  // maps/client/ground/parts.js
  function partInView(layer, p, f) {
    const b = layer.boxes;
    const k = p * 4;
    if ((b[k + 2] - b[k]) * f.scale < 0.8 && (b[k + 3] - b[k + 1]) * f.scale < 0.8) return false;
    return b[k + 2] * f.scale >= f.x && b[k] * f.scale <= f.x + f.w && b[k + 3] * f.scale >= f.y && b[k + 1] * f.scale <= f.y + f.h;
  }
  function tracePart(g, layer, p, f) {
    const { x, y, starts } = layer;
    const end = starts[p + 1] - 1;
    const least = f.thin || 0.9;
    let px = x[starts[p]] * f.scale - f.x;
    let py = y[starts[p]] * f.scale - f.y;
    g.moveTo(px, py);
    for (let i = starts[p] + 1; i <= end; i++) {
      const qx = x[i] * f.scale - f.x;
      const qy = y[i] * f.scale - f.y;
      if (i < end && Math.abs(qx - px) < least && Math.abs(qy - py) < least) continue;
      g.lineTo(qx, qy);
      px = qx;
      py = qy;
    }
  }
  function fillParts(g, layer, f) {
    g.lineWidth = 0.8;
    fillFeatures(g, layer, f, null, () => g.stroke());
  }
  function fillFeatures(g, layer, f, before, after) {
    const count = layer.starts.length - 1;
    for (let p = 0; p < count; ) {
      const feature = layer.feature[p];
      let any = false;
      g.beginPath();
      for (; p < count && layer.feature[p] === feature; p++) {
        if (!partInView(layer, p, f)) continue;
        tracePart(g, layer, p, f);
        g.closePath();
        any = true;
      }
      if (!any) continue;
      if (before) before(feature);
      g.fill("evenodd");
      if (after) after(feature);
    }
  }
  function strokeParts(g, layer, f, colour, width, dash, maxRank) {
    g.beginPath();
    for (let p = 0; p < layer.starts.length - 1; p++) {
      if (!partInView(layer, p, f)) continue;
      if (maxRank !== null && maxRank !== void 0 && layer.rank && layer.rank[layer.feature[p]] > maxRank) continue;
      tracePart(g, layer, p, f);
    }
    g.setLineDash(dash || []);
    g.lineCap = dash ? "butt" : "round";
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.stroke();
    g.setLineDash([]);
  }

  // maps/client/ground/basemap_layer.js
  var ROADS_FROM = 5;
  var BasemapLayer = class extends CanvasLayer {
    constructor() {
      super({ pane: "caGround", padding: 0.3 });
      this.grounds = [];
      this.look = DEFAULT_LOOK.light;
    }
    /** Add or replace a decoded basemap; finer ones are drawn over coarser ones, inside their own bounds. @param {string} name @param {GroundMap} map */
    put(name, map) {
      this.grounds = this.grounds.filter((entry) => entry.name !== name).concat({ name, map });
      this.grounds.sort((a, b) => boxArea(b.map.box) - boxArea(a.map.box));
      this.place(true);
    }
    /** @param {import("../base/description.js").Look} look */
    setLook(look) {
      this.look = look;
      this.place(true);
    }
    maps() {
      return this.grounds.map((entry) => entry.map);
    }
    /** @override */
    place(settled) {
      if (this.animating && this.drawn) return;
      super.place(settled);
    }
    /** @override */
    paint() {
      const { g, look, ratio, size, map } = this;
      if (!map) return;
      const zoom = map.getZoom();
      const scale = this.worldPx();
      const origin = this.origin();
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.fillStyle = look.water;
      g.fillRect(0, 0, size.x, size.y);
      for (const copy of this.copies()) {
        const frame = { scale, x: origin.x - copy * scale, y: origin.y, w: size.x, h: size.y };
        this.grounds.forEach((ground, i) => {
          if (i > 0 && ground.map.header.detail_zoom && zoom < ground.map.header.detail_zoom) return;
          g.save();
          if (i > 0) clipTo(g, ground.map, frame, look.water);
          drawMap(g, ground.map, frame, zoom, look);
          g.restore();
        });
      }
      this.fire("drawn");
    }
  };
  function clipTo(g, map, frame, water) {
    const [l, t, r, b] = map.box.map((v, k) => v * frame.scale - (k % 2 ? frame.y : frame.x));
    g.beginPath();
    g.rect(l, t, r - l, b - t);
    g.clip();
    if (!water) return;
    g.fillStyle = water;
    g.fillRect(l, t, r - l, b - t);
  }
  function drawMap(g, map, frame, zoom, look) {
    const layers = map.layers;
    g.lineJoin = "round";
    g.lineCap = "round";
    if (layers.land) {
      g.fillStyle = look.land;
      g.strokeStyle = look.land;
      fillParts(g, layers.land, frame);
      if (!layers.borders) strokeParts(g, layers.land, frame, look.borders, lineWidth(zoom, 0.6, 1.1));
    }
    if (layers.lakes) {
      g.fillStyle = look.water;
      g.strokeStyle = look.water;
      fillParts(g, layers.lakes, frame);
    }
    if (layers.rivers && zoom >= 3.5) {
      strokeParts(g, layers.rivers, frame, look.rivers, lineWidth(zoom, 0.5, 1.9), null, rankLimit(layers.rivers, zoom));
    }
    if (layers.admin1 && zoom >= 4.2) {
      strokeParts(g, layers.admin1, frame, look.admin, lineWidth(zoom, 0.5, 1.1));
    }
    if (layers.roads && zoom >= ROADS_FROM) {
      g.globalAlpha = Math.min(1, 0.35 + (zoom - ROADS_FROM) * 0.2);
      strokeParts(g, layers.roads, frame, look.highways, lineWidth(zoom, 0.6, 2.6));
      g.globalAlpha = 1;
    }
    if (layers.borders) {
      const haze = rgba(look.borders, 0.16);
      strokeParts(g, layers.borders, frame, haze, lineWidth(zoom, 2, 6));
      strokeParts(g, layers.borders, frame, look.borders, lineWidth(zoom, 0.7, 1.5));
    }
    ["disputed", "disputed_borders"].filter((name) => layers[name] && zoom >= 3).forEach((name) => {
      strokeParts(g, layers[name], frame, look.disputed, lineWidth(zoom, 0.7, 1.3), [5, 4]);
    });
  }
  var boxArea = (box) => (box[2] - box[0]) * (box[3] - box[1]);
  var lineWidth = (zoom, thin, thick) => thin + (thick - thin) * Math.max(0, Math.min(1, (zoom - 2.5) / 7));
  var rankLimit = (layer, zoom) => layer.rank ? Math.max(2, Math.round((zoom - 1) * 1.35)) : null;

  // maps/client/ground/fitting.js
  function free(boxes, [l, t, r, b]) {
    for (const box of boxes) if (l < box[2] && r > box[0] && t < box[3] && b > box[1]) return false;
    return true;
  }
  function wrapLabel(g, text, width) {
    if (g.measureText(text).width <= width) return [text];
    const words = text.split(" ");
    let best = null;
    for (let k = 1; k < words.length; k++) {
      const lines2 = [words.slice(0, k).join(" "), words.slice(k).join(" ")];
      const wide = Math.max(...lines2.map((line2) => g.measureText(line2).width));
      if (!best || wide < best.wide) best = { lines: lines2, wide };
    }
    const lines = best ? best.lines : [text];
    return lines.map((line2) => {
      let cut = line2;
      while (cut.length > 4 && g.measureText(cut).width > width * 1.25) cut = `${cut.slice(0, -2).trimEnd()}…`;
      return cut;
    });
  }

  // maps/client/ground/rooms.js
  var ROOM_CELLS = 480;
  var ROOM_STEPS = [2.2, 1.5, 1];
  var MOST_SPOTS2 = 80;
  var MOST_TRIED2 = 2500;
  var NOBODY = 1;
  var areaKey = (label, map) => label.kind === "country" ? label.text : `${map}/${label.feature}`;
  var Rooms = class _Rooms {
    /** @param {GroundMap[]} maps @param {Window} view @param {Box[]} panels boxes in the window to keep off */
    constructor(maps, view, panels) {
      this.maps = maps;
      this.view = view;
      this.key = _Rooms.keyOf(view, panels);
      this.cell = Math.max(2, Math.ceil(view.w / ROOM_CELLS));
      this.w = Math.floor(view.w / this.cell);
      this.h = Math.floor(view.h / this.cell);
      this.numbers = /* @__PURE__ */ new Map();
      this.found = /* @__PURE__ */ new Map();
      this.tables = /* @__PURE__ */ new Map();
      this.forms = /* @__PURE__ */ new Map();
      this._picture("land", panels);
      if (view.zoom >= 5 && maps.some((map, i) => this._has(map, i, "admin1"))) this._picture("admin1", panels);
    }
    /** @param {Window} view @param {Box[]} panels */
    static keyOf(view, panels) {
      return [view.zoom, view.x, view.y, view.w, view.h, ...panels.flat().map(Math.round)].join();
    }
    /** @param {GroundMap[]} maps @param {Window} view @param {Box[]} panels */
    isOf(maps, view, panels) {
      return maps.length === this.maps.length && maps.every((map, i) => map === this.maps[i]) && this.key === _Rooms.keyOf(view, panels);
    }
    /** How much of the window an area fills, 0 to 1; what is under a panel does not count. @param {string} area */
    share(area) {
      const of = this.numbers.get(area);
      return of?.count ? of.count / (this.w * this.h) : 0;
    }
    /** Corners [left, top] in the window where a box of w by h pixels lies inside an area, the best first. @param {string} area @param {number} w @param {number} h @param {Spot} target @returns {Generator<[number, number]>} */
    *spots(area, w, h, target) {
      const of = this.numbers.get(area);
      if (!of?.count) return;
      const wide = Math.ceil(w / this.cell);
      const high = Math.ceil(h / this.cell);
      for (const step of ROOM_STEPS) yield* this._found(of, wide, high, step, target);
    }
    /** Whether a box of w by h pixels lies inside an area anywhere. @param {string} area @param {number} w @param {number} h */
    holds(area, w, h) {
      const of = this.numbers.get(area);
      return of !== void 0 && of.count > 0 && this._holds(of, Math.ceil(w / this.cell), Math.ceil(h / this.cell));
    }
    /** @param {Area} of @param {number} w @param {number} h */
    _holds(of, w, h) {
      if (w * h > of.count || of.failed.some(([fw, fh]) => fw <= w && fh <= h)) return false;
      if (of.held.some(([hw, hh]) => hw >= w && hh >= h)) return true;
      const held = this._fitting(of, w, h, 1, 1).xs.length > 0;
      (held ? of.held : of.failed).push([w, h]);
      return held;
    }
    /** @param {Area} of @param {number} wide @param {number} high @param {number} step @param {Spot} target @returns {[number, number][]} */
    _found(of, wide, high, step, target) {
      const key = `${of.id}/${wide}/${high}/${step}`;
      const known = this.found.get(key);
      if (known) return known;
      const found = this._search(of, wide, high, step, this._nearest(target));
      this.found.set(key, found);
      return found;
    }
    /** The copy of the world whose anchor is nearest to the window's middle. @param {Spot} target */
    _nearest({ x, y }) {
      const world = 256 * 2 ** this.view.zoom;
      return { x: (x - world * Math.round((x - this.view.w / 2) / world)) / this.cell, y: y / this.cell };
    }
    /** The corners of boxes that have `step` times their size around them, those near the aim and some all over. @param {Area} of @param {number} wide @param {number} high @param {number} step @param {Spot} target @returns {[number, number][]} */
    _search(of, wide, high, step, target) {
      const w = Math.ceil(wide * Math.min(step, 1.5));
      const h = Math.ceil(high * step);
      const stride = Math.max(1, Math.floor(Math.sqrt((of.r - of.l) * (of.b - of.t) / MOST_TRIED2)));
      if (!this._holds(of, w, h)) return [];
      let { xs, ys } = this._fitting(of, w, h, stride, Infinity);
      if (!xs.length) ({ xs, ys } = this._fitting(of, w, h, 1, MOST_TRIED2));
      const within = target.x >= of.l && target.x <= of.r && target.y >= of.t && target.y <= of.b;
      const aim = within ? [target.x - w / 2, target.y - h / 2] : [middleOf(xs), middleOf(ys)];
      const away = Float64Array.from(xs, (x, k) => (x - aim[0]) ** 2 + 4 * (ys[k] - aim[1]) ** 2);
      const order = Uint32Array.from(xs, (_, k) => k).sort((a, b) => away[a] - away[b]);
      const skip = Math.max(1, Math.floor(order.length / MOST_SPOTS2));
      return [...order.filter((_, k) => k < MOST_SPOTS2 / 2 || k % skip === 0)].map((k) => [
        Math.floor(xs[k] + (w - wide) / 2) * this.cell,
        Math.floor(ys[k] + (h - high) / 2) * this.cell
      ]);
    }
    /** At most so many cells, of every `stride`th, at which a box of w by h cells lies inside, by a table of sums. @param {Area} of @param {number} w @param {number} h @param {number} stride @param {number} most */
    _fitting(of, w, h, stride, most) {
      const { sums, line: line2 } = this._sums(of);
      const xs = [];
      const ys = [];
      for (let y = 0; y + h <= of.b - of.t + 1 && xs.length < most; y += stride) {
        for (let x = 0, a = y * line2, b = (y + h) * line2; x + w <= of.r - of.l + 1; x += stride) {
          if (sums[b + x + w] - sums[a + x + w] - sums[b + x] + sums[a + x] !== w * h) continue;
          xs.push(x + of.l);
          ys.push(y + of.t);
        }
      }
      return { xs, ys };
    }
    /** How many cells of an area lie above and left of each. @param {Area} of */
    _sums(of) {
      const known = this.tables.get(of.id);
      if (known || !of.cells) return known || { sums: new Int32Array(0), line: 0 };
      const line2 = of.r - of.l + 2;
      const sums = new Int32Array(line2 * (of.b - of.t + 2));
      for (let y = of.t; y <= of.b; y++) {
        for (let x = of.l, row = 0; x <= of.r; x++) {
          if (of.cells[y * this.w + x] === of.id) row++;
          const at = (y - of.t + 1) * line2 + (x - of.l + 1);
          sums[at] = sums[at - line2] + row;
        }
      }
      const made = { sums, line: line2 };
      this.tables.set(of.id, made);
      return made;
    }
    /** @param {GroundMap} map @param {number} i @param {string} name */
    _has(map, i, name) {
      return map.layers[name] && (i === 0 || this.view.zoom >= (map.header.detail_zoom || 0));
    }
    /** Draw a layer with each area in a colour that is its number. @param {string} name @param {Box[]} panels */
    _picture(name, panels) {
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, this.w);
      canvas.height = Math.max(1, this.h);
      const g = brushOf(canvas, { willReadFrequently: true, alpha: false });
      const areas = [];
      const numbered = (key) => {
        const known = this.numbers.get(key);
        if (known) return known.id;
        const of = {
          id: this.numbers.size + NOBODY + 1,
          count: 0,
          l: Infinity,
          t: Infinity,
          r: -1,
          b: -1,
          cells: null,
          failed: [],
          held: []
        };
        this.numbers.set(key, of);
        areas[of.id] = of;
        return of.id;
      };
      const scale = 256 * 2 ** this.view.zoom / this.cell;
      const [x, y] = [this.view.x / this.cell, this.view.y / this.cell];
      for (let copy = Math.floor(x / scale); copy <= Math.floor((x + this.w) / scale); copy++) {
        const frame = { scale, x: x - copy * scale, y, w: this.w, h: this.h, thin: 0.25 };
        this.maps.forEach((map, i) => this._has(map, i, name) && this._paint(g, map, i, name, frame, numbered));
      }
      g.fillStyle = `rgb(0,0,${NOBODY})`;
      panels.forEach(
        ([l, t, r, b]) => g.fillRect(l / this.cell, t / this.cell, (r - l) / this.cell, (b - t) / this.cell)
      );
      if (this.w && this.h) this._read(g.getImageData(0, 0, this.w, this.h).data, areas);
    }
    /** Whose each cell is; one that lies on an edge has a mixed colour and is nobody's. @param {Uint8ClampedArray} data @param {Area[]} areas */
    _read(data, areas) {
      const cells = new Int32Array(this.w * this.h);
      for (let k = 0; k < cells.length; k++) {
        const id = data[4 * k] << 16 | data[4 * k + 1] << 8 | data[4 * k + 2];
        const of = areas[id];
        if (!of) continue;
        cells[k] = id;
        of.cells = cells;
        of.count++;
        const column = k % this.w;
        const row = (k - column) / this.w;
        of.l = Math.min(of.l, column);
        of.r = Math.max(of.r, column);
        of.t = Math.min(of.t, row);
        of.b = Math.max(of.b, row);
      }
    }
    /** @param {CanvasRenderingContext2D} g @param {GroundMap} map @param {number} i @param {string} name @param {ThinFrame} frame @param {(key: string) => number} numbered */
    _paint(g, map, i, name, frame, numbered) {
      const layer = map.layers[name];
      const colours = new Map((layer.labels || []).map((label) => [label.feature, numbered(areaKey(label, i))]));
      g.save();
      if (i > 0) clipTo(g, map, frame, name === "land" ? "#000" : "");
      fillFeatures(g, layer, frame, (feature) => {
        const id = colours.get(feature) || NOBODY;
        g.fillStyle = `rgb(${id >> 16},${id >> 8 & 255},${id & 255})`;
      });
      g.restore();
    }
  };
  var middleOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

  // maps/client/ground/label_candidates.js
  var SHORT_ZOOM = 4;
  var LARGE_SHARE = 0.03;
  function basemapLabels(maps, zoom) {
    const out = [];
    maps.forEach((map, i) => {
      if (i > 0 && map.header.detail_zoom && zoom < map.header.detail_zoom) return;
      Object.values(map.layers).forEach((layer) => {
        (layer.labels || []).forEach((label) => {
          const shown = zoom >= label.min_zoom && !(label.max_zoom && zoom > label.max_zoom);
          if (!shown && label.kind !== "country") return;
          if (maps.some(
            (other, k) => k > i && zoom >= (other.header.detail_zoom || 0) && other.header.labels && insideBox(other.box, label)
          ))
            return;
          const area = label.feature === void 0 ? null : areaKey(label, i);
          out.push({
            kind: label.kind,
            text: label.text,
            short: label.short,
            x: mercatorX(label.lon),
            y: mercatorY(label.lat),
            rank: label.rank,
            area,
            shown
          });
        });
      });
    });
    return out;
  }
  function ranked(labels, rooms) {
    const out = [];
    const named = /* @__PURE__ */ new Set();
    labels.forEach((label) => {
      if (!label.area) out.push(label);
      if (!label.area || named.has(label.area)) return;
      const large = label.kind === "country" && rooms.share(label.area) >= LARGE_SHARE;
      if (!rooms.share(label.area) || !(label.shown || large)) return;
      named.add(label.area);
      out.push(large ? { ...label, large, rank: 5 - rooms.share(label.area) } : label);
    });
    return out.sort((a, b) => a.rank - b.rank);
  }
  var insideBox = (box, label) => {
    const x = mercatorX(label.lon);
    const y = mercatorY(label.lat);
    return x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
  };

  // maps/client/ground/labels_layer.js
  var LABEL_KINDS = {
    country: { size: 15, sizes: [15, 13, 11, 10], weight: 600, spacings: [2.4, 1.4, 0.5, 0], upper: true, alpha: 0.82 },
    admin1: { size: 14, sizes: [14, 12.5, 11], weight: 400, italic: true, spacings: [0.6, 0.3, 0], alpha: 0.72 },
    capital: { size: 16, weight: 700, dot: 3.4 },
    city: { size: 15, weight: 600, dot: 2.6 },
    town: { size: 14, weight: 400, dot: 2 },
    water: { size: 14, weight: 400, italic: true, spacing: 1 },
    ring: { size: 14, weight: 600, strong: true },
    route: { size: 14, weight: 600, strong: true },
    site: { size: 14, weight: 500, strong: true },
    event: { size: 14, weight: 600, strong: true }
  };
  var LabelsLayer = class extends CanvasLayer {
    constructor() {
      super({ pane: "caLabels", padding: 0.3 });
      this.d = readDescription(null);
      this.sources = () => [];
      this.obstacles = () => ({ panels: [], marks: [] });
      this.maps = () => [];
      this._written = [];
      this._magnify = 1;
      this._waiting = 0;
      this._rooms = null;
      this._shift = this.corner;
    }
    /**
     * @param {(zoom: number) => Label[]} sources gives what may be written
     * @param {() => Obstacles} obstacles boxes to keep off
     * @param {() => GroundMap[]} maps the basemaps with the land that names stand on
     */
    setSources(sources, obstacles, maps) {
      this.sources = sources;
      this.obstacles = obstacles;
      this.maps = maps;
    }
    /** What is written, with boxes in pixels of the map. */
    written() {
      const { x, y } = this._shift;
      return this._written.map(({ kind, shown, box: [l, t, r, b] }) => ({
        kind,
        text: shown,
        box: [l - x, t - y, r - x, b - y]
      }));
    }
    /** @param {import("../base/description.js").Description} d */
    setDescription(d) {
      this.d = d;
      this.redraw();
    }
    /** @param {number} factor */
    setMagnify(factor) {
      this._magnify = factor;
      this.redraw();
    }
    redraw() {
      if (this._waiting || !this.map) return;
      this._waiting = requestAnimationFrame(() => {
        this._waiting = 0;
        if (this.map) this.paint();
      });
    }
    /** @override @param {boolean} settled */
    place(settled) {
      if (this.animating && this.drawn) return;
      super.place(settled);
    }
    /** @override */
    paint() {
      const { g, size, ratio, map } = this;
      if (!map) return;
      const scale = this.worldPx();
      const origin = this.origin();
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.clearRect(0, 0, size.x, size.y);
      const offset = this.shift();
      this._shift = offset;
      const onCanvas = ([l, t, r, b]) => [l + offset.x, t + offset.y, r + offset.x, b + offset.y];
      const { panels, marks } = this.obstacles();
      const taken = { boxes: panels.map(onCanvas), marks: marks.map(onCanvas), dots: [] };
      const copies = this.copies();
      const rooms = this._roomsOf(panels);
      this._rooms = rooms;
      const labels = ranked(this.sources(map.getZoom()), rooms);
      this._written = [];
      for (const label of labels) {
        const x = label.x * scale - origin.x;
        const y = label.y * scale - origin.y;
        if (label.point) taken.marks.push([x - 6, y - 6, x + 6, y + 6]);
        if (label.kind === "capital") taken.dots.push([x - 6, y - 6, x + 6, y + 6]);
      }
      for (const label of labels) {
        if (label.area) {
          this._placeInside(
            g,
            rooms,
            label,
            { x: label.x * scale - origin.x - offset.x, y: label.y * scale - origin.y - offset.y },
            taken
          );
          continue;
        }
        for (const copy of copies) {
          const x = (label.x + copy) * scale - origin.x;
          const y = label.y * scale - origin.y;
          if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
          this._place(g, label, x, y, taken);
        }
      }
      g.letterSpacing = "0px";
      g.globalAlpha = 1;
    }
    /** The land in the window, worked out once for a view. @param {Box[]} panels */
    _roomsOf(panels) {
      const corner = this.mapOrigin();
      const { x: w, y: h } = this.map ? this.map.getSize() : corner;
      const view = { zoom: this._zoom(), x: corner.x, y: corner.y, w, h };
      const maps = this.maps();
      if (this._rooms?.isOf(maps, view, panels)) return this._rooms;
      return new Rooms(maps, view, panels);
    }
    _zoom() {
      return this.map ? this.map.getZoom() : 0;
    }
    /**
     * Write the name of a country or province inside it, clear of marks and of other names: in one line or two, then
     * smaller, then in short. One that fills much of the window is written under the marks where all of it is full.
     * @param {CanvasRenderingContext2D} g @param {Rooms} rooms @param {Label} label @param {Spot} target @param {Taken} taken
     */
    _placeInside(g, rooms, label, target, taken) {
      const look = LABEL_KINDS[label.kind];
      const clear = (box) => free(taken.boxes, box) && free(taken.marks, box);
      const forms = this._forms(g, rooms, label, look);
      const full = forms.filter((form) => form.text === label.text);
      const short = forms.filter((form) => form.text !== label.text);
      const offDots = (box) => clear(box) && free(taken.dots, box);
      const ways = [
        [full, offDots],
        [full, clear],
        [short, offDots],
        [short, clear]
      ];
      if (label.large) ways.push([forms, (box) => free(taken.boxes, box)]);
      ways.some(
        ([some, fits]) => some.some((form) => {
          const at = this._boxInside(rooms, label, form, target, fits);
          if (!at) return false;
          const [l, t] = at;
          this._type(g, form.type, form.px);
          taken.boxes.push([l - 4, t - 1, l + form.w + 4, t + form.h + 1]);
          this._note(label, form.lines, l, t, form.w, form.h, l + form.w / 2, t + form.h / 2);
          this._write(g, form.lines, l, t, form.px, form.w, "center", look, label);
          return true;
        })
      );
    }
    /**
     * The first corner on the canvas at which a form of an area's name fits inside it.
     * @param {Rooms} rooms @param {Label} label @param {Form} form @param {Spot} target @param {(box: Box) => boolean} fits
     */
    _boxInside(rooms, label, form, target, fits) {
      for (const [left, top] of rooms.spots(label.area || "", form.w + 6, form.h + 4, target)) {
        const l = left + this._shift.x + 3;
        const t = top + this._shift.y + 2;
        if (fits([l - 2, t - 1, l + form.w + 2, t + form.h + 1])) return [l, t];
      }
      return null;
    }
    /**
     * The ways to write an area's name that have room in it, the best first, with their sizes.
     * @param {CanvasRenderingContext2D} g @param {Rooms} rooms @param {Label} label @param {LabelKind} look @returns {Form[]}
     */
    _forms(g, rooms, label, look) {
      const key = `${label.area}/${this._magnify}`;
      const known = rooms.forms.get(key);
      if (known) return known;
      const cased = (text) => look.upper ? text.toLocaleUpperCase("en") : text;
      const forms = [];
      const short = label.large || this._zoom() >= SHORT_ZOOM ? label.short || [] : [];
      [label.text, ...short].forEach(
        (text) => (look.sizes || [look.size]).forEach((size, step) => {
          const px = size * this._magnify;
          const type = { ...look, spacing: look.spacings?.[step] };
          this._type(g, type, px);
          const whole = cased(text);
          const wide = g.measureText(whole).width;
          [[whole], wrapLabel(g, whole, wide * 0.75)].forEach((lines, k) => {
            if (k && (lines.length < 2 || lines.some((line2) => line2.endsWith("…")))) return;
            forms.push({
              text,
              lines,
              type,
              px,
              w: Math.max(...lines.map((line2) => g.measureText(line2).width)),
              h: lines.length * px * 1.16
            });
          });
        })
      );
      const made = forms.reverse().filter((form) => rooms.holds(label.area || "", form.w + 6, form.h + 4)).reverse();
      rooms.forms.set(key, made);
      return made;
    }
    /** @param {CanvasRenderingContext2D} g @param {LabelKind} look @param {number} px */
    _type(g, look, px) {
      g.font = `${look.italic ? "italic " : ""}${look.weight} ${px}px ${FONT}`;
      g.letterSpacing = `${(look.spacing || 0) * this._magnify}px`;
    }
    /** @param {Label} label @param {string[]} lines @param {number} left @param {number} top @param {number} w @param {number} h @param {number} x @param {number} y */
    _note(label, lines, left, top, w, h, x, y) {
      this._written.push({
        text: label.text,
        kind: label.kind,
        shown: lines.join(" "),
        x,
        y,
        box: [left, top, left + w, top + h]
      });
    }
    /**
     * Write one label where it fits: right of its dot, left, above, below; centred where it has none.
     * @param {CanvasRenderingContext2D} g @param {Label} label @param {number} x @param {number} y @param {Taken} taken
     */
    _place(g, label, x, y, taken) {
      const clear = (box) => free(taken.boxes, box) && free(taken.marks, box);
      if (this._written.some(
        (other) => other.text === label.text && Math.abs(other.x - x) < 140 && Math.abs(other.y - y) < 60
      ))
        return;
      const far = this._zoom() < 4.6 && (label.kind === "capital" || label.kind === "city");
      const look = far ? { ...LABEL_KINDS[label.kind], size: 14, weight: 400, dot: 2.2 } : LABEL_KINDS[label.kind] || LABEL_KINDS.town;
      const px = look.size * this._magnify * (label.scale || 1);
      this._type(g, look, px);
      const lines = [
        ...wrapLabel(g, label.text, look.strong ? 230 * this._magnify : 999),
        ...label.more ? [label.more] : []
      ];
      const w = Math.max(...lines.map((line2) => g.measureText(line2).width));
      const h = lines.length * px * 1.16;
      const dot = look.dot ? look.dot * Math.sqrt(this._magnify) : 0;
      const gap = (label.gap || 0) + dot + 4;
      const spots = dot || label.gap ? [
        [x + gap, y - h / 2, "left"],
        [x - gap - w, y - h / 2, "right"],
        [x - w / 2, y - gap - h + 2, "center"],
        [x - w / 2, y + gap - 2, "center"]
      ] : [
        label.kind === "ring" ? [x - w / 2, y - h - 3, "center"] : [x - w / 2, y - h / 2, "center"],
        ...(label.slide || []).map(
          ([dx, dy]) => (
            /** @type {[number, number, Align]} */
            [x - w / 2 + dx, y - h / 2 + dy, "center"]
          )
        )
      ];
      const own = dot ? [x - dot - 1, y - dot - 1, x + dot + 1, y + dot + 1] : null;
      const covered = own !== null && !clear(own);
      if (covered && label.kind !== "capital" && label.kind !== "city") return;
      if (covered)
        [12, 22, 34, 50, 68].forEach(
          (far2) => spots.push(
            [x - w / 2, y - far2 - h, "center"],
            [x - w / 2, y + far2, "center"],
            [x + far2, y - h / 2, "left"],
            [x - far2 - w, y - h / 2, "right"]
          )
        );
      const spot = spots.find(([left2, top2]) => clear([left2 - 2, top2, left2 + w + 2, top2 + h]));
      if (!spot) return;
      const [left, top] = spot;
      taken.boxes.push([left - 4, top - 1, left + w + 4, top + h + 1]);
      this._note(label, lines, left, top, w, h, x, y);
      if (own && !covered) taken.boxes.push(own);
      this._write(g, lines, left, top, px, w, spot[2], look, label);
      if (dot && !covered) this._dot(g, x, y, dot, label.kind);
    }
    /** @param {CanvasRenderingContext2D} g @param {string[]} lines @param {number} left @param {number} top @param {number} px @param {number} w @param {Align} align @param {LabelKind} look @param {Label} label */
    _write(g, lines, left, top, px, w, align, look, label) {
      const { d } = this;
      g.textBaseline = "middle";
      g.textAlign = align;
      g.lineJoin = "round";
      const x = align === "left" ? left : align === "right" ? left + w : left + w / 2;
      lines.forEach((line2, k) => {
        const y = top + px * 1.16 * (k + 0.5);
        g.globalAlpha = d.dark ? 0.85 : 0.9;
        g.strokeStyle = d.look.halo;
        g.lineWidth = (look.strong ? 4.5 : 3.4) * this._magnify;
        g.strokeText(line2, x, y);
        g.globalAlpha = look.alpha || 1;
        g.fillStyle = look.strong ? d.look.text : label.kind === "capital" || label.kind === "city" ? mix(d.look.names, d.look.text, 0.55) : d.look.names;
        g.fillText(line2, x, y);
      });
      g.globalAlpha = 1;
    }
    /** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} r @param {string} kind */
    _dot(g, x, y, r, kind) {
      const { d } = this;
      g.beginPath();
      if (kind === "capital") g.rect(x - r, y - r, 2 * r, 2 * r);
      else g.arc(x, y, r, 0, 2 * Math.PI);
      g.fillStyle = kind === "town" ? d.look.halo : mix(d.look.names, d.look.text, 0.4);
      g.strokeStyle = kind === "town" ? d.look.names : d.look.halo;
      g.lineWidth = 1.3;
      g.stroke();
      g.fill();
      if (kind === "town") g.stroke();
    }
  };

  // maps/client/parts/cards.js
  var LISTED_AT_ONCE = 100;
  var MOST_TOLD = 8;
  var MOST_IN_TIP = 4;
  var Cards = class {
    /** @param {{data: () => EventData | null, describe: () => Description}} hooks */
    constructor(hooks) {
      this.hooks = hooks;
    }
    /** The events; what a card tells of there are some. */
    get data() {
      const data = this.hooks.data();
      if (!data) throw new Error("There are no events to tell of.");
      return data;
    }
    /** What a column of texts says of an event. @param {string} name @param {number} i @returns {any} */
    text(name, i) {
      return this.hooks.data()?.texts?.get(name, i) ?? null;
    }
    /** @param {number} i */
    when(i) {
      const { from, to, dated, flags, time } = this.data;
      if (i >= dated) return NO_DATE;
      return whenText(
        from[i],
        to[i],
        this.hooks.describe().timeKinds[time[i]],
        Boolean(flags[i] & EVENT_FLAGS.openStart)
      );
    }
    /** @param {number} i */
    colourLabel(i) {
      const entry = this.hooks.describe().legend.colours[this.data.colour[i]];
      return entry ? entry.label : "";
    }
    /** Who did it, as far as the page knows: by the texts, else by the colour where that says it. @param {number} i @returns {string} */
    attacker(i) {
      const said = this.text("attacker", i);
      if (said) return said;
      const { legend } = this.hooks.describe();
      return legend.title === "Attacker" && this.colourLabel(i) || "Attacker not stated";
    }
    /** @param {number} i */
    kindLabel(i) {
      const code = this.data.shape[i];
      const entry = this.hooks.describe().legend.shapes.find((shape) => shape.code === code);
      return entry ? entry.label : this.hooks.describe().shapeLabels[code] || "";
    }
    /** @param {number} i */
    deaths(i) {
      const { flags, low, best, high } = this.data;
      const figure = (values, missing) => flags[i] & missing ? null : values[i];
      return `deaths ${figuresText(figure(low, EVENT_FLAGS.noLow), figure(best, EVENT_FLAGS.noBest), figure(high, EVENT_FLAGS.noHigh))}`;
    }
    /** @param {number} i */
    where(i) {
      const { precision, reach } = this.data;
      const words = this.hooks.describe().precisions[precision[i]] || "";
      return reach[i] ? `${words}, within ${kmText(reach[i])} (${milesText(reach[i])})` : words;
    }
    /** @param {number} i */
    title(i) {
      return this.text("title", i) || this.kindLabel(i) || "Event";
    }
    /** @param {number} i */
    swatch(i) {
      const d = this.hooks.describe();
      const data = this.data;
      const { canvas, g } = smallCanvas(24, 24);
      const colour = d.colours[data.colour[i]] || d.look.other;
      drawGlyph(g, d.shapeNames[data.shape[i]], 12, 12, 6.4, inks(colour, d.look, d.dark), styleOf(data, i));
      return canvas;
    }
    /** What many events are together: their number, and who or what most of them are. @param {number[]} indices */
    #crowdTip(indices) {
      const { colour } = this.data;
      const { legend, colours, look } = this.hooks.describe();
      const counts = /* @__PURE__ */ new Map();
      for (const i of indices) counts.set(colour[i], (counts.get(colour[i]) || 0) + 1);
      const largest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_IN_TIP);
      const rows = largest.map(([code, count]) => {
        const dot = el("span", { class: "ca-dot" });
        dot.style.background = colours[code] || look.other;
        const label = legend.colours[code]?.label || "Other";
        return el("div", { class: "ca-bar-row" }, dot, el("span", { text: label }), el("b", { text: numberText(count) }));
      });
      const more = counts.size > largest.length ? [el("div", { text: `and ${numberText(counts.size - largest.length)} more` })] : [];
      return el(
        "div",
        { class: "ca-card-small" },
        el("strong", { text: `${numberText(indices.length)} events here` }),
        ...rows,
        ...more,
        el("div", { text: "click for the list" })
      );
    }
    /** @param {number[]} indices */
    tip(indices) {
      if (indices.length > MOST_TOLD) return this.#crowdTip(indices);
      const i = indices[0];
      const place2 = this.text("place", i);
      const lines = [this.when(i), [this.colourLabel(i), this.deaths(i)].filter(Boolean).join(" · ")];
      if (place2) lines.push(place2);
      if (this.data.precision[i]) lines.push(`place known to: ${this.where(i)}`);
      if (this.data.flags[i] & EVENT_FLAGS.contested) lines.push("contested: rival claims");
      if (indices.length > 1) lines.push(`and ${numberText(indices.length - 1)} more here: click for the list`);
      return el(
        "div",
        { class: "ca-card-small" },
        el("strong", { text: this.title(i) }),
        ...lines.map((text) => el("div", { text }))
      );
    }
    /** A list of events to pick from, as buttons; what is left is one press away, however many lie on a spot. @param {number[]} indices @param {(i: number) => void} onPick */
    list(indices, onPick) {
      const row = (i) => el(
        "button",
        { type: "button", class: "ca-item", on: { click: () => onPick(i) } },
        this.swatch(i),
        el(
          "span",
          { class: "ca-item-text" },
          el("strong", { text: this.title(i) }),
          el("span", { text: [this.when(i), this.colourLabel(i), this.deaths(i)].filter(Boolean).join(" · ") })
        )
      );
      const node = el("div", { class: "ca-items" });
      const grow = (from) => {
        const to = Math.min(indices.length, from + LISTED_AT_ONCE);
        const rows = indices.slice(from, to).map(row);
        const left = indices.length - to;
        const text = `Show ${numberText(Math.min(left, LISTED_AT_ONCE))} more of ${numberText(left)}`;
        node.append(...rows);
        if (left) {
          const more = el("button", { type: "button", class: "ca-item ca-more", text });
          more.addEventListener("click", () => {
            more.remove();
            grow(to)?.focus({ preventScroll: true });
          });
          node.append(more);
        }
        return rows[0];
      };
      grow(0);
      return node;
    }
    /** Everything that the page carries about one event. @param {number} i */
    detail(i) {
      const data = this.data;
      const rows = [
        ["When", this.whenLong(i)],
        ["Where", [this.text("place", i), this.text("admin1", i), this.text("country", i)].filter(Boolean).join(", ")],
        ["Place known to", this.where(i)],
        ["How it was located", this.text("located", i)],
        [
          "Coordinates",
          data.flags[i] & EVENT_FLAGS.unlocated ? "not located" : placeText(data.lat[i] / data.scale, data.lon[i] / data.scale)
        ],
        ["Type", [this.kindLabel(i), this.text("sub_event_type", i)].filter(Boolean).join(" · ")],
        ["Attacker", this.text("attacker", i) || "not stated"],
        ["Known how", this.text("basis", i)],
        ["Target", this.text("target", i)],
        ["Casualties", [this.deaths(i), this.text("injured", i)].filter(Boolean).join(" · ")],
        ["Weapon", this.text("weapon", i)],
        ["Dataset", this.text("dataset", i)]
      ];
      const facts = rows.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", { text: name }), el("dd", { text: String(value) })]);
      const notes = this.text("notes", i);
      return el(
        "div",
        { class: "ca-detail" },
        el("h2", null, this.swatch(i), el("span", { text: this.title(i) })),
        data.flags[i] & EVENT_FLAGS.contested ? el("p", { class: "ca-flag", text: "Contested: the claims name rival attackers" }) : null,
        el("dl", null, ...facts),
        notes ? el("p", { class: "ca-notes", text: notes }) : null,
        this._claims(this.text("claims", i)),
        this._sources(this.text("sources", i))
      );
    }
    /** @param {number} i */
    whenLong(i) {
      const note = this.text("time_note", i);
      return note ? `${this.when(i)} (${note})` : this.when(i);
    }
    /** @param {Claim[] | null} claims */
    _claims(claims) {
      if (!claims?.length) return null;
      return el(
        "section",
        null,
        el("h3", { text: "Who says so" }),
        el(
          "ul",
          null,
          ...claims.map(
            (claim) => el(
              "li",
              null,
              el("strong", { text: claim.actor || "nobody named" }),
              el("span", { text: `: ${claim.words}` })
            )
          )
        )
      );
    }
    /** @param {Source[] | null} sources */
    _sources(sources) {
      if (!sources?.length) return null;
      const link = (source) => /^https?:\/\//i.test(source.url || "") ? el("a", { href: source.url, target: "_blank", rel: "noopener noreferrer", text: source.words }) : el("span", { text: source.words });
      return el(
        "section",
        null,
        el("h3", { text: "Sources" }),
        el("ul", null, ...sources.map((source) => el("li", null, link(source))))
      );
    }
  };

  // maps/client/parts/count_strip.js
  var CountStrip = class {
    /** @param {(part: string) => void} onCount */
    constructor(onCount) {
      this.onCount = onCount;
      this.node = el("div", { class: "ca-counts", role: "status", "aria-live": "off" });
      this._text = "";
    }
    /**
     * @param {Counts} c
     * @param {number} total events in the database, when more than the selection
     * @param {string[]} notes what the map does not draw, in words
     */
    set(c, total, notes) {
      const parts = [...countParts(c, total), ...notes.map((note) => ["note", note])];
      const text = JSON.stringify(parts);
      if (text === this._text) return;
      this._text = text;
      this.node.replaceChildren(
        ...parts.map(([part, words]) => {
          if (part === "filtered" || part === "note")
            return el("span", { class: "ca-count", text: words, "data-part": part });
          return el("button", {
            type: "button",
            class: part === "shown" ? "ca-count ca-count-main" : "ca-count",
            text: words,
            "data-part": part,
            title: "Show these events in the list",
            on: { click: () => this.onCount(part) }
          });
        })
      );
    }
  };

  // maps/client/parts/density_key.js
  var DensityKey = class {
    /** @param {HTMLElement} options the choices of what is counted and of the steps */
    constructor(options) {
      this.options = options;
      this.node = el("section", { class: "ca-density", hidden: true, "aria-label": "How many" });
      this._told = "";
    }
    /** @param {Drawn} drawn */
    set(drawn) {
      const told = JSON.stringify(drawn);
      if (told === this._told) return;
      this._told = told;
      const { way, drawing, classed, unlocated } = drawn;
      this.node.hidden = way === "marks";
      if (way === "marks") return;
      const parts = [
        el("h3", {
          text: way === "piles" ? "Events that touch are one mark" : `${drawing.measure === "deaths" ? "Deaths" : "Events"} here`
        })
      ];
      if (way === "piles") parts.push(line("Area and number: events. Click one for its list."));
      if (way === "hexagons" && classed)
        parts.push(...classed.ranges.map((range, k) => classRow(classed.colours[k], rangeText(range))));
      if (way === "heat" && classed) parts.push(rampRow(classed.colours));
      if (way === "hexagons" || way === "heat") parts.push(this.options);
      if (classed && drawing.measure === "deaths") {
        parts.push(line("Without unknown deaths, and those of events dated to longer than what is shown"));
      }
      if (classed?.apart)
        parts.push(
          line(
            `${manyText(classed.apart, "event")} known only to a district or wider: on that, in no ${way === "heat" ? "heat" : "hexagon"}`
          )
        );
      if (unlocated) parts.push(line(`${numberText(unlocated)} not located: nowhere on the map`));
      this.node.replaceChildren(...parts);
    }
  };
  function rangeText([from, to]) {
    if (to === null) return from === 1 ? "1 and more" : `${numberText(from)} and more`;
    return from === to ? numberText(from) : `${numberText(from)}–${numberText(to)}`;
  }
  var line = (text) => el("p", { class: "ca-key-note", text });
  function classRow(colour, text) {
    const swatch = el("span", { class: "ca-class", "aria-hidden": "true" });
    swatch.style.background = colour;
    return el("div", { class: "ca-row ca-mark" }, swatch, el("span", { class: "ca-row-text", text }));
  }
  function rampRow(colours) {
    const ramp = el("span", { class: "ca-ramp", "aria-hidden": "true" });
    ramp.style.background = `linear-gradient(90deg, ${colours.join(", ")})`;
    return el("div", { class: "ca-row ca-mark" }, el("span", { text: "few" }), ramp, el("span", { text: "many" }));
  }

  // maps/client/parts/drawing_switch.js
  var WORDS = {
    auto: ["Auto", "By the number of events in view"],
    marks: ["Marks", "A mark for each event, those of one spot together"],
    piles: ["Piles", "Marks that touch are one, with their number"],
    hexagons: ["Hexagons", "How many there are in each hexagon"],
    heat: ["Heat", "Where many lie near one another"]
  };
  var SCALE_WORDS = { log: "log steps", linear: "even steps", quantile: "quantiles" };
  var DrawingSwitch = class {
    /** @param {(drawing: Drawing) => void} onChange a person chose */
    constructor(onChange) {
      this.onChange = onChange;
      this.drawing = { way: "auto", measure: "events", scale: "log" };
      const ways = ["auto", ...WAYS];
      this.buttons = ways.map((way) => {
        const [text, title] = WORDS[way];
        return el("button", {
          type: "button",
          class: "ca-seg",
          text,
          title,
          "data-way": way,
          on: { click: () => this.#change({ way }) }
        });
      });
      this.ways = select(
        "How crowds are drawn",
        ways.map((way) => [way, WORDS[way][0]]),
        (value) => this.#change({ way: ways.find((way) => way === value) || "auto" })
      );
      this.measures = select(
        "What is counted",
        MEASURES.map((measure) => [measure, measure]),
        (value) => this.#change({ measure: MEASURES.find((one) => one === value) || "events" })
      );
      this.scales = select(
        "Steps of the colours",
        SCALES.map((scale) => [scale, SCALE_WORDS[scale]]),
        (value) => this.#change({ scale: SCALES.find((one) => one === value) || "log" })
      );
      this.node = el(
        "div",
        { class: "ca-bar ca-drawing", role: "group", "aria-label": "How crowds are drawn" },
        el("div", { class: "ca-ways" }, ...this.buttons),
        this.ways
      );
      this.options = el("div", { class: "ca-density-options" }, this.measures, this.scales);
    }
    /** @param {Partial<Drawing>} part */
    #change(part) {
      this.set({ ...this.drawing, ...part });
      this.onChange(this.drawing);
    }
    /** @param {Drawing} drawing */
    set(drawing) {
      this.drawing = drawing;
      this.ways.value = drawing.way;
      this.measures.value = drawing.measure;
      this.scales.value = drawing.scale;
      for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.way === drawing.way));
    }
    /** Say which way "auto" has come to. @param {Way} way */
    came(way) {
      const [auto] = this.buttons;
      auto.textContent = this.drawing.way === "auto" ? `Auto: ${WORDS[way][0].toLowerCase()}` : WORDS.auto[0];
      this.scales.hidden = way !== "hexagons";
    }
  };
  function select(label, options, onPick) {
    const node = el(
      "select",
      { "aria-label": label, title: label },
      ...options.map(([value, text]) => el("option", { value, text }))
    );
    node.addEventListener("change", () => onPick(node.value));
    return node;
  }

  // maps/client/parts/legend.js
  var STYLED = {
    hollow: { hollow: true },
    contested: { contested: true },
    coarse: { soft: true },
    not_stated: { unsaid: true }
  };
  var Legend = class {
    /**
     * @param {(off: Off) => void} onToggle a key of an entry says what it stands for (maps/layers/hidden.py), so it holds
     *   when the legend changes
     * @param {Description} d
     * @param {HTMLElement} key what stands above the entries: how many there are
     */
    constructor(onToggle, d, key) {
      this.onToggle = onToggle;
      this.d = d;
      this.off = /* @__PURE__ */ new Set();
      this.rows = [];
      this.byHand = false;
      this._key = "";
      this._wasOpen = true;
      this.entries = el("div");
      this.body = el("div", { class: "ca-legend-body" }, key, this.entries);
      this.fold = iconButton("chevron", "Fold the legend", () => this._foldByHand(), {
        class: "ca-icon ca-legend-head",
        "aria-expanded": "true"
      });
      this.folded = el("button", {
        type: "button",
        class: "ca-legend-open",
        text: "Legend",
        on: { click: () => this._foldByHand() }
      });
      this.node = el(
        "div",
        { class: "ca-legend", role: "group", "aria-label": "Legend" },
        this.fold,
        this.folded,
        this.body
      );
    }
    /** @param {boolean} [open] */
    toggleFold(open) {
      const folded = open === void 0 ? this.node.classList.toggle("ca-folded") : this.node.classList.toggle("ca-folded", !open);
      this.fold.setAttribute("aria-expanded", String(!folded));
    }
    _foldByHand() {
      this.byHand = true;
      this.toggleFold();
    }
    /** Open where there is room for it, until a person says otherwise. @param {boolean} roomy */
    suit(roomy) {
      if (!this.byHand) this.toggleFold(roomy);
    }
    /** In a briefing the legend is open, whatever it was; afterwards it is as before. @param {boolean} on */
    brief(on) {
      if (on) this._wasOpen = !this.node.classList.contains("ca-folded");
      this.toggleFold(on || this._wasOpen);
    }
    /** @param {Description} d */
    set(d) {
      const key = JSON.stringify([d.theme, d.legend]);
      if (key === this._key) return;
      this._key = key;
      this.d = d;
      this._build();
      this._fire();
    }
    /** Switch exactly these entries off. @param {string[]} keys */
    setOff(keys) {
      this.off = new Set(keys);
      this._paintRows();
      this._fire();
    }
    _build() {
      const { d } = this;
      const { legend } = d;
      const parts = [];
      this.rows = [];
      if (legend.colours.length) {
        parts.push(el("h3", { text: legend.title || "Colour" }));
        legend.colours.forEach(
          (entry, code) => parts.push(
            this._row(
              "colours",
              code,
              colourKey(entry),
              entry.label,
              this._swatch(entry.colour, "circle", {}),
              entry.count
            )
          )
        );
      }
      if (legend.shapes.length) {
        parts.push(el("h3", { text: "Type of event" }));
        legend.shapes.forEach(
          (entry) => parts.push(
            this._row(
              "shapes",
              entry.code,
              shapeKey(entry),
              entry.label,
              this._swatch(d.look.muted, entry.shape, {}),
              entry.count
            )
          )
        );
      }
      const marks = this._marks();
      if (marks.length) parts.push(el("h3", { text: "Marks" }), ...marks);
      this.entries.replaceChildren(...parts);
      this.node.hidden = !parts.length;
      this._paintRows();
    }
    _marks() {
      const { legend, look } = this.d;
      const grey = look.muted;
      const rows = [];
      const drawn = legend.sizes || [];
      if (drawn.length > 1) {
        rows.push(
          el(
            "div",
            { class: "ca-sizes", title: "Size: deaths" },
            ...drawn.map(
              (size) => el(
                "span",
                { class: "ca-size" },
                this._swatch(grey, "circle", {}, Math.min(13, size.radius)),
                el("span", { text: size.label || `${size.deaths}+` })
              )
            )
          )
        );
      }
      (legend.marks || []).forEach((mark) => {
        const fixed = STYLED[mark.key];
        if (mark.key === "pile" || mark.key === "unit")
          rows.push(
            el(
              "div",
              { class: "ca-row ca-mark" },
              this._markSwatch(mark.key),
              el("span", { class: "ca-row-text", text: mark.label })
            )
          );
        else if (fixed)
          rows.push(
            el(
              "div",
              { class: "ca-row ca-mark" },
              this._swatch(grey, "circle", fixed),
              el("span", { class: "ca-row-text", text: mark.label })
            )
          );
        else rows.push(this._row("kinds", mark.key, `mark:${mark.key}`, mark.label, this._lineSwatch(mark.key), null));
      });
      return rows;
    }
    /** @param {Group} group @param {number | string} code @param {string} key @param {string} label @param {HTMLCanvasElement} swatch @param {number | null} count */
    _row(group, code, key, label, swatch, count) {
      const button = el(
        "button",
        { type: "button", class: "ca-row", title: `${label}: switch on or off`, on: { click: () => this._toggle(key) } },
        swatch,
        el("span", { class: "ca-row-text", text: label }),
        count === null ? null : el("span", { class: "ca-row-count", text: numberText(count) })
      );
      this.rows.push({ group, code, key, button });
      return button;
    }
    /** @param {string} key */
    _toggle(key) {
      if (!this.off.delete(key)) this.off.add(key);
      this._paintRows();
      this._fire(true);
    }
    /** @param {boolean} [byPerson] */
    _fire(byPerson) {
      const codes = (wanted2) => this.rows.filter(({ group, key }) => group === wanted2 && this.off.has(key)).map(({ code }) => code);
      this.onToggle({
        byPerson: Boolean(byPerson),
        colours: codes("colours").map(Number),
        shapes: codes("shapes").map(Number),
        kinds: codes("kinds").map(String),
        keys: [...this.off]
      });
    }
    _paintRows() {
      this.rows.forEach(({ key, button }) => button.setAttribute("aria-pressed", String(!this.off.has(key))));
    }
    /** Numbers of the window; what the window does not show steps back. @param {Counts} c @param {Set<string>} marks */
    setCounts(c, marks) {
      this.rows.forEach(({ group, code, key, button }) => {
        if (group === "kinds") {
          button.classList.toggle("ca-none", !marks.has(String(code)) && !this.off.has(key));
          return;
        }
        const count = c[group][Number(code)];
        const text = button.querySelector(".ca-row-count");
        if (text) text.textContent = numberText(count);
        button.classList.toggle("ca-none", count === 0);
      });
    }
    /** @param {string} colour @param {string} shape @param {MarkStyle} style @param {number} [radius] */
    _swatch(colour, shape, style, radius) {
      const r = radius || 6.2;
      const side = Math.max(24, Math.ceil(r * 2 + 6));
      const { canvas, g } = smallCanvas(side, side);
      drawGlyph(g, shape, side / 2, side / 2, r, inks(colour, this.d.look, this.d.dark), style);
      return canvas;
    }
    /** A pile's ring, a unit's badge. @param {string} kind */
    _markSwatch(kind) {
      const { canvas, g } = smallCanvas(24, 24);
      const { look } = this.d;
      g.fillStyle = look.muted;
      g.strokeStyle = look.muted;
      if (kind === "pile") {
        g.lineWidth = 3;
        g.beginPath();
        g.arc(12, 12, 6, 0, 2 * Math.PI);
        g.stroke();
      } else {
        g.beginPath();
        g.roundRect(3, 6.5, 18, 11, 3);
        g.stroke();
        g.fillRect(6, 14, 12, 1.8);
      }
      return canvas;
    }
    /** @param {string} kind */
    _lineSwatch(kind) {
      const { canvas, g } = smallCanvas(24, 24);
      const { look } = this.d;
      g.strokeStyle = look.ring;
      g.fillStyle = look.ring;
      g.lineWidth = 2;
      if (kind === "ring" || kind === "band" || kind === "area") {
        g.beginPath();
        g.arc(12, 12, 8, 0, 2 * Math.PI);
        g.globalAlpha = 0.2;
        if (kind !== "ring") g.fill();
        g.globalAlpha = 1;
        if (kind === "area") g.setLineDash([1, 3]);
        if (kind === "area") g.lineWidth = 1.2;
        if (kind === "ring" || kind === "area") g.stroke();
      } else if (kind === "site") {
        g.beginPath();
        g.arc(12, 12, 4.6, 0, 2 * Math.PI);
        g.stroke();
      } else {
        g.beginPath();
        if (kind === "inferred") g.setLineDash([5, 4]);
        if (kind === "stretch") {
          g.lineWidth = 7;
          g.globalAlpha = 0.55;
        }
        g.moveTo(2, 15);
        g.quadraticCurveTo(12, 15, 22, 9);
        g.stroke();
      }
      return canvas;
    }
  };
  var colourKey = (entry) => entry.kind === "value" || entry.kind === void 0 ? `colour:=${entry.value}` : `colour:${entry.kind}`;
  var shapeKey = (entry) => entry.value ? `shape:=${entry.value}` : "shape:other";

  // maps/client/base/exact_path.js
  function exactly(group) {
    group.eachLayer((layer) => {
      if ("_projectLatlngs" in layer) layer._projectLatlngs = projectExactly;
    });
  }
  function projectExactly(latlngs, result, bounds) {
    const line2 = latlngs.filter((part) => part instanceof L.LatLng);
    if (line2.length < latlngs.length) {
      for (const part of latlngs) if (Array.isArray(part)) this._projectLatlngs(part, result, bounds);
      return;
    }
    const origin = this._map.getPixelOrigin();
    result.push(
      line2.map((at) => {
        const point = this._map.project(at).subtract(origin);
        bounds.extend(point);
        return point;
      })
    );
  }

  // maps/client/parts/overlays.js
  var OVERLAY_ORDER = ["area", "band", "ring", "stretch", "route", "site"];
  var EQUATOR_KM = 40075;
  var LEAST_LABELLED_PX = 10;
  var Overlays = class {
    /** @param {L.Map} map @param {Hooks} hooks */
    constructor(map, hooks) {
      this.hooks = hooks;
      this.d = readDescription(null);
      map.createPane("caOverlays").style.zIndex = "400";
      this.renderer = L.svg({ pane: "caOverlays", padding: 0.4 });
      this.group = L.layerGroup().addTo(map);
      this.items = [];
      this._spans = /* @__PURE__ */ new WeakMap();
      this.hidden = /* @__PURE__ */ new Set();
      this.units = null;
      this.window = [-Infinity, Infinity];
      this.all = true;
      this.absent = false;
    }
    /** @param {Description} d */
    set(d) {
      this.d = d;
      this.group.clearLayers();
      const middle = d.bounds ? (d.bounds[0] + d.bounds[2]) / 2 : 0;
      const sorted = d.overlays.map((overlay) => ({ ...overlay, geometry: besideMiddle(overlay.geometry, middle) })).sort((a, b) => OVERLAY_ORDER.indexOf(a.kind) - OVERLAY_ORDER.indexOf(b.kind));
      this.items = sorted.map((overlay) => ({
        overlay,
        layer: this._make(overlay),
        from: dayOf(overlay.start),
        to: dayOf(overlay.end),
        place: overlay.kind === "area" ? JSON.stringify(overlay.geometry.coordinates).slice(0, 400) : void 0
      }));
      this.refresh();
    }
    /** @param {number} from @param {number} to @param {boolean} all */
    setWindow(from, to, all) {
      this.window = [from, to];
      this.all = all;
      this.refresh();
    }
    /** @param {string[]} kinds */
    setHidden(kinds) {
      this.hidden = new Set(kinds);
      this.refresh();
    }
    /** @param {boolean} present */
    setPresent(present) {
      this.absent = !present;
      this.refresh();
    }
    /** @param {Item} item */
    shows(item) {
      if (this.absent) return false;
      const kind = item.overlay.kind === "route" && item.overlay.dashed ? "inferred" : item.overlay.kind;
      if (this.hidden.has(kind)) return false;
      if (item.overlay.unit !== void 0 && this.units) return this.units.has(item.overlay.unit);
      if (this.hooks.hides(item.overlay.event_ids || [item.overlay.event_id])) return false;
      if (this.all) return true;
      if (item.from === null && item.to === null) return false;
      const from = item.from === null ? -Infinity : item.from;
      const to = item.to === null ? from : item.to;
      return from <= this.window[1] && to >= this.window[0];
    }
    refresh() {
      this.units = this.items.some(({ overlay }) => overlay.unit !== void 0) ? this.hooks.unitsShown() : null;
      const areas = /* @__PURE__ */ new Set();
      this.items.forEach((item) => {
        let wanted2 = this.shows(item);
        if (wanted2 && item.overlay.kind === "area") {
          wanted2 = !areas.has(item.place);
          areas.add(item.place);
        }
        if (wanted2 && !this.group.hasLayer(item.layer)) this.group.addLayer(item.layer);
        if (!wanted2 && this.group.hasLayer(item.layer)) this.group.removeLayer(item.layer);
      });
    }
    /** What the window shows. */
    shown() {
      return this.items.filter((item) => this.shows(item)).map(({ overlay }) => overlay);
    }
    /** The legend keys of what the window shows. */
    marksShown() {
      const keys = /* @__PURE__ */ new Set();
      for (const overlay of this.shown())
        keys.add(overlay.kind === "route" && overlay.dashed ? "inferred" : overlay.kind);
      return keys;
    }
    /** @param {Overlay} overlay */
    _make(overlay) {
      const look = this.d.look;
      const own = overlay.unit !== void 0 ? look.ring : overlay.colour || this.hooks.colourOf(overlay.event_id);
      const line2 = overlay.colour || (overlay.kind === "route" ? look.route : look.ring);
      const base = { renderer: this.renderer, interactive: false, lineJoin: "round", lineCap: "round", smoothFactor: 0 };
      const wide = overlay.kind === "area" ? spanKm(overlay.geometry) : 0;
      const haze = (overlay.unit !== void 0 ? 0.04 : wide > 500 ? 0.045 : wide > 150 ? 0.12 : 0.24) * (this.d.dark ? 1.3 : 1);
      const styles = {
        area: [
          {
            stroke: false,
            fillColor: wide > 500 ? look.ring : own || look.ring,
            fillOpacity: haze,
            className: "ca-soft"
          },
          {
            fill: false,
            color: wide > 500 ? look.ring : own || look.ring,
            weight: 1.2,
            opacity: 0.45,
            dashArray: "1.2 5"
          }
        ],
        band: [{ stroke: false, fillColor: line2, fillOpacity: this.d.dark ? 0.12 : 0.09, className: "ca-band" }],
        ring: [
          { color: look.halo, weight: 4.5, opacity: 0.7, fill: false },
          { color: line2, weight: 1.9, fill: false, dashArray: overlay.dashed ? "7 6" : void 0 }
        ],
        route: [
          { color: look.halo, weight: 6, opacity: 0.85, fill: false },
          { color: line2, weight: 2.6, fill: false, dashArray: overlay.dashed ? "8 7" : void 0 }
        ],
        stretch: [
          { color: own || line2, weight: 15, opacity: 0.28, fill: false, className: "ca-soft-line" },
          { color: own || line2, weight: 5.5, opacity: 0.75, fill: false, dashArray: overlay.dashed ? "10 8" : void 0 }
        ],
        site: [
          {
            color: line2,
            weight: 1.8,
            fillColor: look.panel,
            fillOpacity: 1,
            radius: 4.6,
            dashArray: overlay.dashed ? "2.5 2.5" : void 0
          }
        ]
      };
      const parts = (styles[overlay.kind] || styles.ring).map((style) => this._shape(overlay, { ...base, ...style }));
      if (overlay.kind === "area" || overlay.kind === "band") return L.layerGroup(parts);
      const hit = this._hit(overlay, base);
      this._listen(hit, overlay);
      return L.layerGroup([...parts, hit]);
    }
    /** @param {Overlay} overlay @param {Style} style */
    _shape(overlay, style) {
      const circle = { radius: 10, ...style };
      const shape = L.geoJSON(overlay.geometry, {
        style,
        interactive: style.interactive,
        pointToLayer: (_feature, at) => L.circleMarker(at, circle)
      });
      exactly(shape);
      return shape;
    }
    /** A wide invisible line to point at. @param {Overlay} overlay @param {Style} base */
    _hit(overlay, base) {
      const fill = overlay.kind === "site";
      return this._shape(overlay, {
        ...base,
        interactive: true,
        color: "#000",
        opacity: 0,
        weight: 14,
        fill,
        fillOpacity: 0,
        radius: 8,
        className: "ca-hit",
        bubblingMouseEvents: true
      });
    }
    /** @param {L.GeoJSON} hit @param {Overlay} overlay */
    _listen(hit, overlay) {
      Object.assign(hit, { _addFocusListeners: () => {
      } });
      hit.bindTooltip(() => this.card(overlay), {
        sticky: true,
        className: "ca-tip",
        opacity: 1,
        direction: "auto",
        offset: [14, 0]
      });
      hit.on("click", (event) => {
        if (this.hooks.taken(event)) return;
        L.DomEvent.stopPropagation(event);
        this.hooks.onSelect(overlay.event_id);
      });
      const stepBack = (event) => {
        if (this.hooks.taken(event)) hit.closeTooltip();
      };
      hit.on("mouseover", stepBack).on("mousemove", stepBack);
    }
    /** @param {Overlay} overlay */
    card(overlay) {
      const told = (overlay.facts || []).map(([label, value]) => [label, String(value)]).filter(([, value]) => !/^https?:/.test(value)).slice(0, 4);
      const rows = told.map(
        ([label, value]) => el(
          "div",
          { class: "ca-fact" },
          el("span", { class: "ca-fact-name", text: label }),
          el("span", { text: value.length > 120 ? `${value.slice(0, 118)}…` : value })
        )
      );
      return el("div", { class: "ca-card-small" }, el("strong", { text: overlay.label || overlay.kind }), ...rows);
    }
    /** Labels on the map itself, one per thing: a ring at its top, a line at its middle; none for what is a speck at this zoom. @param {number} zoom */
    labels(zoom) {
      const out = [];
      const least = LEAST_LABELLED_PX * EQUATOR_KM / (256 * 2 ** zoom);
      const tops = /* @__PURE__ */ new Map();
      this.items.filter((item) => this.shows(item) && item.overlay.label).forEach(({ overlay }) => {
        if (overlay.kind === "area" || overlay.kind === "band") return;
        if (overlay.kind !== "site" && this._span(overlay) < least) return;
        const at = labelPoint(overlay);
        if (!at) return;
        const x = mercatorX(at[0]);
        const y = mercatorY(at[1]);
        const key = `${overlay.kind}/${x.toFixed(6)}/${y.toFixed(6)}`;
        if (tops.has(key)) return;
        tops.set(key, true);
        const kind = overlay.kind === "site" ? "site" : overlay.kind === "ring" ? "ring" : "route";
        out.push({
          kind,
          text: overlay.label,
          x,
          y,
          rank: 0,
          gap: overlay.kind === "site" ? 7 : 0,
          point: overlay.kind === "site",
          slide: [
            [0, -16],
            [0, 16],
            [60, -14],
            [-60, -14],
            [60, 14],
            [-60, 14],
            [110, 0],
            [-110, 0]
          ]
        });
      });
      return out;
    }
    /** How long an overlay is as the map draws it: kilometres at the equator. @param {Overlay} overlay */
    _span(overlay) {
      const known = this._spans.get(overlay);
      if (known !== void 0) return known;
      const span = spanKm(overlay.geometry) / Math.cos(Math.min(85, Math.abs(labelPoint(overlay)[1])) * RAD);
      this._spans.set(overlay, span);
      return span;
    }
  };

  // maps/client/parts/tools.js
  var TOOL_WORDS = {
    box: ["box", "Draw a box", "Drag a box over the events you want."],
    circle: ["circle", "Draw a circle", "Drag from the middle outwards, or click a point and type the kilometres."],
    probe: ["probe", "Ask about a point", "Click a point: inside, possibly inside, or outside each ring?"],
    measure: ["measure", "Measure a distance", "Click along the way; double-click or Enter ends."]
  };
  var Tools = class {
    /** @param {L.Map} map @param {ToolHooks} hooks */
    constructor(map, hooks) {
      this.map = map;
      this.hooks = hooks;
      this.active = null;
      this.points = [];
      this._shape = "null";
      this.marks = L.layerGroup().addTo(map);
      this.shapeMarks = L.layerGroup().addTo(map);
      this.buttons = /** @type {[ToolName, [ToolName, string, string]][]} */
      Object.entries(TOOL_WORDS).map(
        ([tool, [name, label]]) => iconButton(name, label, () => this.start(this.active === tool ? null : tool), {
          "data-tool": tool,
          "aria-pressed": "false"
        })
      );
      this.drawer = el("div", { class: "ca-drawer", hidden: true }, ...this.buttons);
      this.opener = iconButton(
        "tools",
        "Tools: box, circle, point, distance",
        () => this.open(Boolean(this.drawer.hidden)),
        { "aria-expanded": "false" }
      );
      this.node = el("div", { class: "ca-bar ca-tools" }, this.opener, this.drawer);
      this.hint = el("div", { class: "ca-hint", hidden: true, role: "status" });
      this.chip = el("div", { class: "ca-chip", hidden: true });
      map.on("mousedown", (e) => this._down(e));
      map.on("click", (e) => this._click(e));
      map.on("dblclick", () => {
        if (this.active === "measure") this._endMeasure();
      });
    }
    /** @param {boolean} open */
    open(open) {
      this.drawer.hidden = !open;
      this.opener.setAttribute("aria-expanded", String(open));
      if (!open) this.start(null);
    }
    /** @param {ToolName | null} tool */
    start(tool) {
      this.active = tool;
      this.points = [];
      this.marks.clearLayers();
      this.buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.tool === tool)));
      const container = this.map.getContainer();
      container.classList.toggle("ca-cross", Boolean(tool));
      this.hint.hidden = !tool;
      this.hint.textContent = tool ? `${TOOL_WORDS[tool][2]} Escape ends.` : "";
      if (tool === "box" || tool === "circle") this.map.dragging.disable();
      else this.map.dragging.enable();
      if (tool) this.map.doubleClickZoom.disable();
      else this.map.doubleClickZoom.enable();
      if (tool) this.hooks.onStart();
    }
    /** Escape or Enter: true when a tool took it. @param {KeyboardEvent} event */
    key(event) {
      if (event.key === "Enter" && this.active === "measure") {
        this._endMeasure();
        return true;
      }
      if (event.key !== "Escape" || !this.active && this.drawer.hidden) return false;
      if (this.active) this.start(null);
      else this.open(false);
      return true;
    }
    /** @param {Partial<L.CircleMarkerOptions>} [more] @returns {L.CircleMarkerOptions & {radius: number}} */
    _style(more) {
      const colour = this.hooks.look().selected;
      return {
        radius: 10,
        color: colour,
        weight: 2,
        fillColor: colour,
        fillOpacity: 0.06,
        dashArray: "6 4",
        interactive: false,
        ...more
      };
    }
    // ---- shapes ----
    /** @param {L.LeafletMouseEvent} event */
    _down(event) {
      if (this.active !== "box" && this.active !== "circle") return;
      const from = event.latlng;
      const kind = this.active;
      let to = from;
      const move = (e) => {
        to = e.latlng;
        this.marks.clearLayers();
        this.marks.addLayer(
          kind === "box" ? L.rectangle(L.latLngBounds(from, to), this._style()) : this._circle(from.lat, from.lng, sphereDistance(from.lat, from.lng, to.lat, to.lng))
        );
        if (kind === "circle") this.hint.textContent = kmText(sphereDistance(from.lat, from.lng, to.lat, to.lng));
      };
      const done = () => {
        this.map.off("mousemove", move);
        window.removeEventListener("mouseup", done);
        const apart = this.map.latLngToContainerPoint(from).distanceTo(this.map.latLngToContainerPoint(to));
        if (kind === "box" && apart < 6) return;
        const shape = kind === "box" ? { bbox: boxOf2(from, to) } : {
          within: [
            round5(from.lat),
            round5(wrapLon(from.lng)),
            apart < 6 ? 25 : roundKm(sphereDistance(from.lat, from.lng, to.lat, to.lng) / 1e3)
          ]
        };
        setTimeout(() => this.start(null));
        this.setShape(shape);
        this.hooks.onShape(shape);
      };
      this.map.on("mousemove", move);
      window.addEventListener("mouseup", done);
      L.DomEvent.preventDefault(event.originalEvent);
    }
    /** @param {number} lat @param {number} lon @param {number} metres */
    _circle(lat, lon, metres) {
      return L.polygon(sphereCircle(lat, lon, Math.max(1, metres), 120), this._style());
    }
    /** Show the shape of the filter: {bbox: [l, b, r, t]} or {within: [lat, lon, km]}, null for none. @param {Shape | null} shape */
    setShape(shape) {
      const key = JSON.stringify(shape || null);
      if (key === this._shape) return;
      this._shape = key;
      this.shapeMarks.clearLayers();
      this.chip.hidden = !shape;
      if (!shape) return;
      const close = iconButton("close", "Remove this shape", () => {
        this.setShape(null);
        this.hooks.onShape(null);
      });
      if ("bbox" in shape) {
        const [l, b, r, t] = shape.bbox;
        this.shapeMarks.addLayer(
          L.rectangle(
            [
              [b, l],
              [t, r]
            ],
            this._style()
          )
        );
        const wide = sphereDistance((b + t) / 2, l, (b + t) / 2, r);
        this.chip.replaceChildren(
          el("span", { text: `Box ${kmText(wide)} × ${kmText(sphereDistance(b, l, t, l))}` }),
          close
        );
      } else {
        const [lat, lon, km] = shape.within;
        this.shapeMarks.addLayer(this._circle(lat, lon, km * 1e3));
        const input = el("input", {
          type: "number",
          min: "0.1",
          step: "any",
          value: String(km),
          "aria-label": "Radius in kilometres"
        });
        input.addEventListener("change", () => {
          const value = Number(input.value);
          if (!(value > 0)) return;
          const next = { within: [lat, lon, value] };
          this.setShape(next);
          this.hooks.onShape(next);
        });
        this.chip.replaceChildren(
          el("span", { text: "Within" }),
          input,
          el("span", { text: `km of ${lat.toFixed(3)}, ${lon.toFixed(3)}` }),
          close
        );
      }
    }
    // ---- points ----
    /** @param {L.LeafletMouseEvent} event */
    _click(event) {
      if (this.active === "probe") this._probe(event.latlng);
      if (this.active === "measure") {
        this.points.push(event.latlng);
        this._drawMeasure();
      }
    }
    /** @param {L.LatLng} at */
    _probe(at) {
      this.marks.clearLayers();
      const lon = wrapLon(at.lng);
      this.marks.addLayer(
        L.circleMarker(
          at,
          this._style({
            radius: 6,
            dashArray: void 0,
            fillOpacity: 1,
            color: this.hooks.look().panel,
            fillColor: this.hooks.look().selected
          })
        )
      );
      this.showProbe({ lat: at.lat, lon, results: this.hooks.verdicts(at.lat, lon) }, at);
      this.hooks.onProbe(round5(at.lat), round5(lon));
    }
    /** {lat, lon, results: [{label, verdict, note}]}: shown where the point was asked for. @param {Probe | null} probe @param {L.LatLng} [at] */
    showProbe(probe, at) {
      if (!probe) return;
      const rows = (probe.results || []).map(
        (result) => el(
          "div",
          { class: "ca-verdict" },
          el("strong", { text: result.verdict, "data-verdict": result.verdict }),
          el("span", { text: [result.label, result.note].filter(Boolean).join(" · ") })
        )
      );
      const node = el(
        "div",
        { class: "ca-card-small" },
        el("div", { class: "ca-fact-name", text: placeText(probe.lat, probe.lon) }),
        ...rows.length ? rows : [el("div", { text: "No ring is drawn." })]
      );
      L.popup({ className: "ca-pop", closeButton: true, autoPan: false, maxWidth: 340 }).setLatLng(at || [probe.lat, probe.lon]).setContent(node).openOn(this.map);
    }
    _drawMeasure() {
      this.marks.clearLayers();
      const style = this._style({ dashArray: void 0, weight: 2.5 });
      this.marks.addLayer(L.polyline(this.points, style));
      let total = 0;
      this.points.forEach((p, k) => {
        if (k) total += sphereDistance(this.points[k - 1].lat, this.points[k - 1].lng, p.lat, p.lng);
        this.marks.addLayer(L.circleMarker(p, this._style({ radius: 4, dashArray: void 0, fillOpacity: 1 })));
      });
      if (this.points.length > 1)
        this.hint.textContent = `${kmText(total)} (${milesText(total)}), straight line. Escape ends.`;
    }
    _endMeasure() {
      const words = this.hint.textContent;
      const layers = this.marks.getLayers();
      this.start(null);
      layers.forEach((layer) => this.marks.addLayer(layer));
      this.hint.textContent = words.replace(" Escape ends.", "");
      this.hint.hidden = !words;
      setTimeout(() => this.hint.hidden = this.active === null, 8e3);
    }
  };
  var roundKm = (km) => km >= 20 ? Math.round(km) : Math.round(km * 10) / 10;
  var boxOf2 = (a, b) => [
    round5(Math.min(a.lng, b.lng)),
    round5(Math.min(a.lat, b.lat)),
    round5(Math.max(a.lng, b.lng)),
    round5(Math.max(a.lat, b.lat))
  ];

  // maps/client/time/bars.js
  function countBars(data, edges, colours, isOff = () => false) {
    const n = edges.length - 1;
    const exact = new Uint32Array(n * colours);
    const slope = new Float64Array(n + 1);
    let apart = 0;
    if (data) {
      const { flags, from, to, colour, dated } = data;
      const days = edges[n] - edges[0];
      const barOf = new Uint32Array(days);
      for (let k = 0; k < n; k++) barOf.fill(k, edges[k] - edges[0], Math.min(days, edges[k + 1] - edges[0]));
      const at = (day) => barOf[Math.max(0, Math.min(days - 1, day - edges[0]))];
      for (let i = 0; i < dated; i++) {
        if (isOff(i)) continue;
        const last = at(to[i]);
        const first = flags[i] & EVENT_FLAGS.openStart ? last : at(from[i]);
        if (first === last) {
          exact[first * colours + Math.min(colour[i], colours - 1)]++;
          continue;
        }
        apart++;
        const share = 1 / (last - first + 1);
        slope[first] += share;
        slope[last + 1] -= share;
      }
    }
    let sum = 0;
    const longer = Float64Array.from({ length: n }, (_, k) => {
      sum += slope[k];
      return Math.max(0, sum);
    });
    return { exact, longer, colours, count: n, apart };
  }
  function exactIn({ exact, colours }, k) {
    let sum = 0;
    for (let c = 0; c < colours; c++) sum += exact[k * colours + c];
    return sum;
  }
  function highest(bars) {
    let most = 0;
    for (let k = 0; k < bars.count; k++) most = Math.max(most, exactIn(bars, k) + bars.longer[k]);
    return most;
  }
  function lineAt(most) {
    if (most < 2) return 0;
    const step = 10 ** Math.floor(Math.log10(most));
    const lead = most / step;
    return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * step;
  }

  // maps/client/time/units.js
  var UNITS = ["day", "week", "month", "year"];
  function autoUnit(days) {
    return days <= 75 ? "day" : days <= 750 ? "week" : days <= 365 * 30 ? "month" : "year";
  }
  function floorUnit(day, unit) {
    if (unit === "day") return day;
    if (unit === "week") return day - ((day + 3) % 7 + 7) % 7;
    const date = new Date(day * DAY_MS);
    return Math.round(Date.UTC(date.getUTCFullYear(), unit === "year" ? 0 : date.getUTCMonth(), 1) / DAY_MS);
  }
  function addUnit(day, unit, count) {
    if (unit === "day") return day + count;
    if (unit === "week") return day + 7 * count;
    const date = new Date(day * DAY_MS);
    const months = unit === "year" ? 12 * count : count;
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth() + months;
    const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    return Math.round(Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / DAY_MS);
  }
  function makeBins(from, to, width, px) {
    const most = Math.max(8, width / px);
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
      ["year", 10]
    ];
    const sizes = { day: 1, week: 7, month: 30.4, year: 365 };
    const [unit, count] = steps.find(([u, k]) => (to - from + 1) / (sizes[u] * k) <= most) || steps[steps.length - 1];
    const edges = [floorUnit(from, unit)];
    while (edges[edges.length - 1] <= to) edges.push(addUnit(edges[edges.length - 1], unit, count));
    return { edges, unit, count };
  }
  function makeTicks(from, to, width, px) {
    const days = to - from + 1;
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
      ["year", 50]
    ];
    const sizes = { day: 1, month: 30.4, year: 365.25 };
    const [unit, count] = choices.find(([u, k]) => width / days * sizes[u] * k >= px) || choices[choices.length - 1];
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
      const text = unit === "year" ? String(year) : unit === "month" ? date.getUTCMonth() === 0 ? String(year) : month : `${date.getUTCDate()} ${month}`;
      ticks.push({ day, text, strong: unit === "month" && date.getUTCMonth() === 0 });
    }
    return ticks;
  }

  // maps/client/time/histogram.js
  var BAR_PX = 5;
  var TICK_PX = 62;
  var AXIS_PX = 20;
  var DRAG_PX = 3;
  var MOST_TOLD2 = 5;
  var FADED = 0.32;
  var Histogram = class {
    /** @param {{grabbed: () => void, change: (from: number, to: number) => void}} hooks `change`: a person draws a window */
    constructor(hooks) {
      this.hooks = hooks;
      this.data = null;
      this.extent = null;
      this.d = null;
      this.isOff = () => false;
      this.shown = { from: 0, to: 0, all: true, open: false, words: "" };
      this.bins = { edges: [], unit: "day", count: 1 };
      this.axis = [0, 0];
      this.ticks = [];
      this.bars = countBars(null, [0, 1], 1);
      this.most = 0;
      this.canvas = el("canvas", { "aria-hidden": "true" });
      this.left = handle("First day", "left");
      this.right = handle("Last day", "right");
      this.middle = el("div", { class: "ca-brush", role: "slider", tabindex: "0", "aria-label": "Window of dates" });
      this.tip = el("div", { class: "ca-bar-tip", hidden: true, "aria-hidden": "true" });
      this.node = el("div", { class: "ca-hist" }, this.canvas, this.middle, this.left, this.right, this.tip);
      this.node.addEventListener("pointerdown", (event) => this.#grab(event));
      this.node.addEventListener("pointermove", (event) => this.#point(event));
      this.node.addEventListener("pointerleave", () => this.#tell(-1));
      new ResizeObserver(() => this.resize()).observe(this.node);
    }
    /** @param {EventData | null} data @param {[number, number] | null} extent */
    setData(data, extent) {
      this.data = data;
      this.extent = extent;
      this.resize();
    }
    /** @param {Description} d */
    setDescription(d) {
      this.d = d;
      this.recount();
    }
    /** Count anew: other colours, or others of them, are switched on. */
    recount() {
      if (!this.bins.edges.length) return;
      const colours = this.d ? this.d.colours.length + 1 : 1;
      this.bars = countBars(this.data, this.bins.edges, colours, this.isOff);
      this.most = highest(this.bars);
      this.#paint();
    }
    /** @param {Shown} shown */
    show(shown) {
      this.shown = shown;
      this.#place();
      this.#paint();
    }
    resize() {
      const width = this.node.clientWidth;
      if (!width || !this.extent) return;
      const ratio = window.devicePixelRatio || 1;
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(this.node.clientHeight * ratio);
      this.bins = makeBins(this.extent[0], this.extent[1], width, BAR_PX);
      this.axis = [this.bins.edges[0], this.bins.edges[this.bins.edges.length - 1] - 1];
      this.ticks = makeTicks(this.axis[0], this.axis[1], width, TICK_PX);
      this.#place();
      this.recount();
    }
    /** Where a day lies along the bars, 0 to 1. @param {number} day */
    #share(day) {
      const [a, b] = this.bins.edges.length ? this.axis : this.extent || [0, 0];
      return (day - a) / (b + 1 - a);
    }
    /** Put the brush over the window, and say where it is. */
    #place() {
      if (!this.extent) return;
      const { left, right, middle, shown } = this;
      const a = Math.max(0, Math.min(1, this.#share(shown.from)));
      const b = Math.max(0, Math.min(1, this.#share(shown.to + 1)));
      left.style.left = `${a * 100}%`;
      right.style.left = `${b * 100}%`;
      middle.style.left = `${a * 100}%`;
      middle.style.width = `${(b - a) * 100}%`;
      tell(left, this.extent, shown.from, dayText(shown.from));
      tell(right, this.extent, shown.to, dayText(shown.to));
      tell(middle, this.extent, shown.from, shown.words);
    }
    #paint() {
      if (!this.bins.edges.length || !this.extent || !this.d) return;
      const g = brushOf(this.canvas);
      const ratio = window.devicePixelRatio || 1;
      const w = this.canvas.width / ratio;
      const h = this.canvas.height / ratio - AXIS_PX;
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.clearRect(0, 0, w, h + AXIS_PX);
      this.#paintBars(g, w, h, this.d);
      g.fillStyle = this.d.look.rule;
      g.fillRect(0, h, w, 1);
      this.#paintTicks(g, w, h, this.d);
      this.#paintScale(g, w, h, this.d);
    }
    /** How high so many events are. @param {number} events @param {number} h */
    #high(events, h) {
      return this.most ? events / this.most * (h - 4) : 0;
    }
    /** True heights, stacked by colour; what is longer than one bar stands on top, pale. @param {CanvasRenderingContext2D} g @param {number} w @param {number} h @param {Description} d */
    #paintBars(g, w, h, { colours, look }) {
      const { edges } = this.bins;
      const { exact, longer, colours: depth, count } = this.bars;
      const { from, to, open } = this.shown;
      for (let k = 0; k < count; k++) {
        const x = this.#share(edges[k]) * w + 0.5;
        const wide = Math.max(1, (this.#share(edges[k + 1]) - this.#share(edges[k])) * w - 1);
        const inside = (open || edges[k + 1] > from) && edges[k] <= to;
        g.globalAlpha = inside ? 1 : FADED;
        let top = h;
        for (let c = 0; c < depth; c++) {
          const events = exact[k * depth + c];
          if (!events) continue;
          const high2 = Math.max(top === h ? 1.5 : 0, this.#high(events, h));
          g.fillStyle = colours[c] || look.other;
          g.fillRect(x, top - high2, wide, high2);
          top -= high2;
        }
        if (longer[k] < 1e-9) continue;
        const high = Math.max(1, this.#high(longer[k], h));
        g.fillStyle = look.rule;
        g.fillRect(x, top - high, wide, high);
      }
      g.globalAlpha = 1;
    }
    /** @param {CanvasRenderingContext2D} g @param {number} w @param {number} h @param {Description} d */
    #paintTicks(g, w, h, { look }) {
      g.textBaseline = "top";
      g.textAlign = "left";
      for (const tick of this.ticks) {
        const x = this.#share(tick.day) * w;
        g.fillStyle = look.rule;
        g.fillRect(x, h, 1, 5);
        g.font = `${tick.strong ? 600 : 400} 13.5px ${FONT}`;
        g.fillStyle = look.muted;
        if (x + 4 + g.measureText(tick.text).width < w) g.fillText(tick.text, x + 4, h + 4);
      }
    }
    /** A line at a round number, which says how high the bars are and how long each is. @param {CanvasRenderingContext2D} g @param {number} w @param {number} h @param {Description} d */
    #paintScale(g, w, h, { look }) {
      const at = lineAt(this.most);
      if (!at) return;
      const y = h - this.#high(at, h);
      const { unit, count } = this.bins;
      const words = `${numberText(at)} in ${count === 1 ? `a ${unit}` : `${count} ${unit}s`}`;
      g.font = `400 13px ${FONT}`;
      g.fillStyle = look.muted;
      g.globalAlpha = 0.5;
      g.fillRect(0, Math.round(y), w, 1);
      g.globalAlpha = 1;
      g.textAlign = "right";
      g.textBaseline = "middle";
      g.lineJoin = "round";
      g.lineWidth = 4;
      g.strokeStyle = look.page;
      const middle = Math.max(8, Math.min(h - 8, y));
      g.strokeText(words, w - 14, middle);
      g.fillText(words, w - 14, middle);
      g.textAlign = "left";
    }
    // ---- pointing ----
    /** @param {PointerEvent} event */
    #point(event) {
      if (!this.extent || event.buttons) return this.#tell(-1);
      const day = this.#dayAt(event);
      const { edges } = this.bins;
      return this.#tell(edges.findIndex((edge, k) => edge <= day && day < edges[k + 1]));
    }
    /** How many events that are longer than one bar may lie in it. @param {number} k */
    #longerAt(k) {
      const { data, bins } = this;
      const [first, after] = [bins.edges[k], bins.edges[k + 1]];
      let count = 0;
      for (let i = 0; data && i < data.dated; i++) {
        const over = data.from[i] < first || data.to[i] >= after;
        if (over && data.from[i] < after && data.to[i] >= first && !this.isOff(i) && !(data.flags[i] & EVENT_FLAGS.openStart))
          count++;
      }
      return count;
    }
    /** Say what a bar holds; -1: none is pointed at. @param {number} k */
    #tell(k) {
      const { edges } = this.bins;
      this.tip.hidden = k < 0 || !this.d;
      if (k < 0 || !this.d) return;
      const { exact, longer, colours } = this.bars;
      const { legend, look } = this.d;
      const held = Array.from({ length: colours }, (_, c) => ({ c, events: exact[k * colours + c] })).filter(
        ({ events }) => events
      );
      held.sort((a, b) => b.events - a.events);
      const rows = held.slice(0, MOST_TOLD2).map(({ c, events }) => {
        const swatch = el("span", { class: "ca-dot" });
        swatch.style.background = this.d?.colours[c] || look.other;
        return el(
          "div",
          { class: "ca-bar-row" },
          swatch,
          el("span", { text: legend.colours[c]?.label || "Other" }),
          el("b", { text: numberText(events) })
        );
      });
      const rest = held.slice(MOST_TOLD2).reduce((sum, { events }) => sum + events, 0);
      if (rest)
        rows.push(
          el("div", { class: "ca-bar-row" }, el("span", { text: "others" }), el("b", { text: numberText(rest) }))
        );
      const more = longer[k] >= 0.05 ? `and a part of ${manyText(this.#longerAt(k), "event")} longer than this` : "";
      const days = spanText(edges[k], edges[k + 1] - 1);
      this.tip.replaceChildren(
        el("strong", { text: `${days}: ${manyText(exactIn(this.bars, k), "event")}` }),
        ...rows.length > 1 || legend.colours.length > 1 ? rows : [],
        ...more ? [el("div", { class: "ca-bar-more", text: more })] : []
      );
      const middle = (this.#share(edges[k]) + this.#share(edges[k + 1])) / 2 * this.node.clientWidth;
      const half = this.tip.offsetWidth / 2;
      this.tip.style.left = `${Math.max(half, Math.min(this.node.clientWidth - half, middle))}px`;
    }
    // ---- brush ----
    /** @param {EventTarget | null} on @returns {Grip} */
    #grip(on) {
      if (on === this.left) return "left";
      if (on === this.right) return "right";
      return on === this.middle && !this.shown.all ? "move" : "new";
    }
    /** The day under a pointer. @param {PointerEvent} event */
    #dayAt({ clientX }) {
      const box = this.node.getBoundingClientRect();
      const [a, b] = this.axis;
      return Math.max(a, Math.min(b, Math.floor(a + (clientX - box.left) / box.width * (b + 1 - a))));
    }
    /** @param {PointerEvent} event */
    #grab(event) {
      if (!this.extent || event.button) return;
      this.hooks.grabbed();
      this.#tell(-1);
      const start = this.#dayAt(event);
      const was = this.shown;
      const grip = this.#grip(event.target);
      let moved = false;
      const move = (e) => {
        moved = moved || Math.abs(e.clientX - event.clientX) > DRAG_PX;
        if (moved) this.#drag(grip, was, start, this.#dayAt(e));
      };
      const done = () => {
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", done);
        if (!moved && grip === "new") this.#jump(start);
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", done);
      event.preventDefault();
      if (grip !== "new" && event.target instanceof HTMLElement) event.target.focus({ preventScroll: true });
    }
    /** @param {Grip} grip @param {Shown} was when it was grabbed @param {number} start @param {number} day */
    #drag(grip, was, start, day) {
      const { from, to } = this.shown;
      if (grip === "left") this.hooks.change(Math.min(day, to), to);
      else if (grip === "right") this.hooks.change(from, Math.max(day, from));
      else if (grip === "new") this.hooks.change(Math.min(start, day), Math.max(start, day));
      else {
        const held = Math.max(this.axis[0] - was.from, Math.min(this.axis[1] - was.to, day - start));
        this.hooks.change(was.from + held, was.to + held);
      }
    }
    /** A click beside the window shows the bar that was clicked. @param {number} day */
    #jump(day) {
      const { edges } = this.bins;
      const k = edges.findIndex((edge, i) => edge <= day && day < edges[i + 1]);
      if (k >= 0) this.hooks.change(edges[k], edges[k + 1] - 1);
    }
  };
  function handle(label, side) {
    return el("div", { class: `ca-handle ca-handle-${side}`, role: "slider", tabindex: "0", "aria-label": label });
  }
  function tell(node, [first, last], day, words) {
    node.setAttribute("aria-valuemin", String(first));
    node.setAttribute("aria-valuemax", String(last));
    node.setAttribute("aria-valuenow", String(day));
    node.setAttribute("aria-valuetext", words);
  }

  // maps/client/time/timeline.js
  var SPEEDS = [1, 2, 5, 10];
  var MODES = ["window", "cumulative"];
  var STEP_MS = 700;
  var PLAY_UNITS = { day: 7, week: 4, month: 3, year: 1 };
  var Timeline = class {
    /** @param {(change: Change) => void} onChange on every change of the window @param {Crowd} crowd what of the events is shown */
    constructor(onChange, crowd) {
      this.onChange = onChange;
      this.crowd = crowd;
      this.loop = false;
      this.unitChoice = "auto";
      this.speed = 1;
      this.mode = "window";
      this.extent = null;
      this.whole = true;
      this.from = 0;
      this.to = 0;
      this.playing = false;
      this.asked = null;
      this._timer = void 0;
      this.playButton = iconButton("play", "Play (Space)", () => this.toggle());
      this.label = el("output", { class: "ca-date", "aria-live": "polite", "aria-label": "Dates shown" });
      this.speedSelect = this._select(
        "Speed",
        SPEEDS.map((s) => [String(s), `${s}×`]),
        (v) => {
          this.speed = Number(v);
        }
      );
      this.unitSelect = this._select(
        "Step",
        [["auto", "auto"], ...UNITS.map((u) => (
          /** @type {[string, string]} */
          [u, u]
        ))],
        (v) => {
          this.unitChoice = UNITS.find((unit) => unit === v) || "auto";
        }
      );
      this.modeButtons = MODES.map(
        (mode) => el("button", {
          type: "button",
          class: "ca-seg",
          text: mode,
          title: mode === "window" ? "Show the events of the window" : "Show all events up to the window's end",
          on: { click: () => this.setMode(mode) }
        })
      );
      this.allButton = el("button", {
        type: "button",
        class: "ca-quiet",
        text: "All dates",
        title: "Show the whole extent",
        on: { click: () => this.showAll() }
      });
      this.loopButton = iconButton("loop", "Begin anew at the end", () => this.setLoop(!this.loop), {
        "aria-pressed": "false"
      });
      this.skipped = el("span", { class: "ca-skipped", role: "status" });
      this.hist = new Histogram({
        grabbed: () => this.pause(),
        change: (from, to) => {
          [this.from, this.to] = [from, to];
          this._changed(true);
        }
      });
      this.hist.isOff = (i) => crowd.isOff(i);
      this.node = el(
        "div",
        { class: "ca-time", role: "group", "aria-label": "Timeline" },
        el(
          "div",
          { class: "ca-time-head" },
          el(
            "div",
            { class: "ca-play" },
            iconButton("back", "Step back (Left arrow)", () => this.step(-1)),
            this.playButton,
            iconButton("forward", "Step forward (Right arrow)", () => this.step(1)),
            this.loopButton
          ),
          this.label,
          this.skipped,
          el(
            "div",
            { class: "ca-time-options" },
            this.allButton,
            el("div", { class: "ca-segs", role: "group", "aria-label": "Window or cumulative" }, ...this.modeButtons),
            this.unitSelect,
            this.speedSelect
          )
        ),
        this.hist.node
      );
    }
    /** @param {string} label @param {[string, string][]} options @param {(value: string) => void} onPick */
    _select(label, options, onPick) {
      const select2 = el(
        "select",
        { "aria-label": label, title: label },
        ...options.map(([value, text]) => el("option", { value, text }))
      );
      select2.addEventListener("change", () => onPick(select2.value));
      return select2;
    }
    get unit() {
      return this.unitChoice === "auto" ? autoUnit(this.extent ? this.extent[1] - this.extent[0] + 1 : 1) : this.unitChoice;
    }
    /** All dates are shown. */
    get all() {
      return !this.extent || this.whole;
    }
    /** The window covers all dates. */
    get covers() {
      return this.extent !== null && this.from <= this.extent[0] && this.to >= this.extent[1];
    }
    /** Give the events (or none) and the extent; the window stays where it can. @param {EventData | null} data @param {[number, number] | null} extent */
    setData(data, extent) {
      if (this.extent && !extent) this.asked = this.whole ? null : [this.from, this.to];
      this.extent = extent;
      this.node.classList.toggle("ca-empty", !extent);
      if (!extent) {
        this.pause();
        this.from = this.to = 0;
      } else if (this.asked) {
        [this.from, this.to] = this.asked;
        this.asked = null;
        this.whole = false;
      } else if (this.whole) [this.from, this.to] = extent;
      this.hist.setData(data, extent);
      this._changed(false);
    }
    /** @param {number | null} from null: all dates @param {number | null} to @param {TimeMode} [mode] */
    setWindow(from, to, mode) {
      if (mode) this.mode = mode;
      const wanted2 = from === null || to === null ? null : [from, to];
      this.whole = wanted2 === null;
      if (this.extent) [this.from, this.to] = wanted2 || this.extent;
      else this.asked = wanted2;
      this._changed(false);
    }
    /** @param {boolean} loop */
    setLoop(loop) {
      this.loop = loop;
      this.loopButton.setAttribute("aria-pressed", String(loop));
    }
    /** @param {TimeMode} mode */
    setMode(mode) {
      this.mode = mode;
      this._changed(true);
    }
    showAll() {
      this.pause();
      if (!this.extent) return;
      this.whole = true;
      [this.from, this.to] = this.extent;
      this._changed(true);
    }
    // ---- play ----
    toggle() {
      if (this.playing) this.pause();
      else this.play();
    }
    play() {
      if (!this.extent) return;
      if (this.all) {
        this.from = floorUnit(this.extent[0], this.unit);
        this.to = addUnit(this.from, this.unit, PLAY_UNITS[this.unit]) - 1;
      } else if (this.to >= this.extent[1]) this._toStart();
      this.playing = true;
      this._changed(true);
      this._schedule();
    }
    pause() {
      if (!this.playing) return;
      this.playing = false;
      clearTimeout(this._timer);
      this.skipped.textContent = "";
      this._changed(true);
    }
    _schedule() {
      clearTimeout(this._timer);
      this._timer = setTimeout(() => {
        if (!this.playing) return;
        if (this.extent && this.to >= this.extent[1] && this.loop) {
          this._toStart();
          this._changed(true);
        } else if (!this.extent || this.to >= this.extent[1]) {
          this.pause();
          return;
        } else this.step(1, true);
        this._schedule();
      }, STEP_MS / this.speed);
    }
    /** Move the window by one unit; in cumulative mode its end alone. @param {number} direction @param {boolean} [playing] */
    step(direction, playing) {
      if (!this.extent) return;
      if (!playing && this.playing) this.pause();
      const unit = this.unit;
      if (this.all && !playing) {
        const last = direction < 0 ? this.extent[1] : addUnit(floorUnit(this.extent[0], unit), unit, PLAY_UNITS[unit]) - 1;
        const first = direction < 0 ? floorUnit(addUnit(this.extent[1], unit, 1 - PLAY_UNITS[unit]), unit) : floorUnit(this.extent[0], unit);
        [this.from, this.to] = [first, last];
      } else {
        const nextTo = addUnit(this.to + 1, unit, direction) - 1;
        const nextFrom = addUnit(this.from, unit, direction);
        if (direction > 0 ? nextFrom > this.extent[1] : nextTo < this.extent[0]) return;
        [this.from, this.to] = [nextFrom, nextTo];
        if (playing) this._skip(unit);
      }
      this._changed(true);
    }
    /** While time plays, an empty stretch is passed over, and that is said. @param {Unit} unit */
    _skip(unit) {
      this.skipped.textContent = "";
      if (this.mode === "cumulative" || this.crowd.anyIn(this.from, this.to)) return;
      const day = this.crowd.nextAfter(this.to);
      const empty = this.from;
      let steps = 0;
      while (this.extent && this.to < this.extent[1] && (day === null || this.to < day)) {
        this.from = addUnit(this.from, unit, 1);
        this.to = addUnit(this.to + 1, unit, 1) - 1;
        steps++;
      }
      if (steps && day !== null)
        this.skipped.textContent = `skipped ${spanText(empty, addUnit(this.to + 1, unit, -1) - 1)}: no events`;
    }
    home() {
      if (this.all) return;
      this._toStart();
      this._changed(true);
    }
    end() {
      if (this.all || !this.extent) return;
      const last = this.extent[1];
      const whole = this._wholeUnits();
      if (whole) this.to = addUnit(floorUnit(last, whole.unit), whole.unit, 1) - 1;
      [this.from, this.to] = whole ? [addUnit(this.to + 1, whole.unit, -whole.count), this.to] : [last - (this.to - this.from), last];
      this._changed(true);
    }
    /** Move the window to the first dates, as long as it is. */
    _toStart() {
      if (!this.extent) return;
      const whole = this._wholeUnits();
      const from = floorUnit(this.extent[0], whole ? whole.unit : "day");
      [this.from, this.to] = [from, whole ? addUnit(from, whole.unit, whole.count) - 1 : from + this.to - this.from];
    }
    /** How many whole years, months or weeks the window is; null where it is none. @returns {{unit: Unit, count: number} | null} */
    _wholeUnits() {
      for (
        const unit of
        /** @type {Unit[]} */
        ["year", "month", "week"]
      ) {
        if (floorUnit(this.from, unit) !== this.from || floorUnit(this.to + 1, unit) !== this.to + 1) continue;
        let count = 0;
        while (addUnit(this.from, unit, count) <= this.to) count++;
        return { unit, count };
      }
      return null;
    }
    /** A key pressed on the map or the page: true when it was ours. @param {KeyboardEvent} event */
    key(event) {
      const actions = {
        " ": () => this.toggle(),
        ArrowLeft: () => this.step(-1),
        ArrowRight: () => this.step(1),
        Home: () => this.home(),
        End: () => this.end()
      };
      const on = event.composedPath()[0];
      if ((on === this.hist.left || on === this.hist.right) && /^Arrow(Left|Right)$/.test(event.key)) {
        this._nudge(on === this.hist.left, event.key === "ArrowRight" ? 1 : -1);
        return true;
      }
      if (!actions[event.key]) return false;
      actions[event.key]();
      return true;
    }
    /** @param {boolean} left @param {number} direction */
    _nudge(left, direction) {
      this.pause();
      if (left) this.from = Math.min(this.to, addUnit(this.from, this.unit, direction));
      else this.to = Math.max(this.from, addUnit(this.to + 1, this.unit, direction) - 1);
      this._changed(true);
    }
    // ---- drawing ----
    /** @param {boolean} byPerson */
    _changed(byPerson) {
      if (byPerson && this.extent) this.whole = this.covers;
      this._marks();
      const from = this.mode === "cumulative" ? -Infinity : this.from;
      this.onChange({
        from: this.extent ? from : -Infinity,
        to: this.extent ? this.to : Infinity,
        all: this.all && !this.playing,
        first: this.from,
        mode: this.mode,
        playing: Boolean(this.playing),
        byPerson
      });
    }
    _marks() {
      const button = this.playButton;
      const name = this.playing ? "pause" : "play";
      if (button.dataset.icon !== name) {
        button.dataset.icon = name;
        button.replaceChildren(icon(name));
        button.title = this.playing ? "Pause (Space)" : "Play (Space)";
        button.setAttribute("aria-label", button.title);
      }
      this.modeButtons.forEach((b) => b.setAttribute("aria-pressed", String(b.textContent === this.mode)));
      if (!this.extent) {
        this.label.textContent = "No dated events";
        return;
      }
      this.label.textContent = this.mode === "cumulative" && !this.all ? `until ${dayText(this.to)}` : spanText(this.from, this.to);
      this.allButton.hidden = this.all;
      this.node.classList.toggle("ca-all", this.all);
      const open = this.mode === "cumulative";
      this.hist.show({ from: this.from, to: this.to, all: this.all, open, words: this.label.textContent });
    }
    /** @param {Description} d */
    setDescription(d) {
      this.hist.setDescription(d);
    }
  };

  // maps/client/parts/event_list.js
  var GROUPINGS = [
    ["attacker", "Attacker"],
    ["type", "Type"],
    ["year", "Year"]
  ];
  var OPEN_UP_TO = 12;
  var NO_YEAR = "No date";
  var EventList = class {
    /** @param {Cards} cards @param {number[]} indices newest first @param {(i: number) => void} onPick */
    constructor(cards, indices, onPick) {
      this.cards = cards;
      this.indices = indices;
      this.onPick = onPick;
      this.grouping = "attacker";
      this.words = /* @__PURE__ */ new Map();
      this.search = el("input", {
        type: "search",
        class: "ca-search",
        placeholder: "Search these events",
        "aria-label": "Search these events"
      });
      this.search.addEventListener(
        "input",
        debounce(() => this.#fill(), 120)
      );
      this.buttons = GROUPINGS.map(
        ([grouping, text]) => el("button", {
          type: "button",
          class: "ca-seg",
          text,
          "data-grouping": grouping,
          on: { click: () => this.#group(grouping) }
        })
      );
      this.said = el("p", { class: "ca-key-note", role: "status" });
      this.groups = el("div", { class: "ca-groups" });
      this.node = el(
        "div",
        { class: "ca-list" },
        el(
          "div",
          { class: "ca-list-head" },
          this.search,
          el("div", { class: "ca-segs", role: "group", "aria-label": "Group by" }, ...this.buttons)
        ),
        this.said,
        this.groups
      );
      this.#group("attacker");
    }
    /** @param {Grouping} grouping */
    #group(grouping) {
      this.grouping = grouping;
      for (const button of this.buttons)
        button.setAttribute("aria-pressed", String(button.dataset.grouping === grouping));
      this.#fill();
    }
    /** What an event is grouped under. @param {number} i */
    #nameOf(i) {
      const { cards } = this;
      if (this.grouping === "type") return cards.kindLabel(i) || "Type not stated";
      if (this.grouping === "attacker") return cards.attacker(i);
      const { from, dated } = cards.data;
      return i < dated ? String(dateParts(from[i])[0]) : NO_YEAR;
    }
    /** @param {number} i */
    #wordsOf(i) {
      const known = this.words.get(i);
      if (known !== void 0) return known;
      const { cards } = this;
      const parts = [
        cards.title(i),
        cards.attacker(i),
        cards.kindLabel(i),
        cards.when(i),
        cards.text("place", i),
        cards.text("target", i),
        cards.text("notes", i)
      ];
      const words = parts.filter(Boolean).join(" ").toLocaleLowerCase();
      this.words.set(i, words);
      return words;
    }
    #fill() {
      const wanted2 = this.search.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
      const found = wanted2.length ? this.indices.filter((i) => wanted2.every((word) => this.#wordsOf(i).includes(word))) : this.indices;
      const groups = /* @__PURE__ */ new Map();
      for (const i of found) {
        const name = this.#nameOf(i);
        const held = groups.get(name);
        if (held) held.push(i);
        else groups.set(name, [i]);
      }
      const sorted = [...groups];
      if (this.grouping === "year")
        sorted.sort(([a], [b]) => Number(a === NO_YEAR) - Number(b === NO_YEAR) || Number(b) - Number(a));
      else sorted.sort(([, a], [, b]) => b.length - a.length);
      const open = sorted.length === 1 || found.length <= OPEN_UP_TO;
      this.groups.replaceChildren(...sorted.map(([name, held]) => this.#section(name, held, open)));
      const all = manyText(this.indices.length, "event");
      this.said.textContent = wanted2.length ? `${numberText(found.length)} of ${all} found` : "";
    }
    /** @param {string} name @param {number[]} held @param {boolean} open */
    #section(name, held, open) {
      const head = el(
        "summary",
        { class: "ca-group" },
        el("span", { class: "ca-row-text", text: name }),
        el("span", { class: "ca-row-count", text: numberText(held.length) })
      );
      const section = el("details", { class: "ca-group-of" }, head);
      const fill = () => {
        if (section.childElementCount === 1) section.append(this.cards.list(held, this.onPick));
      };
      section.addEventListener("toggle", fill);
      if (open) {
        fill();
        section.open = true;
      }
      return section;
    }
  };

  // maps/client/map/choosing.js
  var MOST_IN_POPUP = 8;
  var Choosing = class {
    /** @param {ChoosingParts} parts */
    constructor(parts) {
      this.parts = parts;
      this.hovering = 0;
      this.tipKey = "";
      this.shown = null;
      this.popup = null;
      this.pending = void 0;
      this.gone = false;
      const { map } = parts;
      map.on("mousemove", (event) => this.#hover(event));
      map.on("mouseout", () => this.tip([]));
      map.on("click", (event) => this.#click(event));
      map.on("popupopen", (event) => {
        this.popup = event.popup;
      });
      map.on("popupclose", () => {
        this.popup = null;
      });
    }
    /** @param {L.LeafletMouseEvent} event */
    #hover(event) {
      const { tools, events, stage } = this.parts;
      if (this.hovering || tools.active) return;
      this.hovering = requestAnimationFrame(() => {
        this.hovering = 0;
        if (this.gone || events.animating) return;
        const hits = events.pick(event.containerPoint);
        stage.mapNode.classList.toggle("ca-point", hits.length > 0);
        this.tip(hits);
      });
    }
    /** Say what is pointed at. @param {number[]} hits */
    tip(hits) {
      const key = hits.slice(0, 9).join();
      if (key === this.tipKey) return;
      this.tipKey = key;
      this.shown?.remove();
      this.shown = null;
      if (!key) return;
      const { map, cards } = this.parts;
      this.#worded(() => {
        if (this.tipKey !== key || this.gone) return;
        this.shown = L.tooltip({ className: "ca-tip", direction: "top", offset: [0, -12], opacity: 1 }).setLatLng(this.latLng(hits[0])).setContent(cards.tip(hits)).addTo(map);
      });
    }
    /** Do something when the texts are there: at once where there are none. @param {() => void} work */
    #worded(work) {
      const texts = this.parts.data()?.texts;
      if (texts) texts.load().then(work);
      else work();
    }
    /** Where an event is drawn, in the copy of the world that is on the screen. @param {number} i */
    latLng(i) {
      const { data, map } = this.parts;
      const events = data();
      if (!events) return map.getCenter();
      const unit = events.header.units[events.unit[i] - UNIT.first];
      const lat = unit ? unit[1] : events.lat[i] / events.scale;
      const lon = unit ? unit[2] : events.lon[i] / events.scale;
      return L.latLng(lat, lon + 360 * Math.round((map.getCenter().lng - lon) / 360));
    }
    /** @param {L.LeafletMouseEvent} event */
    #click(event) {
      const { tools, events } = this.parts;
      if (tools.active) return;
      const hits = events.pick(event.containerPoint);
      this.tip([]);
      if (hits.length === 1) this.select(hits[0], true);
      else if (hits.length > 1) this.#list(hits, event.latlng);
      else if (events.selected >= 0) this.select(null, true);
    }
    /** What a list of events is headed with: the unit that they are known to, or where they lie. @param {number[]} hits */
    #titleOf(hits) {
      const count = manyText(hits.length, "event");
      const data = this.parts.data();
      if (!data) return count;
      const { unit, X, Y, header } = data;
      const [first] = hits;
      if (unit[first]) {
        const units = firstOfUnits(hits, data);
        if (units.length > 1) {
          const country = sharedLand(units, data);
          return `${count} known only to ${numberText(units.length)} units${country ? ` of ${country}` : ""}`;
        }
        const entry = header.units[unit[first] - UNIT.first];
        if (entry) return `${count} somewhere in ${entry[0]}`;
        return this.parts.events.pileOf(first)?.spots.length === 1 ? `${count} known to this area` : `${count} known to areas here`;
      }
      if (hits.every((i) => X[i] === X[first] && Y[i] === Y[first])) return `${count} on this spot`;
      return this.parts.events.way === "hexagons" ? `${count} in this hexagon` : `${count} close together here`;
    }
    /** @param {number[]} hits @param {L.LatLng} clicked */
    #list(hits, clicked) {
      const { map, cards } = this.parts;
      const data = this.parts.data();
      if (!data) return;
      this.#worded(() => {
        if (hits.length > MOST_IN_POPUP) {
          const list = new EventList(cards, hits, (i) => this.select(i, true));
          this.parts.panel.open(this.#titleOf(hits), list.node);
          return;
        }
        const rows = cards.list(hits, (i) => {
          map.closePopup();
          this.select(i, true);
        });
        const node = el("div", null, el("h3", { text: this.#titleOf(hits) }), rows);
        const several = firstOfUnits(hits, data).length > 1;
        const at = several ? clicked : this.latLng(hits[0]);
        const room = map.latLngToContainerPoint(at).y - 64;
        const height = Math.max(140, Math.min(320, room));
        L.popup({
          className: "ca-pop",
          maxWidth: 380,
          minWidth: 260,
          maxHeight: height,
          autoPan: room < 140,
          autoPanPaddingTopLeft: [60, 96],
          autoPanPaddingBottomRight: [30, 30]
        }).setLatLng(at).setContent(node).openOn(map);
        node.querySelector("button")?.focus({ preventScroll: true });
      });
    }
    /** Close the list of a spot: true when there was one. */
    closeList() {
      if (!this.popup) return false;
      this.parts.map.closePopup();
      return true;
    }
    /**
     * Select an event by its place in the payload.
     * @param {number | null} index null: none @param {boolean} tell report it to the host
     */
    async select(index, tell2) {
      const { events, cards, panel, showsCards } = this.parts;
      const data = this.parts.data();
      const none = index === null || index < 0;
      if (!none && (!data || index >= data.n)) {
        this.pending = index;
        return;
      }
      this.pending = void 0;
      events.setSelected(none ? -1 : index);
      if (tell2) {
        await data?.texts?.load();
        this.parts.tell(none ? null : index, none ? null : cards.text("event_id", index));
      }
      if (!showsCards || none && !tell2) return;
      if (none) panel.close();
      else {
        await data?.texts?.load();
        panel.open("", cards.detail(index));
      }
    }
    /** @param {string} eventId */
    indexOf(eventId) {
      const data = this.parts.data();
      return data?.texts && eventId ? data.texts.indexOf(eventId, data.n) : -1;
    }
    /** @param {string} eventId */
    selectById(eventId) {
      const i = this.indexOf(eventId);
      if (i >= 0) this.select(i, true);
      else this.parts.tell(null, eventId);
    }
    /** The events in view as a list, for the keyboard and for readers. */
    toggleList() {
      const { panel, map, events, cards } = this.parts;
      if (panel.close()) return;
      const data = this.parts.data();
      if (!data) return;
      this.#worded(() => {
        const found = [];
        const b = map.getBounds();
        for (let i = data.n - 1; i >= 0; i--) if (events.shows(i) && b.contains(this.latLng(i))) found.push(i);
        panel.open(
          `${numberText(found.length)} in view`,
          cards.list(found, (i) => this.select(i, true))
        );
      });
    }
  };

  // maps/client/map/keys.js
  var PAN_PX = 120;
  var PANS = { ArrowLeft: [-PAN_PX, 0], ArrowRight: [PAN_PX, 0], ArrowUp: [0, -PAN_PX], ArrowDown: [0, PAN_PX] };
  var Keys = class {
    /** @param {KeyParts} parts */
    constructor(parts) {
      this.parts = parts;
      this.listener = (event) => this.#pressed(event);
      window.addEventListener("keydown", this.listener);
    }
    destroy() {
      window.removeEventListener("keydown", this.listener);
    }
    /** @param {KeyboardEvent} event */
    #pressed(event) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const path = event.composedPath();
      const [on] = path;
      const inside = path.includes(this.parts.root);
      if (!inside && on !== document.body && on !== document.documentElement) return;
      if (isTyping(on) || on instanceof HTMLSelectElement && event.key !== "Escape") return;
      const pressesIt = (event.key === " " || event.key === "Enter") && on instanceof Element && /^(BUTTON|A|SUMMARY)$/.test(on.tagName);
      if (pressesIt || !this.#take(event)) return;
      event.preventDefault();
      event.stopPropagation();
    }
    /** @param {KeyboardEvent} event */
    #take(event) {
      const { map, tools, timeline, brief, leave } = this.parts;
      if (tools.key(event)) return true;
      if (event.key === "Escape") return leave();
      if (event.shiftKey && PANS[event.key]) map.panBy(PANS[event.key], { animate: !reducedMotion() });
      else if (event.key === "b" || event.key === "B") brief();
      else if (event.key === "+" || event.key === "=") map.zoomIn();
      else if (event.key === "-" || event.key === "_") map.zoomOut();
      else return timeline.key(event);
      return true;
    }
  };

  // maps/client/map/leaflet_map.js
  var PANES = { caGround: 100, caLabels: 410, caEvents: 420 };
  var CLEAR = ["caLabels", "caEvents"];
  function leafletMap(node, given) {
    const calm = reducedMotion();
    const map = given || L.map(node, { attributionControl: false, zoomControl: false, zoomAnimation: !calm });
    map.zoomControl?.remove();
    map.attributionControl?.remove();
    map.keyboard?.disable();
    Object.assign(map.options, {
      zoomSnap: 0.25,
      zoomDelta: 0.75,
      wheelPxPerZoomLevel: 110,
      maxZoom: 16,
      worldCopyJump: true,
      fadeAnimation: !calm,
      zoomAnimation: !calm && map.options.zoomAnimation,
      inertia: !calm
    });
    if (calm) Object.assign(map, { _zoomAnimated: false });
    let placed = false;
    map.whenReady(() => {
      placed = true;
    });
    if (!placed) map.setView([25, 30], 3, { animate: false });
    for (const [name, height] of Object.entries(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = String(height);
      if (CLEAR.includes(name)) pane.style.pointerEvents = "none";
    }
    return map;
  }
  function namesAbove(map, above) {
    const pane = map.getPane("caLabels");
    if (pane) pane.style.zIndex = String(above ? PANES.caEvents + 5 : PANES.caLabels);
  }

  // maps/client/map/lettering.js
  var MOST_TITLED = 60;
  var MOST_TITLES = 16;
  var FEW = 3e3;
  var Lettering = class {
    /**
     * @param {{labels: LabelsLayer, basemap: BasemapLayer, events: EventsLayer, overlays: Overlays, cards: Cards, stage: Stage,
     *   data: () => EventData | null}} parts
     */
    constructor(parts) {
      this.parts = parts;
      const { labels, events, stage, basemap } = parts;
      this.later = debounce(() => labels.redraw(), 200);
      events.panels = () => stage.panelBoxes();
      labels.setSources(
        (zoom) => this.candidates(zoom),
        () => this.obstacles(),
        () => basemap.maps()
      );
      basemap.on("drawn", () => labels.redraw());
    }
    /** Keep names off the piles of a new step: of many events, when the steps have come to rest. */
    step() {
      const { overlays, labels, data } = this.parts;
      const events = data();
      if (overlays.items.length || events && events.n < FEW) labels.redraw();
      else this.later();
    }
    /** @param {number} zoom @returns {Label[]} */
    candidates(zoom) {
      const { overlays, basemap } = this.parts;
      return [...overlays.labels(zoom), ...this.eventLabels(), ...basemapLabels(basemap.maps(), zoom)];
    }
    /** With a handful of events in the window their titles stand on the map. @returns {Label[]} */
    eventLabels() {
      const { events, cards } = this.parts;
      const data = this.parts.data();
      if (!data?.texts || data.n > MOST_TITLED || !events.map) return [];
      const out = [];
      for (let i = data.n - 1; i >= 0; i--) {
        const title = events.shows(i) && cards.text("title", i);
        if (!title) continue;
        const known = out.find((label) => label.x === data.X[i] && label.y === data.Y[i]);
        if (known) known.others += 1;
        else
          out.push({
            kind: "event",
            text: title,
            others: 0,
            x: data.X[i],
            y: data.Y[i],
            gap: events.reachOf(i) + 6,
            rank: 0
          });
      }
      for (const label of out) label.more = label.others ? `and ${label.others} more here` : "";
      return out.length <= MOST_TITLES ? out : [];
    }
    /** What names keep off: panels over the map; marks, of which piles and badges always count. */
    obstacles() {
      const { stage, events } = this.parts;
      const data = this.parts.data();
      return { panels: stage.panelBoxes(), marks: data ? events.obstacles(data.n <= FEW ? 300 : 0) : [] };
    }
  };

  // maps/client/map/panel.js
  var Panel = class {
    /** @param {Stage} stage @param {() => void} onClose */
    constructor(stage, onClose) {
      this.stage = stage;
      this.node = stage.panelNode;
      this.onClose = onClose;
      this.back = null;
    }
    get isOpen() {
      return !this.node.hidden;
    }
    /** @param {string} title @param {...Node} nodes */
    open(title, ...nodes) {
      this.back = this.back || this.stage.focused;
      const close = iconButton("close", "Close (Escape)", () => this.close());
      this.node.replaceChildren(el("div", { class: "ca-panel-head" }, el("h3", { text: title }), close), ...nodes);
      this.node.hidden = false;
      this.node.scrollTop = 0;
      close.focus({ preventScroll: true });
    }
    /** True when it was open. */
    close() {
      if (!this.isOpen) return false;
      this.node.hidden = true;
      if (this.back instanceof HTMLElement) this.back.focus({ preventScroll: true });
      this.back = null;
      this.onClose();
      return true;
    }
  };

  // maps/client/map/served.js
  var REMEMBERED = 60;
  var Served = class {
    /** @param {Parts} parts */
    constructor(parts) {
      this.parts = parts;
      this.last = {};
      this.sent = [];
      this.sentDrawing = "";
      this.turn = void 0;
      this.selected = null;
    }
    /** Whether something differs from what was served last under its name. @param {string} name @param {string} value */
    #isNews(name, value) {
      if (this.last[name] === value) return false;
      this.last[name] = value;
      return true;
    }
    /** @param {RawDescription} raw */
    isNew(raw) {
      return this.#isNews("description", JSON.stringify(raw));
    }
    /** @param {string} name @param {string} key */
    isNewGround(name, key) {
      return this.#isNews(`ground/${name}`, key);
    }
    /** Follow a description in window, view and legend. @param {RawDescription} raw @param {Description} d */
    take(raw, d) {
      const turned = this.turn !== void 0 && this.turn !== raw.turn;
      if (turned) {
        Object.assign(this.last, { window: null, view: null, hidden: null, drawing: null });
        this.sent = [];
        this.sentDrawing = "";
      }
      this.turn = raw.turn;
      this.selected = raw.selected_index ?? null;
      this.#window(raw, d);
      this.#view(raw, turned);
      this.#hidden(raw);
      this.#drawing(raw);
      if (this.#isNews("probe", JSON.stringify(raw.probe || null)) && raw.probe) this.parts.showProbe(raw.probe);
    }
    /** The person chose a window here. @param {[string, string] | null} days @param {TimeMode} mode */
    sentWindow(days, mode) {
      this.sent = [JSON.stringify([days, mode]), ...this.sent].slice(0, REMEMBERED);
    }
    /** @param {RawDescription} raw @param {Description} d */
    #window(raw, d) {
      const wanted2 = JSON.stringify([raw.window || null, raw.mode || "window"]);
      const before = this.last.window;
      this.last.window = wanted2;
      if (before === wanted2 || before !== void 0 && this.sent.includes(wanted2)) return;
      if (before === void 0 && !raw.window && !raw.mode) return;
      const { timeline } = this.parts;
      const [from, to] = d.window || [null, null];
      timeline.pause();
      timeline.setWindow(from, to, d.mode);
    }
    /** First the asked view or the bounds; afterwards only when the server asks for another one. @param {RawDescription} raw @param {boolean} turned */
    #view(raw, turned) {
      const { viewing } = this.parts;
      const first = this.last.view === void 0;
      if (!this.#isNews("view", JSON.stringify([raw.view || null, raw.fit || null]))) return;
      if (raw.view || first && !viewing.begun || turned || raw.fit) viewing.ask({ view: raw.view, fit: raw.fit });
      viewing.begun = true;
      if (turned && raw.view) viewing.forgotten();
    }
    /** Afterwards what is switched off is the person's. @param {RawDescription} raw */
    #hidden(raw) {
      const wanted2 = JSON.stringify(raw.hidden || []);
      const first = this.last.hidden === void 0;
      if (!this.#isNews("hidden", wanted2)) return;
      if (!first || wanted2 !== "[]") this.parts.legend.setOff(raw.hidden || []);
    }
    /** Afterwards how crowds are drawn is the person's. @param {RawDescription} raw */
    #drawing(raw) {
      const wanted2 = readDrawing(raw.drawing);
      const text = JSON.stringify(wanted2);
      if (this.#isNews("drawing", text) && text !== this.sentDrawing) this.parts.setDrawing(wanted2, false);
    }
    /** The person chose a drawing here. @param {Drawing} drawing */
    sendsDrawing(drawing) {
      this.sentDrawing = JSON.stringify(drawing);
    }
  };

  // maps/client/map/stage.js
  var SPOKEN = "Map of events. Arrow keys step through time, Shift and arrows move the map.";
  var Stage = class {
    /** @param {HTMLElement} root @param {HTMLElement | null} mapNode of a map that is there already */
    constructor(root, mapNode) {
      this.root = root;
      this.mapNode = mapNode || el("div", { class: "ca-map" });
      this.node = el("div", { class: "ca-stage" });
      if (mapNode) mapNode.before(root);
      this.node.append(this.mapNode);
      this.foot = el("div", { class: "ca-foot" });
      root.classList.add("ca");
      root.append(this.node, this.foot);
      this.mapNode.classList.add("ca-map");
      this.mapNode.setAttribute("role", "region");
      this.mapNode.setAttribute("aria-label", SPOKEN);
      this.titleNode = el("h1");
      this.subtitleNode = el("p");
      this.heading = el("div", { class: "ca-heading" }, this.titleNode, this.subtitleNode);
      this.briefDate = el("div", { class: "ca-brief-date" });
      this.credit = el("div", { class: "ca-credit" });
      this.empty = el("div", { class: "ca-nothing", hidden: true, role: "status" });
      this.panelNode = el("aside", { class: "ca-panel", hidden: true, "aria-label": "Events" });
      this.topLeft = el("div", { class: "ca-tl" }, this.heading);
      this.topRight = el("div", { class: "ca-tr" });
      this.bottomRight = el("div", { class: "ca-br" }, this.credit);
      this.bottom = el("div", { class: "ca-bottom" });
    }
    /**
     * Put everything on the stage. @param {{topLeft: Node[], topRight: Node[], legend: HTMLElement, scale: HTMLElement | undefined,
     *   bottom: Node[], foot: Node[]}} parts
     */
    furnish({ topLeft, topRight, legend, scale, bottom, foot }) {
      this.topLeft.append(...topLeft);
      this.topRight.append(...topRight);
      if (scale) this.bottomRight.prepend(scale);
      this.bottom.append(...bottom);
      this.node.append(
        this.topLeft,
        this.topRight,
        this.briefDate,
        legend,
        this.bottomRight,
        this.bottom,
        this.empty,
        this.panelNode
      );
      for (const node of [this.topLeft, this.topRight, legend, this.panelNode, this.bottom])
        L.DomEvent.disableScrollPropagation(node);
      this.foot.append(...foot);
    }
    /** @param {{title: string, subtitle: string}} words */
    setWords({ title, subtitle }) {
      this.titleNode.textContent = title;
      this.subtitleNode.textContent = subtitle;
      this.subtitleNode.hidden = !subtitle;
    }
    /** How much height a legend has below the buttons. */
    roomForLegend() {
      return Math.max(110, this.node.clientHeight - this.topLeft.offsetTop - this.topLeft.offsetHeight - 28);
    }
    /** Whether an open legend leaves enough of the map. */
    get roomy() {
      return this.node.clientWidth >= 900 && this.node.clientHeight >= 380;
    }
    /** What has the focus, in the page or the shadow root that this is in. */
    get focused() {
      const root = this.node.getRootNode();
      return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
    }
    /** The panels over the map, as boxes in pixels of it. @returns {[number, number, number, number][]} */
    panelBoxes() {
      const stage = this.node.getBoundingClientRect();
      return [...this.node.querySelectorAll(".ca-legend, .ca-heading, .ca-bar, .ca-br > *, .ca-brief-date")].map((node) => node.getBoundingClientRect()).filter((box) => box.width).map((box) => [box.left - stage.left, box.top - stage.top, box.right - stage.left, box.bottom - stage.top]);
    }
  };
  function injectStyles(root, css) {
    const place2 = root instanceof ShadowRoot ? root : document.head;
    if (place2.querySelector("style[data-conflict-atlas]")) return;
    place2.prepend(el("style", { "data-conflict-atlas": true, text: css }));
  }

  // maps/client/map/viewing.js
  var WORLD = [-130, -50, 150, 65];
  var Viewing = class {
    /**
     * @param {L.Map} map @param {Stage} stage
     * @param {{tell: (view: ToldView) => void, bounds: () => Box | null, sidebar?: () => boolean}} hooks `bounds`: of all
     *   events; `sidebar`: whether the page's sidebar takes room beside the map
     */
    constructor(map, stage, hooks) {
      this.map = map;
      this.stage = stage;
      this.hooks = hooks;
      this.asked = null;
      this.touched = false;
      this.begun = false;
      this.quiet = false;
      this.told = null;
      this.sidebar = void 0;
      this.tellSoon = debounce(() => this.#tell(), 400);
      map.on("moveend", () => {
        if (this.quiet) return;
        this.touched = true;
        this.tellSoon();
      });
      map.on("resize", () => this.limitZoom());
    }
    #tell() {
      const view = this.view();
      const key = JSON.stringify(view);
      if (key === this.told) return;
      this.told = key;
      this.hooks.tell(view);
    }
    /** @returns {ToldView} */
    view() {
      const centre = this.map.getCenter();
      const b = this.map.getBounds();
      const bounds = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(round5);
      return { lat: round5(centre.lat), lon: round5(wrapLon(centre.lng)), zoom: this.map.getZoom(), bounds };
    }
    /** Show what the host asks for. @param {Asked} asked */
    ask(asked) {
      this.touched = false;
      this.asked = asked;
      this.#quietly(() => this.#show());
      if (!asked.view && !asked.fit) this.tellSoon();
    }
    /** The host forgot what the map shows: it is told again. */
    forgotten() {
      this.told = null;
      this.tellSoon();
    }
    /** Show all events again; the host is told the view that this makes. */
    fit() {
      this.asked = null;
      this.touched = false;
      this.#quietly(() => this.#fit(this.hooks.bounds()));
      this.forgotten();
    }
    /** A view, bounds, or all events. */
    #show() {
      const { view, fit } = this.asked || {};
      const exactly2 = { animate: false, reset: true };
      if (view) this.map.setView([view.lat, view.lon], view.zoom, exactly2);
      else this.#fit(fit?.bounds || this.hooks.bounds());
    }
    /** @param {Box | null} bounds */
    #fit(bounds) {
      const [l, b, r, t] = bounds || WORLD;
      const { clientWidth, clientHeight } = this.stage.node;
      const roomy = clientWidth > 900 && clientHeight > 420;
      this.map.fitBounds(
        [
          [b, l],
          [t, r]
        ],
        {
          animate: false,
          maxZoom: 11,
          paddingTopLeft: roomy ? [270, 36] : [10, 10],
          paddingBottomRight: roomy ? [40, 48] : [10, 30]
        }
      );
    }
    /** Move the view without telling the host: what it asked for itself is no news to it. @param {() => void} move */
    #quietly(move) {
      this.quiet = true;
      move();
      this.quiet = false;
      this.told = JSON.stringify(this.view());
    }
    /**
     * A new size: until a person has moved the map, it keeps showing what it was asked to show, to the pixel: a page
     * finds its height in steps, and a view asked for in one of them is meant for the last. Afterwards the host is told.
     */
    resized() {
      const told = this.told;
      this.#quietly(() => {
        this.map.invalidateSize({ pan: false, animate: false });
        if (this.begun && !this.touched) this.#show();
      });
      const before = this.sidebar;
      this.sidebar = this.hooks.sidebar ? this.hooks.sidebar() : true;
      if (!this.touched && (before === void 0 || before === this.sidebar)) return;
      this.told = told;
      if (before !== this.sidebar) this.told = null;
      this.tellSoon();
    }
    /** The world is never smaller than the map. */
    limitZoom() {
      const size = this.map.getSize();
      if (!size.x) return;
      this.map.options.minZoom = Math.max(1, Math.floor(Math.log2(Math.max(size.x, size.y) / 256) * 4) / 4);
    }
  };

  // maps/client/map/atlas_map.js
  var LARGER_IN_A_BRIEFING = 1.35;
  var WORDED_AT_ONCE = 5e3;
  var AtlasMap = class {
    /** @param {HTMLElement} root an empty element, in a page or a shadow root @param {Callbacks} callbacks @param {Options} options */
    constructor(root, callbacks, options) {
      this.root = root;
      this.cb = callbacks;
      this.options = options;
      this.d = readDescription(null);
      this.data = null;
      this.lastCounts = null;
      this.off = { colours: [], shapes: [] };
      this.gone = false;
      this.eventsKey = null;
      this.recounting = 0;
      this.telling = 0;
      injectStyles(root.getRootNode(), options.css || "");
      this.stage = new Stage(root, options.map ? options.map.getContainer() : null);
      this.mapNode = this.stage.mapNode;
      this.empty = this.stage.empty;
      this.map = leafletMap(this.mapNode, options.map || null);
      this.basemap = new BasemapLayer().addTo(this.map);
      this.overlays = new Overlays(this.map, {
        onSelect: (eventId) => this.choosing.selectById(eventId),
        colourOf: (eventId) => this.#colourOf(eventId),
        hides: (eventIds) => this.#hides(eventIds),
        unitsShown: () => this.events.unitsShown(),
        taken: (event) => this.tools.active !== null || this.events.pick(event.containerPoint).length > 0
      });
      this.labels = new LabelsLayer().addTo(this.map);
      this.events = new EventsLayer().addTo(this.map);
      const scale = L.control.scale({ imperial: false, position: "bottomright", maxWidth: 140 }).addTo(this.map);
      const data = () => this.data;
      this.cards = new Cards({ data, describe: () => this.d });
      this.panel = new Panel(this.stage, () => {
        if (this.events.selected >= 0) this.select(null, true);
      });
      this.viewing = new Viewing(this.map, this.stage, {
        tell: (view) => this.cb.onView?.(view),
        bounds: () => this.d.bounds,
        sidebar: options.sidebar
      });
      this.tools = new Tools(this.map, {
        look: () => this.d.look,
        onShape: (shape) => this.cb.onShape?.(shape),
        onProbe: (lat, lon) => this.cb.onProbe?.(lat, lon),
        verdicts: (lat, lon) => ringVerdicts(this.overlays.shown(), lat, lon),
        onStart: () => this.choosing.tip([])
      });
      this.drawingSwitch = new DrawingSwitch((drawing) => this.setDrawing(drawing, true));
      this.key = new DensityKey(this.drawingSwitch.options);
      this.legend = new Legend((off) => this.#setOff(off), this.d, this.key.node);
      this.counts = new CountStrip((part) => this.#count(part));
      this.timeline = new Timeline((change) => this.#windowChanged(change), this.events);
      this.choosing = new Choosing({
        map: this.map,
        stage: this.stage,
        events: this.events,
        cards: this.cards,
        tools: this.tools,
        panel: this.panel,
        data,
        showsCards: Boolean(options.cards),
        tell: (index, eventId) => this.cb.onSelect?.(index, eventId, this.eventsKey)
      });
      this.lettering = new Lettering({
        labels: this.labels,
        basemap: this.basemap,
        events: this.events,
        overlays: this.overlays,
        cards: this.cards,
        stage: this.stage,
        data
      });
      this.served = new Served(this);
      this.#furnish(scale.getContainer());
      this.keys = new Keys({
        map: this.map,
        root,
        tools: this.tools,
        timeline: this.timeline,
        brief: () => this.brief(),
        leave: () => this.#leave()
      });
      this.tellWindow = throttle(
        /** @param {Parameters<NonNullable<Callbacks["onWindow"]>>[0]} value */
        (value) => this.cb.onWindow?.(value),
        350
      );
      this.tellLegend = debounce(
        /** @param {string[]} keys */
        (keys) => this.cb.onLegend?.(keys),
        250
      );
      this.events.on("drawn", () => this.#drawnSoon());
      this.sizes = new ResizeObserver(() => this.#resized());
      this.sizes.observe(this.stage.node);
      this.viewing.limitZoom();
    }
    /** @param {HTMLElement | undefined} scale */
    #furnish(scale) {
      const zoom = el(
        "div",
        { class: "ca-bar" },
        iconButton("plus", "Zoom in (+)", () => this.map.zoomIn()),
        iconButton("minus", "Zoom out (−)", () => this.map.zoomOut()),
        iconButton("fit", "Show all events", () => this.fit())
      );
      const views = el(
        "div",
        { class: "ca-bar" },
        iconButton("list", "List of the events in view", () => this.choosing.toggleList()),
        iconButton("brief", "Briefing view (b)", () => this.brief()),
        iconButton("full", "Full screen", () => this.fullScreen())
      );
      const leave = iconButton("close", "Leave the briefing view (Escape)", () => this.brief(false), {
        class: "ca-icon ca-leave"
      });
      this.stage.furnish({
        topLeft: [zoom, this.tools.node],
        topRight: [views, this.drawingSwitch.node, leave],
        legend: this.legend.node,
        scale,
        bottom: [this.tools.hint, this.tools.chip],
        foot: [this.counts.node, this.timeline.node]
      });
      this.stage.heading.hidden = !this.options.title;
    }
    #resized() {
      this.root.classList.toggle("ca-small", this.stage.node.clientHeight < 400);
      this.#roomForLegend();
      this.viewing.resized();
    }
    /** The legend ends below the buttons; what does not fit scrolls, and where little fits it is folded. */
    #roomForLegend() {
      if (!this.inBriefing) this.legend.suit(this.stage.roomy);
      this.legend.node.style.maxHeight = `${this.stage.roomForLegend()}px`;
    }
    // ---- the host's side ----
    /** Show a description (maps/layers/__init__.py); the same one again does nothing. The view stays. @param {RawDescription} description */
    update(description) {
      if (!this.served.isNew(description)) return;
      const d = readDescription(description);
      this.d = d;
      applyLook(this.root, d);
      this.basemap.setLook(d.look);
      this.events.setDescription(d);
      this.labels.setDescription(d);
      this.overlays.set(d);
      this.legend.set(d);
      this.timeline.setDescription(d);
      this.stage.setWords(d);
      this.#roomForLegend();
      this.credited();
      this.served.take(description, d);
      this.tools.setShape(d.shape);
      if (description.selected_index !== void 0) this.select(description.selected_index, false);
      this.recount();
    }
    /** Who is to be named: ours, and in their words those of other layers of the map (their markup is left out). */
    credited() {
      const theirs = /* @__PURE__ */ new Set();
      this.map.eachLayer((layer) => {
        const said = layer.getAttribution?.();
        if (said) theirs.add(new DOMParser().parseFromString(String(said), "text/html").body.textContent.trim());
      });
      this.stage.credit.textContent = [...this.d.credits, ...theirs].join(" · ");
    }
    /** The layer of all that is ours but the ground is switched on or off, in a control of layers. @param {boolean} on */
    present(on) {
      if (on && !this.events.map) this.events.addTo(this.map);
      if (!on) this.events.remove();
      this.overlays.setPresent(on);
      this.labels.redraw();
      this.empty.hidden = on && (!this.data || this.data.n > 0);
      if (!on) this.empty.textContent = "The events are switched off among the layers of this map.";
    }
    /** Show all events again. */
    fit() {
      this.viewing.fit();
    }
    /** Events as the bytes of maps/live/payload.py; the same bytes again do nothing. @param {Bytes} bytes */
    async setEvents(bytes) {
      const { header } = readHeader(bytes);
      if (header.key === this.eventsKey) return;
      this.eventsKey = header.key;
      const began = performance.now();
      const data = await decodeEvents(bytes);
      if (header.key !== this.eventsKey || this.gone) return;
      this.data = data;
      this.events.setData(data);
      const own = data.dated ? [data.header.first_day, data.header.last_day] : null;
      const extent = this.d.extent || own;
      this.timeline.setData(data, extent);
      this.overlays.refresh();
      this.root.classList.toggle("ca-untimed", !extent && data.n > 0);
      if (data.texts && data.n <= WORDED_AT_ONCE) {
        data.texts.load().then(() => {
          this.overlays.set(this.d);
          this.labels.redraw();
        });
      }
      const wanted2 = this.choosing.pending ?? this.served.selected;
      if (wanted2 !== null) this.select(wanted2, false);
      painted.dataMs = performance.now() - began;
      this.empty.hidden = data.n > 0 || !this.options.cards;
      this.empty.textContent = "No events match. Take a filter away to see some.";
      this.root.dataset.events = String(data.n);
    }
    /** @param {string} name @param {Bytes} bytes */
    async setBasemap(name, bytes) {
      const { header } = readHeader(bytes);
      if (!this.served.isNewGround(name, header.key)) return;
      const map = await decodeBasemap(bytes);
      if (this.gone) return;
      this.basemap.put(name, map);
      painted.basemap = performance.now();
      this.root.dataset.basemaps = String(this.basemap.maps().length);
    }
    destroy() {
      this.gone = true;
      this.choosing.gone = true;
      this.keys.destroy();
      this.sizes.disconnect();
      this.timeline.pause();
      this.viewing.tellSoon.cancel();
      this.lettering.later.cancel();
      this.tellLegend.cancel();
      this.tellWindow.cancel();
      this.map.remove();
    }
    /** Select an event by its place in the payload (null: none). @param {number | null} index @param {boolean} tell report it to the host */
    select(index, tell2) {
      return this.choosing.select(index, tell2);
    }
    // ---- time, counts, legend ----
    /** @param {Change} change */
    #windowChanged(change) {
      const began = performance.now();
      this.events.setWindow(change.from, change.to, change.all);
      this.overlays.setWindow(change.from, change.to, change.all);
      this.#recountSoon();
      this.stage.briefDate.textContent = this.timeline.label.textContent;
      painted.stepMs = performance.now() - began;
      this.lettering.step();
      if (!change.byPerson || !this.timeline.extent) return;
      const days = change.all ? { from: null, to: null } : { from: isoDay(change.first), to: isoDay(change.to) };
      this.served.sentWindow(days.from && days.to ? [days.from, days.to] : null, change.mode);
      this.tellWindow({ ...days, mode: change.mode, playing: change.playing });
    }
    /** Counting comes after the picture, and once for all steps of a frame. */
    #recountSoon() {
      if (this.recounting) return;
      this.recounting = requestAnimationFrame(() => {
        this.recounting = 0;
        if (!this.gone) this.recount();
      });
    }
    /** The legend follows the picture, once in a frame. */
    #drawnSoon() {
      if (this.telling) return;
      this.telling = requestAnimationFrame(() => {
        this.telling = 0;
        if (!this.gone) this.#tellDrawn();
      });
    }
    recount() {
      if (!this.data) return;
      const c = countEvents(this.data, this.events.choice, this.d.dates);
      this.lastCounts = c;
      this.counts.set(c, this.d.counts.total || 0, this.d.notes);
      this.legend.setCounts(c, this.overlays.marksShown());
      this.#tellDrawn();
    }
    /** Draw crowds this way. @param {Drawing} drawing @param {boolean} byPerson */
    setDrawing(drawing, byPerson) {
      this.drawingSwitch.set(drawing);
      this.events.setDrawing(drawing);
      this.#tellDrawn();
      this.labels.redraw();
      if (!byPerson) return;
      this.served.sendsDrawing(drawing);
      this.cb.onDrawing?.(drawing);
    }
    /** Say in the legend how the map is drawn now. */
    #tellDrawn() {
      const { way, drawing, classed } = this.events;
      this.drawingSwitch.came(way);
      namesAbove(this.map, way === "hexagons" || way === "heat");
      this.key.set({ way, drawing, classed, unlocated: this.lastCounts?.unlocated || 0 });
    }
    /** @param {Off} off */
    #setOff(off) {
      this.off = off;
      this.events.setHidden(off.colours, off.shapes);
      this.timeline.hist.recount();
      this.overlays.setHidden(off.kinds);
      this.recount();
      this.labels.redraw();
      if (off.byPerson) this.tellLegend(off.keys);
    }
    /** Whether the legend hides all of some events. @param {string[]} eventIds */
    #hides(eventIds) {
      if (!this.off.colours.length && !this.off.shapes.length) return false;
      return eventIds.every((eventId) => {
        const i = this.choosing.indexOf(eventId);
        return i >= 0 && this.events.isOff(i);
      });
    }
    /** @param {string} eventId */
    #colourOf(eventId) {
      const i = this.choosing.indexOf(eventId);
      return i < 0 || !this.data ? null : this.d.colours[this.data.colour[i]] || null;
    }
    /** What a part of the count strip stands for, as a list (pages that stand alone) and for the host. @param {string} part */
    #count(part) {
      this.cb.onCount?.(part);
      if (!this.options.cards || !this.data) return;
      const found = eventsOfPart(this.data, this.events.choice, part);
      const words = this.stage.focused?.textContent || part;
      const list = this.cards.list(found, (i) => this.select(i, true));
      this.panel.open(`${manyText(found.length, "event")}: ${words}`, list);
    }
    // ---- briefing ----
    get inBriefing() {
      return this.root.classList.contains("ca-brief");
    }
    /** Briefing: map, date, title and legend only, in large type. @param {boolean} [on] the other way by default */
    brief(on = !this.inBriefing) {
      if (on !== this.inBriefing) this.legend.brief(on);
      this.root.classList.toggle("ca-brief", on);
      this.panel.close();
      this.tools.open(false);
      this.stage.heading.hidden = !(this.options.title || on);
      this.#roomForLegend();
      this.labels.setMagnify(on ? LARGER_IN_A_BRIEFING : 1);
      this.events.setMagnify(on ? LARGER_IN_A_BRIEFING : 1);
      this.stage.briefDate.textContent = this.timeline.label.textContent;
      this.cb.onKey?.(on ? "brief" : "leave");
      if (!on && document.fullscreenElement) document.exitFullscreen();
    }
    fullScreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else if (this.root.requestFullscreen) this.root.requestFullscreen().catch(() => this.brief(true));
    }
    #leave() {
      if (this.choosing.closeList() || this.panel.close()) return true;
      if (!this.inBriefing) return false;
      this.brief(false);
      return true;
    }
    /** @param {Probe | null} probe */
    showProbe(probe) {
      this.tools.showProbe(probe);
    }
  };

  // maps/client/hosts/pins.js
  function offlineIcons(images) {
    Reflect.deleteProperty(L.Icon.Default.prototype, "_getIconUrl");
    L.Icon.Default.mergeOptions({
      iconUrl: images["marker-icon"],
      iconRetinaUrl: images["marker-icon-2x"],
      shadowUrl: images["marker-shadow"]
    });
    if (!("AwesomeMarkers" in L)) Object.assign(L, { AwesomeMarkers: { icon: colouredPin } });
  }
  var PINS = {
    red: "#d43e2a",
    darkred: "#a13336",
    lightred: "#ff8e7f",
    orange: "#f69730",
    beige: "#ffcb92",
    green: "#72b026",
    darkgreen: "#728224",
    lightgreen: "#bbf970",
    blue: "#38aadd",
    darkblue: "#0065a0",
    lightblue: "#8adaff",
    cadetblue: "#436978",
    purple: "#d152b8",
    darkpurple: "#5b396b",
    pink: "#ff91ea",
    white: "#fbfbfb",
    gray: "#575757",
    lightgray: "#a3a3a3",
    black: "#303030"
  };
  function colouredPin(options) {
    const { markerColor, iconColor, extraClasses } = options || {};
    const svg = document.createElementNS(SVG_NS, "svg");
    svg.setAttribute("viewBox", "0 0 25 41");
    svg.setAttribute("width", "25");
    svg.setAttribute("height", "41");
    const shapes = [
      [
        "path",
        {
          d: "M12.5.5a12 12 0 0 0-12 12c0 2.4.8 4.6 1.9 6.4L12.5 40l10.1-21.1a12.6 12.6 0 0 0 1.9-6.4 12 12 0 0 0-12-12z",
          fill: PINS[markerColor || ""] || PINS.blue,
          stroke: "rgba(0,0,0,.45)"
        }
      ],
      [
        "circle",
        { cx: 12.5, cy: 12.5, r: 4.6, fill: iconColor && CSS.supports("color", iconColor) ? iconColor : "#fff" }
      ]
    ];
    shapes.forEach(([tag, attributes]) => {
      const node = svg.appendChild(document.createElementNS(SVG_NS, tag));
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    });
    return L.divIcon({
      html: (
        /** @type {any} */
        svg
      ),
      // the types know of HTML elements only
      className: `ca-pin ${/^[\w -]*$/.test(extraClasses || "") ? extraClasses || "" : ""}`,
      iconSize: [25, 41],
      iconAnchor: [12, 41],
      popupAnchor: [1, -34],
      tooltipAnchor: [16, -28]
    });
  }

  // maps/client/hosts/folium.js
  var fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  function startOnFolium(map, parts, layer, { css, images }) {
    offlineIcons(images || {});
    const root = document.createElement("div");
    const handle2 = new AtlasMap(root, {}, { map, cards: true, title: true, css });
    const description = JSON.parse(new TextDecoder().decode(fromBase64(parts.description)));
    document.title = description.title || "Conflict Atlas";
    handle2.update(description);
    const jobs = Object.entries(parts.basemaps).map(([name, text]) => handle2.setBasemap(name, fromBase64(text)));
    const ready = Promise.all([...jobs, handle2.setEvents(fromBase64(parts.events))]).then(() => {
      handle2.root.dataset.ready = "true";
      return handle2;
    });
    ready.catch((error) => {
      handle2.empty.hidden = false;
      handle2.empty.textContent = `This map could not be read: ${error.message}`;
    });
    layer?.on("remove", () => handle2.present(false)).on("add", () => handle2.present(true));
    handle2.credited();
    map.on("layeradd", () => handle2.credited()).on("layerremove", () => handle2.credited());
    return { handle: handle2, ready };
  }

  // maps/client/main.js
  var page = (
    /** @type {any} */
    window
  );
  page.conflictAtlas ??= {};
  var shared = page.conflictAtlas;
  if (!shared.mount) {
    Object.assign(shared, {
      store,
      painted,
      readHeader,
      says,
      carry,
      drop,
      feed,
      /** @param {HTMLElement} root @param {Callbacks} callbacks @param {Options} options */
      mount: (root, callbacks, options) => new AtlasMap(root, callbacks || {}, { css: shared.css, ...options }),
      /** @param {L.Map} map @param {Parts} parts @param {L.Layer} [layer] */
      folium: (map, parts, layer) => Object.assign(shared, startOnFolium(map, parts, layer, shared)).handle
    });
    window.dispatchEvent(new CustomEvent("conflict-atlas:client"));
  }
})();
