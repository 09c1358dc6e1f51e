// The legend: what is drawn, and a switch for each of it. Colours and shapes filter; marks explain.
class Legend {
  /**
   * `onToggle({colours, shapes, kinds, keys, byPerson})`: codes and overlay kinds that are switched off, and the keys of
   * their entries. A key says what an entry stands for (maps/hidden.py), so it holds when the legend changes.
   */
  constructor(onToggle) {
    this.onToggle = onToggle;
    this.off = new Set();
    this.body = el("div", { class: "ca-legend-body" });
    this.fold = iconButton("chevron", "Fold the legend", () => this._foldByHand(), { class: "ca-icon ca-legend-head", "aria-expanded": "true" });
    this.folded = el("button", { type: "button", class: "ca-legend-open", text: "Legend", on: { click: () => this._foldByHand() } });
    this.node = el("div", { class: "ca-legend", role: "group", "aria-label": "Legend" }, this.fold, this.folded, this.body);
  }

  toggleFold(open) {
    const folded = open === undefined ? this.node.classList.toggle("ca-folded") : this.node.classList.toggle("ca-folded", !open);
    this.fold.setAttribute("aria-expanded", String(!folded));
  }

  _foldByHand() {
    this.byHand = true;
    this.toggleFold();
  }

  /** Open where there is room for it, until a person says otherwise. */
  suit(roomy) {
    if (!this.byHand) this.toggleFold(roomy);
  }

  /** In a briefing the legend is open, whatever it was; afterwards it is as before. */
  brief(on) {
    if (on) this._wasOpen = !this.node.classList.contains("ca-folded");
    this.toggleFold(on || this._wasOpen);
  }

  set(d) {
    const key = JSON.stringify([d.theme, d.legend]);
    if (key === this._key) return;
    this._key = key;
    this.d = d;
    this._build();
    this._fire();
  }

  /** Switch exactly these entries off. */
  setOff(keys) {
    this.off = new Set(keys);
    this._paintRows();
    this._fire();
  }

  _keyOf(group, entry) {
    if (group === "kinds") return `mark:${entry.key}`;
    if (group === "shapes") return entry.value ? `shape:=${entry.value}` : "shape:other";
    return entry.kind === "value" || entry.kind === undefined ? `colour:=${entry.value}` : `colour:${entry.kind}`;
  }

  _build() {
    const { d } = this;
    const { legend } = d;
    const parts = [];
    this.rows = [];
    if (legend.colours.length) {
      parts.push(el("h3", { text: legend.title || "Colour" }));
      legend.colours.forEach((entry, code) => parts.push(this._row("colours", code, this._keyOf("colours", entry), entry.label, this._swatch(entry.colour, "circle", {}), entry.count)));
    }
    if (legend.shapes.length) {
      parts.push(el("h3", { text: "Type of event" }));
      legend.shapes.forEach((entry) => parts.push(this._row("shapes", entry.code, this._keyOf("shapes", entry), entry.label, this._swatch(d.look.muted, entry.shape, {}), entry.count)));
    }
    const marks = this._marks();
    if (marks.length) parts.push(el("h3", { text: "Marks" }), ...marks);
    this.body.replaceChildren(...parts);
    this.node.hidden = !parts.length;
    this._paintRows();
  }

  _marks() {
    const { legend, look } = this.d;
    const grey = look.muted;
    const rows = [];
    const drawn = legend.sizes || [];
    if (drawn.length > 1) {
      rows.push(el("div", { class: "ca-sizes", title: "Size: deaths" }, ...drawn.map((size) =>
        el("span", { class: "ca-size" }, this._swatch(grey, "circle", {}, Math.min(13, size.radius)), el("span", { text: size.label || `${size.deaths}+` })))));
    }
    (legend.marks || []).forEach((mark) => {
      const fixed = { hollow: { hollow: true }, contested: { contested: true }, coarse: { soft: true }, not_stated: { unsaid: true } }[mark.key];
      const drawn = { pile: true, unit: true }[mark.key];
      if (drawn) rows.push(el("div", { class: "ca-row ca-mark" }, this._markSwatch(mark.key), el("span", { class: "ca-row-text", text: mark.label })));
      else if (fixed) rows.push(el("div", { class: "ca-row ca-mark" }, this._swatch(grey, "circle", fixed), el("span", { class: "ca-row-text", text: mark.label })));
      else rows.push(this._row("kinds", mark.key, this._keyOf("kinds", mark), mark.label, this._lineSwatch(mark.key), null));
    });
    return rows;
  }

  _row(group, code, key, label, swatch, count) {
    const button = el("button", { type: "button", class: "ca-row", title: `${label}: switch on or off`, on: { click: () => this._toggle(key) } }, swatch,
      el("span", { class: "ca-row-text", text: label }), count === null ? null : el("span", { class: "ca-row-count", text: numberText(count) }));
    this.rows.push({ group, code, key, button });
    return button;
  }

  _toggle(key) {
    if (!this.off.delete(key)) this.off.add(key);
    this._paintRows();
    this._fire(true);
  }

  _fire(byPerson) {
    const codes = (wanted) => (this.rows || []).filter(({ group, key }) => group === wanted && this.off.has(key)).map(({ code }) => code);
    this.onToggle({ byPerson: Boolean(byPerson), colours: codes("colours"), shapes: codes("shapes"), kinds: codes("kinds"), keys: [...this.off] });
  }

  _paintRows() {
    (this.rows || []).forEach(({ key, button }) => button.setAttribute("aria-pressed", String(!this.off.has(key))));
  }

  /** Numbers of the window; what the window does not show steps back. */
  setCounts(c, marks) {
    (this.rows || []).forEach(({ group, code, key, button }) => {
      if (group === "kinds") {
        button.classList.toggle("ca-none", !marks.has(code) && !this.off.has(key));
        return;
      }
      const count = c[group][code];
      const text = button.querySelector(".ca-row-count");
      if (text) text.textContent = numberText(count);
      button.classList.toggle("ca-none", count === 0);
    });
  }

  _canvas(w, h) {
    const ratio = 2;
    const canvas = el("canvas", { width: w * ratio, height: h * ratio, "aria-hidden": "true", class: "ca-swatch" });
    canvas.style.width = w + "px";
    canvas.style.height = h + "px";
    const g = canvas.getContext("2d");
    g.scale(ratio, ratio);
    return [canvas, g];
  }

  _swatch(colour, shape, style, radius) {
    const r = radius || 6.2;
    const side = Math.max(24, Math.ceil(r * 2 + 6));
    const [canvas, g] = this._canvas(side, side);
    drawGlyph(g, shape, side / 2, side / 2, r, inks(colour, this.d.look, this.d.dark), style);
    return canvas;
  }

  /** A pile's ring, a unit's badge. */
  _markSwatch(kind) {
    const [canvas, g] = this._canvas(24, 24);
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

  _lineSwatch(kind) {
    const [canvas, g] = this._canvas(24, 24);
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
}
