// One map: its parts put together, and the handle that its host talks to.
class AtlasMap {
  /**
   * `root`: an empty element (in a page or a shadow root). `callbacks`: onSelect, onWindow, onView, onShape,
   * onProbe, onCount, onLegend, onKey. `options`: {map (an existing Leaflet map), cards, title}.
   */
  constructor(root, callbacks, options) {
    this.root = root;
    this.cb = callbacks || {};
    this.options = options || {};
    this.d = readDescription(null);
    this.data = null;
    this.served = {};
    this.off = { colours: [], shapes: [], kinds: [] };
    injectStyles(root.getRootNode());
    this._build();
    this._map();
    this._parts();
    this._listen();
  }

  // ---- making ----
  _build() {
    this.mapNode = this.options.map ? this.options.map.getContainer() : el("div", { class: "ca-map" });
    this.stage = el("div", { class: "ca-stage" });
    if (this.options.map) this.mapNode.before(this.root);
    this.stage.append(this.mapNode);
    this.foot = el("div", { class: "ca-foot" });
    this.root.classList.add("ca");
    this.root.append(this.stage, this.foot);
    this.mapNode.classList.add("ca-map");
    this.mapNode.setAttribute("role", "region");
    this.mapNode.setAttribute("aria-label", "Map of events. Arrow keys step through time, Shift and arrows move the map.");
  }

  _map() {
    const map = (this.map = this.options.map || L.map(this.mapNode, { attributionControl: false, zoomControl: false }));
    if (map.zoomControl) map.zoomControl.remove();
    if (map.attributionControl) map.attributionControl.remove();
    if (map.keyboard) map.keyboard.disable();
    const calm = reducedMotion();
    Object.assign(map.options, { zoomSnap: 0.25, zoomDelta: 0.75, wheelPxPerZoomLevel: 110, maxZoom: 16, worldCopyJump: true,
      fadeAnimation: !calm, zoomAnimation: !calm && map.options.zoomAnimation, inertia: !calm });
    if (calm) map._zoomAnimated = false;
    if (!map._loaded) map.setView([25, 30], 3, { animate: false });
    map.createPane("caGround").style.zIndex = 100; // under the tiles of another layer
    this.basemap = new BasemapLayer().addTo(map);
    map.createPane("caLabels").style.zIndex = 410;
    map.createPane("caEvents").style.zIndex = 420;
    ["caLabels", "caEvents"].forEach((pane) => (map.getPane(pane).style.pointerEvents = "none"));
    this.overlays = new Overlays(map, { onSelect: (eventId) => this._selectById(eventId), colourOf: (eventId) => this._colourOf(eventId), hides: (eventIds) => this._hides(eventIds), unitsShown: () => this.events && this.events.unitsShown(),
      taken: (event) => Boolean(this.tools.active) || this.events.pick(event.containerPoint).length > 0 });
    this.labels = new LabelsLayer({ pane: "caLabels" }).addTo(map);
    this.events = new EventsLayer({ pane: "caEvents" }).addTo(map);
    this.events._panels = () => this._panelBoxes();
    this.labels.setSources((zoom) => this._labelCandidates(zoom), () => this._labelObstacles(), () => this.basemap.maps());
    this.scale = L.control.scale({ imperial: false, position: "bottomright", maxWidth: 140 }).addTo(map);
    this._limitZoom();
  }

