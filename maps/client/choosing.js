// Pointing at events, choosing one, the panel beside the map, and what is written on the map.
Object.assign(AtlasMap.prototype, {
  _hover(event) {
    if (this._hovering || this.tools.active) return;
    this._hovering = requestAnimationFrame(() => {
      this._hovering = 0;
      if (this.gone || this.map._animatingZoom) return;
      const hits = this.events.pick(event.containerPoint);
      this.mapNode.classList.toggle("ca-point", hits.length > 0);
      this._tip(hits, event.latlng);
    });
  },

  _tip(hits) {
    const key = hits && hits.length ? hits.slice(0, 9).join() : "";
    if (key === this._tipKey) return;
    this._tipKey = key;
    if (this.tip) this.tip.remove();
    this.tip = null;
    if (!key) return;
    const i = hits[0];
    const show = () => {
      if (this._tipKey !== key || this.gone) return;
      this.tip = L.tooltip({ className: "ca-tip", direction: "top", offset: [0, -12], opacity: 1 }).setLatLng(this._latLng(i)).setContent(this.cards.tip(hits)).addTo(this.map);
    };
    if (this.data.texts) this.data.texts.load().then(show);
    else show();
  },

  /** Where an event is drawn, in the copy of the world that is on the screen. */
  _latLng(i) {
    const unit = this.data.header.units[this.data.unit[i] - UNIT.first];
    const lon = unit ? unit[2] : this.data.lon[i] / this.data.scale;
    const middle = this.map.getCenter().lng;
    return L.latLng(unit ? unit[1] : this.data.lat[i] / this.data.scale, lon + 360 * Math.round((middle - lon) / 360));
  },

  _click(event) {
    if (this.tools.active) return;
    const hits = this.events.pick(event.containerPoint);
    this._tip(null);
    if (hits.length === 1) this.select(hits[0], true);
    else if (hits.length > 1) this._pickList(hits);
    else if (this.events._selected >= 0) this.select(null, true);
  },

  /** What a list of events is headed with: the unit that they are known to, or the spot that they share. */
  _pileTitle(hits) {
    const { unit, header } = this.data;
    const count = manyText(hits.length, "event");
    if (!unit[hits[0]]) return `${count} on this spot`;
    const entry = header.units[unit[hits[0]] - UNIT.first];
    return entry ? `${count} somewhere in ${entry[0]}` : `${count} known to this area`;
  },

  async _pickList(hits) {
    if (this.data.texts) await this.data.texts.load();
    const node = el("div", null, el("h3", { text: this._pileTitle(hits) }), this.cards.list(hits, (i) => {
      this.map.closePopup();
      this.select(i, true);
    }));
    const at = this._latLng(hits[0]);
    const room = this.map.latLngToContainerPoint(at).y - 64; // the map stays where it is if the list fits over the spot, scrolling
    L.popup({ className: "ca-pop", maxWidth: 380, minWidth: 260, maxHeight: Math.max(140, Math.min(320, room)), autoPan: room < 140,
      autoPanPaddingTopLeft: [60, 96], autoPanPaddingBottomRight: [30, 30] }).setLatLng(at).setContent(node).openOn(this.map);
    const first = node.querySelector("button");
    if (first) first.focus({ preventScroll: true });
  },

  /** Select an event by its place in the payload (null: none). `tell`: report it to the host. */
  async select(index, tell) {
    const none = index === null || index === undefined || index < 0;
    if (!none && (!this.data || index >= this.data.n)) {
      this._pendingSelection = index;
      return;
    }
    this._pendingSelection = undefined;
    this.events.setSelected(none ? -1 : index);
    if (tell) {
      if (this.data && this.data.texts) await this.data.texts.load();
      const id = none ? null : this.cards.text("event_id", index);
      this._call("onSelect", none ? null : index, id, this._eventsKey);
    }
    if (!this.options.cards || (none && !tell)) return;
    if (none) this._closePanel();
    else {
      if (this.data.texts) await this.data.texts.load();
      this._openPanel(null, this.cards.detail(index));
    }
  },

  _indexOf(eventId) {
    const texts = this.data && this.data.texts;
    if (!texts || !eventId) return -1;
    if (!texts.ids) {
      if (!this.data.n || texts.get("event_id", 0) === null) return -1; // not unpacked yet
      texts.ids = new Map();
      for (let i = 0; i < this.data.n; i++) texts.ids.set(texts.get("event_id", i), i);
    }
    return texts.ids.has(eventId) ? texts.ids.get(eventId) : -1;
  },

  /** Whether the legend hides all of some events. */
  _hides(eventIds) {
    if (!this.off.colours.length && !this.off.shapes.length) return false;
    return eventIds.every((eventId) => {
      const i = this._indexOf(eventId);
      return i >= 0 && this.events.isOff(i);
    });
  },

  _colourOf(eventId) {
    const i = this._indexOf(eventId);
    return i < 0 ? null : this.d.colours[this.data.colour[i]] || null;
  },

  _selectById(eventId) {
    const i = this._indexOf(eventId);
    if (i >= 0) this.select(i, true);
    else this._call("onSelect", null, eventId, this._eventsKey);
  },

  _openPanel(title, ...nodes) {
    this._back = this._back || this.stage.getRootNode().activeElement;
    const close = iconButton("close", "Close (Escape)", () => this._closePanel());
    this.panel.replaceChildren(el("div", { class: "ca-panel-head" }, el("h3", { text: title || "" }), close), ...nodes);
    this.panel.hidden = false;
    this.panel.scrollTop = 0;
    close.focus({ preventScroll: true });
  },

  _closePanel() {
    if (this.panel.hidden) return false;
    this.panel.hidden = true;
    if (this._back && this._back.focus) this._back.focus({ preventScroll: true });
    this._back = null;
    if (this.events._selected >= 0) this.select(null, true);
    return true;
  },

  /** The events in view as a list, for the keyboard and for readers. */
  async toggleList() {
    if (!this.panel.hidden) {
      this._closePanel();
      return;
    }
    if (!this.data) return;
    if (this.data.texts) await this.data.texts.load();
    const found = [];
    const b = this.map.getBounds();
    for (let i = this.data.n - 1; i >= 0; i--) if (this.events.shows(i) && b.contains(this._latLng(i))) found.push(i);
    this._openPanel(`${numberText(found.length)} in view`, this.cards.list(found, (i) => this.select(i, true)));
  },

  // ---- lettering ----
  _labelCandidates(zoom) {
    return [...this.overlays.labels(zoom), ...this._eventLabels(), ...basemapLabels(this.basemap.maps(), zoom)];
  },

  /** With a handful of events in the window their titles stand on the map. */
  _eventLabels() {
    const data = this.data;
    if (!data || !data.texts || data.n > 60 || !this.events._map) return [];
    const out = [];
    for (let i = data.n - 1; i >= 0; i--) {
      const title = this.events.shows(i) && this.cards.text("title", i);
      if (!title) continue;
      const known = out.find((label) => label.x === data.X[i] && label.y === data.Y[i]);
      if (known) known.others += 1;
      else out.push({ kind: "event", text: title, others: 0, x: data.X[i], y: data.Y[i], gap: this.events.reachOf(i) + 6, rank: 0 });
    }
    out.forEach((label) => (label.more = label.others ? `and ${label.others} more here` : ""));
    return out.length <= 16 ? out : [];
  },

  /** The panels over the map, as boxes in pixels of it. */
  _panelBoxes() {
    const stage = this.stage.getBoundingClientRect();
    return [...this.stage.querySelectorAll(".ca-legend, .ca-heading, .ca-bar, .ca-br > *, .ca-brief-date")].map((node) => node.getBoundingClientRect())
      .filter((box) => box.width).map((box) => [box.left - stage.left, box.top - stage.top, box.right - stage.left, box.bottom - stage.top]);
  },

  /** What names keep off: panels over the map; marks, of which piles and badges always count. */
  _labelObstacles() {
    return { panels: this._panelBoxes(), marks: this.data ? this.events.obstacles(this.data.n <= 3000 ? 300 : 0) : [] };
  },
});
