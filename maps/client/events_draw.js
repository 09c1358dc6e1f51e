// How the events layer puts its marks on the canvas: the fine way and the fast way.
EventsLayer.include({
  _ink(code) {
    return this._inks[Math.min(code, this._inks.length - 1)];
  },

  _styleOf(i) {
    const flags = this._data.flags[i];
    return { hollow: this._data.size[i] === UNKNOWN_SIZE, contested: (flags & EVENT_FLAGS.contested) !== 0,
      soft: (flags & EVENT_FLAGS.area) !== 0, unsaid: this._data.precision[i] === NOT_STATED };
  },

  _drawFine(f, { list, count }) {
    const g = this._g;
    const data = this._data;
    const spots = Array.from({ length: count }, (_, k) => this._spot(list[k], f));
    const px = spots.map((spot) => spot[0]);
    const py = spots.map((spot) => spot[1]);
    const ratio = this._ratio;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, f.w, f.h);
    const piles = this._gatherPiles(f, { list, count });
    const order = Array.from({ length: count }, (_, k) => k);
    const areas = this._areasDrawn ? [] : order.filter((k) => data.flags[list[k]] & EVENT_FLAGS.area && data.reach[list[k]] > 0 && data.unit[list[k]] < UNIT.first);
    if (areas.length <= AREA_LIMIT) {
      areas.sort((a, b) => data.reach[list[b]] - data.reach[list[a]]);
      areas.forEach((k) => this._drawArea(f, list[k], px[k], py[k]));
    }
    const rank = (k) => (data.flags[list[k]] & EVENT_FLAGS.area ? 0 : 1);
    const radius = (k) => this.radius(data.size[list[k]]);
    const alone = order.filter((k) => !this.pileOf(list[k]));
    alone.sort((a, b) => rank(a) - rank(b) || radius(b) - radius(a) || list[a] - list[b]);
    alone.forEach((k) => {
      const i = list[k];
      drawGlyph(g, this._d.shapeNames[data.shape[i]], px[k], py[k], radius(k), this._ink(data.colour[i]), this._styleOf(i));
    });
    this._drawPiles(g, piles);
    alone.filter((k) => list[k] === this._selected).forEach((k) => this._drawSelected(g, px[k], py[k], radius(k)));
  },

  /** The circle in which the event lies, softly filled; its edge is a doubt, not a line. */
  _drawArea(f, i, x, y) {
    const g = this._g;
    const data = this._data;
    const lat = data.lat[i] / data.scale;
    const lon = data.lon[i] / data.scale;
    const shift = x - (mercatorX(lon) * f.scale - f.x);
    const points = sphereCircle(lat, lon, data.reach[i], 72).map(([a, o]) =>
      [mercatorX(o) * f.scale - f.x + shift, mercatorY(a) * f.scale - f.y]);
    const r = Math.max(...points.map(([px, py]) => Math.hypot(px - x, py - y)));
    if (r < 6) return;
    const colour = this._ink(data.colour[i]).body;
    const strength = Math.max(0.1, 0.34 - r / 2200) * (i === this._selected ? 1.5 : 1);
    const soft = g.createRadialGradient(x, y, 0, x, y, r);
    soft.addColorStop(0, rgba(colour, strength));
    soft.addColorStop(0.72, rgba(colour, strength * 0.62));
    soft.addColorStop(1, rgba(colour, strength * 0.12));
    g.setLineDash([]);
    g.fillStyle = soft;
    g.beginPath();
    points.forEach(([px, py], k) => (k ? g.lineTo(px, py) : g.moveTo(px, py)));
    g.closePath();
    g.fill();
  },

  _drawSelected(g, x, y, r) {
    g.setLineDash([]);
    g.beginPath();
    g.arc(x, y, r + 7, 0, 2 * Math.PI);
    g.lineWidth = 5;
    g.strokeStyle = this._d.look.halo;
    g.stroke();
    g.lineWidth = 2.4;
    g.strokeStyle = this._d.look.selected;
    g.stroke();
  },

  /** The pixels of one look (see _codes); made when first needed. */
  _makeStamp(code, i, width) {
    const data = this._data;
    const soft = (data.flags[i] & EVENT_FLAGS.area) !== 0;
    const stamp = makeStamp(this._d.shapeNames[data.shape[i]], this.radius(data.size[i]) * (soft ? 1.2 : 1), this._ratio,
      this._ink(data.colour[i]), this._styleOf(i), width);
    this._stamps.set(code, stamp);
    return stamp;
  },

  /** Stamp pixels newest first: a pixel once written stays. Sharp places first, rough ones under them. */
  _drawStamps(f, { list, count, sharp }) {
    const W = this._container.width;
    const H = this._container.height;
    if (!this._image) {
      this._image = this._g.createImageData(W, H);
      this._buffer = new Uint32Array(this._image.data.buffer);
      this._seen = new Uint8Array((W * H >> 1) + 1);
    }
    const { _buffer: buffer, _seen: seen } = this;
    const { at: pixel, look, rank } = this._data;
    const piles = this._gatherPiles(f, { list, count });
    const pileOf = this._pileOf;
    const { of } = this._spots;
    const stamps = this._stamps.list;
    buffer.fill(0);
    for (let pass = 0; pass < 2; pass++) {
      seen.fill(0);
      const end = pass ? count : sharp;
      for (let k = pass ? sharp : 0; k < end; k++) {
        const i = list[k];
        const at = pixel[i];
        if (at < 0 || pileOf[of[i]]) continue;
        // a mark of at least this size on the same two pixels hides this one
        if (seen[at >> 1] >= rank[i]) continue;
        seen[at >> 1] = rank[i];
        const stamp = stamps[look[i]] || this._makeStamp(look[i], i, W);
        const offsets = stamp.offsets;
        const colours = stamp.colours;
        const n = offsets.length;
        for (let j = 0; j < n; j++) {
          const q = at + offsets[j];
          if (buffer[q] === 0) buffer[q] = colours[j];
        }
      }
    }
    this._g.setTransform(1, 0, 0, 1, 0, 0);
    this._g.putImageData(this._image, 0, 0);
    this._g.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
    this._drawPiles(this._g, piles);
    this._overSelected(f);
  },

  _overSelected(f) {
    const i = this._selected;
    if (i < 0 || !this.shows(i) || this.pileOf(i)) return;
    const g = this._g;
    const x = this._canvasX(this._data.X[i], f);
    const y = this._data.Y[i] * f.scale - f.y;
    g.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
    drawGlyph(g, this._d.shapeNames[this._data.shape[i]], x, y, Math.max(7, this.radius(this._data.size[i])),
      this._ink(this._data.colour[i]), this._styleOf(i));
    this._drawSelected(g, x, y, Math.max(7, this.radius(this._data.size[i])));
  },
});