  _parts() {
    const zoom = el("div", { class: "ca-bar" }, iconButton("plus", "Zoom in (+)", () => this.map.zoomIn()), iconButton("minus", "Zoom out (−)", () => this.map.zoomOut()),
      iconButton("fit", "Show all events", () => this.fit()));
    this.cards = new Cards({ data: () => this.data, describe: () => this.d });
    this.tools = new Tools(this.map, { look: () => this.d.look, onShape: (shape) => this._call("onShape", shape), onProbe: (lat, lon) => this._call("onProbe", lat, lon),
      verdicts: (lat, lon) => ringVerdicts(this.overlays.items.filter((item) => this.overlays.shows(item)).map((item) => item.overlay), lat, lon),
      onStart: () => this._tip(null) });
    this.legend = new Legend((off) => this._setOff(off));
    this.counts = new CountStrip((part) => this._count(part));
    this.timeline = new Timeline((change) => this._windowChanged(change));
    const views = el("div", { class: "ca-bar" }, iconButton("list", "List of the events in view", () => this.toggleList()),
      iconButton("brief", "Briefing view (b)", () => this.brief()), iconButton("full", "Full screen", () => this.fullScreen()));
    this.heading = el("div", { class: "ca-heading" }, (this.titleNode = el("h1")), (this.subtitleNode = el("p")));
    this.briefDate = el("div", { class: "ca-brief-date" });
    this.credit = el("div", { class: "ca-credit" });
    this.empty = el("div", { class: "ca-nothing", hidden: true, role: "status" });
    this.panel = el("aside", { class: "ca-panel", hidden: true, "aria-label": "Events" });
    this.leave = iconButton("close", "Leave the briefing view (Escape)", () => this.brief(false), { class: "ca-icon ca-leave" });
    this.stage.append(el("div", { class: "ca-tl" }, this.heading, zoom, this.tools.node), el("div", { class: "ca-tr" }, views, this.leave), this.briefDate, this.legend.node,
      el("div", { class: "ca-br" }, this.credit), el("div", { class: "ca-bottom" }, this.tools.hint, this.tools.chip), this.empty, this.panel);
    this.stage.querySelector(".ca-br").prepend(this.scale.getContainer());
    this.stage.querySelectorAll(".ca-tl, .ca-tr, .ca-legend, .ca-panel, .ca-bottom").forEach((node) => {
      L.DomEvent.disableScrollPropagation(node);
    });
    this.foot.append(this.counts.node, this.timeline.node);
    this.heading.hidden = !this.options.title;
  }

  _listen() {
    this._onWindow = throttle((value) => this._call("onWindow", value), 350);
    this._letteringLater = debounce(() => this.gone || this.labels.redraw(), 200);
    this._onLegend = debounce((keys) => this._call("onLegend", keys), 250);
    this._onView = debounce(() => {
      const view = this.view();
      const key = JSON.stringify(view);
      if (key === this._toldView) return;
      this._toldView = key;
      this._call("onView", view);
    }, 400);
    this.map.on("moveend", () => {
      if (this._quiet) return;
      this._touched = true;
      this._onView();
    });
    this.map.on("resize", () => this._limitZoom());
    this.map.on("mousemove", (event) => this._hover(event));
    this.map.on("mouseout", () => this._tip(null));
    this.map.on("click", (event) => this._click(event));
    this.basemap.on("drawn", () => this.labels.redraw());
    this._key = (event) => this._keydown(event);
    window.addEventListener("keydown", this._key);
    this._sizes = new ResizeObserver(() => this._resized());
    this._sizes.observe(this.stage);
  }

  _call(name, ...args) {
    if (this.cb[name]) this.cb[name](...args);
  }

  /**
   * A new size: until a person has moved the map, it keeps showing what it was asked to show, to the pixel: a page
   * finds its height in steps, and a view asked for in one of them is meant for the last. Afterwards the host is told.
   */
  _resized() {
    this.root.classList.toggle("ca-small", this.stage.clientHeight < 400);
    this._roomForLegend();
    const told = this._toldView;
    this._quietly(() => {
      this.map.invalidateSize({ pan: false, animate: false });
      if (this._viewed && !this._touched) this._show();
    });
    const sidebar = this._sidebar;
    this._sidebar = this.options.sidebar ? this.options.sidebar() : true;
    if (!this._touched && (sidebar === undefined || sidebar === this._sidebar)) return;
    this._toldView = told; // its middle is another one now, or the page's sidebar is open or closed
    if (sidebar !== this._sidebar) this._toldView = null;
    this._onView();
  }

