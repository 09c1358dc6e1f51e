// Words about events: the hover tip, the list of a spot, and the card of a page that stands alone.
const LISTED_AT_ONCE = 100;

class Cards {
  /** `hooks`: data() -> events or null, describe() -> description. */
  constructor(hooks) {
    this.hooks = hooks;
  }

  text(name, i) {
    const data = this.hooks.data();
    return data && data.texts ? data.texts.get(name, i) : null;
  }

  when(i) {
    const { from, to, dated, flags, time } = this.hooks.data();
    if (i >= dated) return NO_DATE;
    return whenText(from[i], to[i], this.hooks.describe().timeKinds[time[i]], Boolean(flags[i] & EVENT_FLAGS.openStart));
  }

  colourLabel(i) {
    const entry = this.hooks.describe().legend.colours[this.hooks.data().colour[i]];
    return entry ? entry.label : "";
  }

  kindLabel(i) {
    const code = this.hooks.data().shape[i];
    const entry = this.hooks.describe().legend.shapes.find((shape) => shape.code === code);
    return entry ? entry.label : this.hooks.describe().shapeLabels[code] || "";
  }

  deaths(i) {
    const { flags, low, best, high } = this.hooks.data();
    const figure = (values, missing) => (flags[i] & missing ? null : values[i]);
    return `deaths ${figuresText(figure(low, EVENT_FLAGS.noLow), figure(best, EVENT_FLAGS.noBest), figure(high, EVENT_FLAGS.noHigh))}`;
  }

  where(i) {
    const { precision, reach } = this.hooks.data();
    const words = this.hooks.describe().precisions[precision[i]] || "";
    return reach[i] ? `${words}, within ${kmText(reach[i])} (${milesText(reach[i])})` : words;
  }

  title(i) {
    return this.text("title", i) || this.kindLabel(i) || "Event";
  }

  swatch(i) {
    const d = this.hooks.describe();
    const data = this.hooks.data();
    const canvas = el("canvas", { width: 48, height: 48, class: "ca-swatch", "aria-hidden": "true" });
    canvas.style.width = canvas.style.height = "24px";
    const g = canvas.getContext("2d");
    g.scale(2, 2);
    const colour = d.colours[data.colour[i]] || d.look.other;
    drawGlyph(g, d.shapeNames[data.shape[i]], 12, 12, 6.4, inks(colour, d.look, d.dark), { hollow: data.size[i] === UNKNOWN_SIZE,
      contested: Boolean(data.flags[i] & EVENT_FLAGS.contested), soft: Boolean(data.flags[i] & EVENT_FLAGS.area), unsaid: data.precision[i] === NOT_STATED });
    return canvas;
  }

  tip(indices) {
    const i = indices[0];
    const place = this.text("place", i);
    const lines = [this.when(i), [this.colourLabel(i), this.deaths(i)].filter(Boolean).join(" · ")];
    if (place) lines.push(place);
    if (this.hooks.data().precision[i]) lines.push(`place known to: ${this.where(i)}`);
    if (this.hooks.data().flags[i] & EVENT_FLAGS.contested) lines.push("contested: rival claims");
    if (indices.length > 1) lines.push(`and ${numberText(indices.length - 1)} more here: click for the list`);
    return el("div", { class: "ca-card-small" }, el("strong", { text: this.title(i) }), ...lines.map((text) => el("div", { text })));
  }

  /** A list of events to pick from, as buttons; what is left is one press away, however many lie on a spot. */
  list(indices, onPick) {
    const row = (i) => el("button", { type: "button", class: "ca-item", on: { click: () => onPick(i) } },
      this.swatch(i), el("span", { class: "ca-item-text" }, el("strong", { text: this.title(i) }),
        el("span", { text: [this.when(i), this.colourLabel(i), this.deaths(i)].filter(Boolean).join(" · ") })));
    const node = el("div", { class: "ca-items" });
    const grow = (from) => {
      const to = Math.min(indices.length, from + LISTED_AT_ONCE);
      const rows = indices.slice(from, to).map(row);
      const left = indices.length - to;
      const text = `Show ${numberText(Math.min(left, LISTED_AT_ONCE))} more of ${numberText(left)}`;
      const more = left ? el("button", { type: "button", class: "ca-item ca-more", text, on: { click: () => {
        more.remove();
        const first = grow(to);
        if (first) first.focus({ preventScroll: true });
      } } }) : null;
      node.append(...rows, ...(more ? [more] : []));
      return rows[0];
    };
    grow(0);
    return node;
  }

  /** Everything that the page carries about one event. */
  detail(i) {
    const data = this.hooks.data();
    const rows = [["When", this.whenLong(i)], ["Where", [this.text("place", i), this.text("admin1", i), this.text("country", i)].filter(Boolean).join(", ")],
      ["Place known to", this.where(i)], ["How it was located", this.text("located", i)],
      ["Coordinates", data.flags[i] & EVENT_FLAGS.unlocated ? "not located" : placeText(data.lat[i] / data.scale, data.lon[i] / data.scale)],
      ["Type", [this.kindLabel(i), this.text("sub_event_type", i)].filter(Boolean).join(" · ")],
      ["Attacker", this.text("attacker", i) || "not stated"], ["Known how", this.text("basis", i)], ["Target", this.text("target", i)],
      ["Casualties", [this.deaths(i), this.text("injured", i)].filter(Boolean).join(" · ")],
      ["Weapon", this.text("weapon", i)], ["Dataset", this.text("dataset", i)]];
    const facts = rows.filter(([, value]) => value).map(([name, value]) => [el("dt", { text: name }), el("dd", { text: String(value) })]).flat();
    const notes = this.text("notes", i);
    return el("div", { class: "ca-detail" }, el("h2", null, this.swatch(i), el("span", { text: this.title(i) })),
      data.flags[i] & EVENT_FLAGS.contested ? el("p", { class: "ca-flag", text: "Contested: the claims name rival attackers" }) : null,
      el("dl", null, ...facts), notes ? el("p", { class: "ca-notes", text: notes }) : null,
      this._claims(this.text("claims", i)), this._sources(this.text("sources", i)));
  }

  whenLong(i) {
    const note = this.text("time_note", i);
    return note ? `${this.when(i)} (${note})` : this.when(i);
  }

  _claims(claims) {
    if (!claims || !claims.length) return null;
    return el("section", null, el("h3", { text: "Who says so" }), el("ul", null, ...claims.map((claim) =>
      el("li", null, el("strong", { text: claim.actor || "nobody named" }), el("span", { text: `: ${claim.words}` })))));
  }

  _sources(sources) {
    if (!sources || !sources.length) return null;
    const link = (source) => (/^https?:\/\//i.test(source.url || "")
      ? el("a", { href: source.url, target: "_blank", rel: "noopener noreferrer", text: source.words }) : el("span", { text: source.words }));
    return el("section", null, el("h3", { text: "Sources" }), el("ul", null, ...sources.map((source) => el("li", null, link(source)))));
  }
}
