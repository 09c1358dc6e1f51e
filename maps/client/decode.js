// Payloads: u32 header length, JSON header, then gzip'd little-endian columns (maps/payload.py writes them).
const ARRAYS = { i4: Int32Array, i2: Int16Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };
const EVENT_FLAGS = { contested: 1, area: 2, noBest: 4, noLow: 8, noHigh: 16, unlocated: 32, openStart: 64, withdrawn: 128 };
const UNIT = { point: 0, ownPlace: 1, first: 2 }; // codes of the column unit (maps/units.py)
const NOT_STATED = 8; // the place of "not_stated" in events/model.py's precisions
const NO_PLACE = -2147483648;

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

/** Undo the byte planes: all first bytes of the column, then all second ones, and so on. */
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

/** Events as typed arrays: X, Y (world 0..1), start, end (days), codes, deaths, flags, radius (metres). */
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
    const unit = c.unit[i] >= UNIT.first ? header.units[c.unit[i] - UNIT.first] : null; // known only to it: drawn on it
    X[i] = unplaced ? NaN : mercatorX(unit ? unit[2] : c.lon[i] / header.scale);
    Y[i] = unplaced ? NaN : mercatorY(unit ? unit[1] : c.lat[i] / header.scale);
    reach[i] = c.radius[i] ? 50 * Math.exp((c.radius[i] - 1) * header.radius_step) : 0;
  }
  const tail = bytes.subarray(start + header.body);
  return {
    header, n, dated: header.dated, longest, X, Y, from, to, reach, lat: c.lat, lon: c.lon, scale: header.scale,
    time: c.time, colour: c.colour, shape: c.shape, low: c.low, best: c.best, high: c.high, flags: c.flags, precision: c.precision,
    unit: c.unit,
    texts: tail.length ? textReader(tail) : null,
  };
}

/** Titles, places and the rest, unpacked at the first question. */
function textReader(bytes) {
  let ready = null;
  let columns = null;
  const load = () => (ready = ready || gunzip(bytes).then((raw) => (columns = JSON.parse(new TextDecoder().decode(raw)))));
  return {
    load,
    get(name, i) {
      const column = columns && columns[name];
      if (!column) return null;
      return column.codes ? column.values[column.codes[i]] : column.values[i];
    },
  };
}

/** Basemap parts: per layer the coordinates in world units and, per part, its slice, feature and box. */
async function decodeBasemap(bytes) {
  const { header, start } = readHeader(bytes);
  const c = readColumns(await gunzip(bytes.subarray(start, start + header.body)), header.columns);
  const infos = JSON.parse(new TextDecoder().decode(await gunzip(bytes.subarray(start + header.body))));
  const layers = {};
  for (const info of infos) {
    const id = info.name;
    const lens = c[id + ".len"];
    const x = new Float32Array(c[id + ".dx"].length);
    const y = new Float32Array(x.length);
    const boxes = new Float32Array(lens.length * 4);
    const starts = new Uint32Array(lens.length + 1);
    for (let p = 0, k = 0; p < lens.length; p++) {
      let lon = c[id + ".x0"][p];
      let lat = c[id + ".y0"][p];
      let l = 9, t = 9, r = -9, b = -9;
      starts[p] = k;
      for (let i = 0; i < lens[p]; i++, k++) {
        lon += c[id + ".dx"][k];
        lat += c[id + ".dy"][k];
        const px = (x[k] = mercatorX(lon / header.scale));
        const py = (y[k] = mercatorY(lat / header.scale));
        if (px < l) l = px;
        if (px > r) r = px;
        if (py < t) t = py;
        if (py > b) b = py;
      }
      boxes.set([l, t, r, b], p * 4);
      starts[p + 1] = k;
    }
    layers[id] = { ...info, x, y, boxes, starts, feature: c[id + ".feature"] };
  }
  const [left, bottom, right, top] = header.bounds;
  const box = [mercatorX(left), mercatorY(top), mercatorX(right), mercatorY(bottom)];
  return { header, layers, box };
}