  /** Show what was asked for: a view, bounds, or all events. */
  _show() {
    const { view, fit } = this.asked || {};
    if (view) this.map.setView([view.lat, view.lon], view.zoom, { animate: false, reset: true }); // else it pans by whole pixels
    else this._fit(fit && fit.bounds);
  }

  /** The legend ends below the buttons; what does not fit scrolls, and where little fits it is folded. */
  _roomForLegend() {
    if (!this.root.classList.contains("ca-brief")) this.legend.suit(this.stage.clientWidth >= 900 && this.stage.clientHeight >= 380);
    const top = this.stage.querySelector(".ca-tl");
    this.legend.node.style.maxHeight = `${Math.max(110, this.stage.clientHeight - top.offsetTop - top.offsetHeight - 28)}px`;
  }

  /** The world is never smaller than the map. */
  _limitZoom() {
    const size = this.map.getSize();
    if (size.x) this.map.options.minZoom = Math.max(1, Math.floor(Math.log2(Math.max(size.x, size.y) / 256) * 4) / 4);
  }

  // ---- the host's side ----
  /** Show a description (maps/layers.py); the same one again does nothing. The view stays. */
  update(description) {
    const key = JSON.stringify(description);
    if (key === this._descriptionKey) return;
    this._descriptionKey = key;
    const d = (this.d = readDescription(description));
    applyLook(this.root, d);
    this.basemap.setLook(d.look);
    this.events.setDescription(d);
    this.labels.setDescription(d);
    this.overlays.set(d);
    this.legend.set(d);
    this.timeline.setLook(d.look);
    this._words(d);
    const turned = this.served.turn !== undefined && this.served.turn !== description.turn;
    if (turned) Object.assign(this.served, { window: null, view: null, hidden: null });
    if (turned) this.sent = [];
    this.served.turn = description.turn;
    this._serverWindow(d, description);
    this._serverView(d, description, turned);
    this._serverHidden(description);
    this.tools.setShape(d.shape || null);
    if (d.selected_index !== undefined) this.select(d.selected_index, false);
    if (d.probe && JSON.stringify(d.probe) !== this.served.probe) this.tools.showProbe(d.probe);
    this.served.probe = JSON.stringify(d.probe);
    this._recount();
  }

  _words(d) {
    this.titleNode.textContent = d.title || "";
    this.subtitleNode.textContent = d.subtitle || "";
    this.subtitleNode.hidden = !d.subtitle;
    this._roomForLegend();
    this.credited();
  }

  /** Who is to be named: ours, and in their words those of other layers of the map (their markup is left out). */
  credited() {
    const theirs = new Set();
    this.map.eachLayer((layer) => {
      const said = layer.getAttribution && layer.getAttribution();
      if (said) theirs.add(new DOMParser().parseFromString(String(said), "text/html").body.textContent.trim());
    });
    this.credit.textContent = [...this.d.credits, ...theirs].join(" · ");
  }

  /** The layer of all that is ours but the ground is switched on or off, in a control of layers. */
  present(on) {
    if (on && !this.events._map) this.events.addTo(this.map);
    if (!on) this.events.remove();
    this.overlays.setPresent(on);
    this.labels.redraw();
    this.empty.hidden = on && (!this.data || this.data.n > 0);
    if (!on) this.empty.textContent = "The events are switched off among the layers of this map.";
  }

  /** The server's window counts when it is news, not when it echoes what the person did here. */
  _serverWindow(d, raw) {
    const wanted = JSON.stringify([raw.window || null, raw.mode || "window"]);
    const before = this.served.window;
    this.served.window = wanted;
    if (before === wanted || (before !== undefined && (this.sent || []).includes(wanted))) return;
    if (before === undefined && !raw.window && !raw.mode) return;
    this.timeline.pause();
    this.timeline.setWindow(d.window ? d.window[0] : null, d.window ? d.window[1] : null, d.mode);
  }

  /** First the asked view or the bounds; afterwards only when the server asks for another one. */
  _serverView(d, raw, turned) {
    const wanted = JSON.stringify([raw.view || null, raw.fit || null]);
    const first = this.served.view === undefined;
    if (this.served.view === wanted) return;
    this.served.view = wanted;
    if (raw.view || (first && !this._viewed) || turned || raw.fit) {
      this._touched = false;
      this.asked = { view: raw.view, fit: raw.fit };
      this._quietly(() => this._show());
      if (!raw.view && !raw.fit) this._onView();
    }
    this._viewed = true;
    if (!turned || !raw.view) return;
    this._toldView = null; // the server forgot what the map shows
    this._onView();
  }

  /** Move the view without telling the host: what it asked for itself is no news to it. */
  _quietly(move) {
    this._quiet = true;
    move();
    this._quiet = false;
    this._toldView = JSON.stringify(this.view());
  }

  /** Show all events again; the host is told the view that this makes. */
  fit() {
    this.asked = null;
    this._touched = false;
    this._quietly(() => this._fit());
    this._toldView = null;
    this._onView();
  }

  _fit(bounds) {
    const [l, b, r, t] = bounds || this.d.bounds || [-130, -50, 150, 65];
    const roomy = this.stage.clientWidth > 900 && this.stage.clientHeight > 420;
    this.map.fitBounds([[b, l], [t, r]], { animate: false, maxZoom: 11, paddingTopLeft: roomy ? [270, 36] : [10, 10], paddingBottomRight: roomy ? [40, 48] : [10, 30] });
  }

  /** Events as the bytes of maps/payload.py; the same bytes again do nothing. */
  async setEvents(bytes) {
    const { header } = readHeader(bytes);
    if (header.key === this._eventsKey) return;
    this._eventsKey = header.key;
    const began = performance.now();
    const data = await decodeEvents(bytes);
    if (header.key !== this._eventsKey || this.gone) return;
    this.data = data;
    this.events._selected = -1;
    this.events.setData(data);
    const extent = this.d.extent || (data.dated ? [data.header.first_day, data.header.last_day] : null);
    this.timeline.setData(data, extent);
    this.overlays.refresh();
    this.root.classList.toggle("ca-untimed", !extent && data.n > 0);
    if (data.texts && data.n <= 5000) data.texts.load().then(() => {
      this.overlays.set(this.d);
      this.labels.redraw();
    });
    const wanted = this._pendingSelection !== undefined ? this._pendingSelection : this.d.selected_index;
    if (wanted !== undefined && wanted !== null) this.select(wanted, false);
    CA.painted.dataMs = performance.now() - began;
    this.empty.hidden = data.n > 0 || !this.options.cards; // the dashboard says itself what to do
    this.empty.textContent = "No events match. Take a filter away to see some.";
    this.root.dataset.events = String(data.n);
  }

  async setBasemap(name, bytes) {
    const { header } = readHeader(bytes);
    if (this.served[`map/${name}`] === header.key) return;
    this.served[`map/${name}`] = header.key;
    const map = await decodeBasemap(bytes);
    if (this.gone) return;
    this.basemap.put(name, map);
    CA.painted.basemap = performance.now();
    this.root.dataset.basemaps = String(this.basemap.maps().length);
  }

  destroy() {
    this.gone = true;
    window.removeEventListener("keydown", this._key);
    if (this.feeding) window.removeEventListener("conflict-atlas:bytes", this.feeding);
    this._sizes.disconnect();
    this.timeline.pause();
    this._onView.cancel();
    this._onLegend.cancel();
    this._letteringLater.cancel();
    this._onWindow.cancel();
    this.map.remove();
  }

  view() {
    const centre = this.map.getCenter();
    const b = this.map.getBounds();
    return { lat: round5(centre.lat), lon: round5(wrapLon(centre.lng)), zoom: this.map.getZoom(), bounds: [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(round5) };
  }

  // ---- time, counts, legend ----
  _windowChanged(change) {
    const began = performance.now();
    this.events.setWindow(change.from, change.to, change.all);
    this.overlays.setWindow(change.from, change.to, change.all);
    this._recountSoon();
    this.briefDate.textContent = this.timeline.label.textContent;
    CA.painted.stepMs = performance.now() - began;
    if (this.overlays.items.length || (this.data && this.data.n < 3000)) this.labels.redraw();
    else this._letteringLater(); // off the piles of the new step, when it has come to rest
    if (!change.byPerson || !this.timeline.extent) return;
    const value = { from: change.all ? null : isoDay(change.first), to: change.all ? null : isoDay(change.to), mode: change.mode, playing: change.playing };
    this.sent = [JSON.stringify([value.from ? [value.from, value.to] : null, value.mode]), ...(this.sent || [])].slice(0, 60);
    this._onWindow(value);
  }

  /** Counting comes after the picture, and once for all steps of a frame. */
  _recountSoon() {
    if (this._recounting) return;
    this._recounting = requestAnimationFrame(() => {
      this._recounting = 0;
      if (!this.gone) this._recount();
    });
  }

  _recount() {
    if (!this.data) return;
    const c = (this.lastCounts = countEvents(this.events));
    this.counts.set(c, this.d.counts.total || 0, this.d.notes || []);
    this.legend.setCounts(c, this.overlays.marksShown());
  }

  _setOff(off) {
    this.off = off;
    if (!this.events) return;
    this.events.setHidden(off.colours, off.shapes);
    this.overlays.setHidden(off.kinds);
    this._recount();
    this.labels.redraw();
    if (off.byPerson) this._onLegend(off.keys);
  }

  /** What the server says is switched off counts when it is news; afterwards it is the person's. */
  _serverHidden(raw) {
    const wanted = JSON.stringify(raw.hidden || []);
    if (this.served.hidden === wanted) return;
    const first = this.served.hidden === undefined;
    this.served.hidden = wanted;
    if (!first || wanted !== "[]") this.legend.setOff(raw.hidden || []);
  }

  /** What a part of the count strip stands for, as a list (pages that stand alone) and for the host. */
  _count(part) {
    this._call("onCount", part);
    if (!this.options.cards || !this.data) return;
    const { flags, dated, n } = this.data;
    const placed = (i) => !(flags[i] & EVENT_FLAGS.unlocated);
    const inside = (i) => this.events.inWindow(i);
    const tests = {
      shown: (i) => this.events.shows(i), unlocated: (i) => !placed(i), undated: (i) => i >= dated && placed(i) && !inside(i),
      outside: (i) => placed(i) && i < dated && !inside(i), hidden: (i) => placed(i) && inside(i) && this.events.isOff(i),
      deaths: (i) => inside(i) && !this.events.isOff(i),
    };
    const found = [];
    for (let i = n - 1; i >= 0; i--) if (tests[part] && tests[part](i)) found.push(i);
    const node = this.stage.getRootNode().activeElement;
    this._openPanel(`${manyText(found.length, "event")}: ${(node && node.textContent) || part}`, this.cards.list(found, (i) => this.select(i, true)));
  }
}

/** Leaflet's and our style sheets, once per page or shadow root. */
function injectStyles(root) {
  const place = root instanceof ShadowRoot ? root : document.head;
  if (place.querySelector("style[data-conflict-atlas]")) return;
  place.prepend(el("style", { "data-conflict-atlas": true, text: CA.css || "" }));
}

CA.mount = (root, callbacks, options) => new AtlasMap(root, callbacks, options);
CA.readHeader = readHeader;
