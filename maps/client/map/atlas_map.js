// One map: its parts put together, and the handle that its host talks to.

/** @import { Bytes, EventData } from "../base/decode.js" */
/** @import { Probe, RawDescription, Shape } from "../base/description.js" */
/** @import { Drawing } from "../events/drawing.js" */
/** @import { Counts } from "../events/counting.js" */
/** @import { Off } from "../parts/legend.js" */
/** @import { Change } from "../time/timeline.js" */
/** @import { ToldView } from "./viewing.js" */

import { decodeBasemap, decodeEvents, readHeader } from "../base/decode.js";
import { applyLook, readDescription } from "../base/description.js";
import { el, iconButton } from "../base/dom.js";
import { ringVerdicts } from "../base/geometry.js";
import { L } from "../base/leaflet.js";
import { painted } from "../base/painted.js";
import { debounce, throttle } from "../base/waiting.js";
import { isoDay, manyText } from "../base/wording.js";
import { countEvents, eventsOfPart } from "../events/counting.js";
import { EventsLayer } from "../events/events_layer.js";
import { BasemapLayer } from "../ground/basemap_layer.js";
import { LabelsLayer } from "../ground/labels_layer.js";
import { Cards } from "../parts/cards.js";
import { CountStrip } from "../parts/count_strip.js";
import { DensityKey } from "../parts/density_key.js";
import { DrawingSwitch } from "../parts/drawing_switch.js";
import { Legend } from "../parts/legend.js";
import { Overlays } from "../parts/overlays.js";
import { Tools } from "../parts/tools.js";
import { Timeline } from "../time/timeline.js";
import { Choosing } from "./choosing.js";
import { Keys } from "./keys.js";
import { leafletMap, namesAbove } from "./leaflet_map.js";
import { Lettering } from "./lettering.js";
import { Panel } from "./panel.js";
import { Served } from "./served.js";
import { injectStyles, Stage } from "./stage.js";
import { Viewing } from "./viewing.js";

const LARGER_IN_A_BRIEFING = 1.35;
const WORDED_AT_ONCE = 5000;

/**
 * What a host may be told.
 * @typedef {Object} Callbacks
 * @property {(index: number | null, eventId: string | null, key: string | null) => void} [onSelect]
 * @property {(window: {from: string | null, to: string | null, mode: string, playing: boolean}) => void} [onWindow]
 * @property {(view: ToldView) => void} [onView] @property {(shape: Shape | null) => void} [onShape]
 * @property {(lat: number, lon: number) => void} [onProbe] @property {(part: string) => void} [onCount]
 * @property {(drawing: Drawing) => void} [onDrawing] @property {(keys: string[]) => void} [onLegend] @property {(key: "brief" | "leave") => void} [onKey]
 */

/**
 * `map`: a Leaflet map that is there already; `cards`: the page stands alone and shows cards itself; `title`: it has a
 * heading; `sidebar`: whether the page's sidebar takes room; `css`: the style sheets.
 * @typedef {{map?: L.Map, cards?: boolean, title?: boolean, sidebar?: () => boolean, css?: string}} Options
 */

export class AtlasMap {
  /** @param {HTMLElement} root an empty element, in a page or a shadow root @param {Callbacks} callbacks @param {Options} options */
  constructor(root, callbacks, options) {
    this.root = root;
    this.cb = callbacks;
    this.options = options;
    this.d = readDescription(null);
    /** @type {EventData | null} */
    this.data = null;
    /** @type {Counts | null} */
    this.lastCounts = null;
    /** @type {Pick<Off, "colours" | "shapes">} */
    this.off = { colours: [], shapes: [] };
    this.gone = false;
    /** @type {string | null} */
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
      taken: (event) => this.tools.active !== null || this.events.pick(event.containerPoint).length > 0,
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
      sidebar: options.sidebar,
    });
    this.tools = new Tools(this.map, {
      look: () => this.d.look,
      onShape: (shape) => this.cb.onShape?.(shape),
      onProbe: (lat, lon) => this.cb.onProbe?.(lat, lon),
      verdicts: (lat, lon) => ringVerdicts(this.overlays.shown(), lat, lon),
      onStart: () => this.choosing.tip([]),
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
      tell: (index, eventId) => this.cb.onSelect?.(index, eventId, this.eventsKey),
    });
    this.lettering = new Lettering({
      labels: this.labels,
      basemap: this.basemap,
      events: this.events,
      overlays: this.overlays,
      cards: this.cards,
      stage: this.stage,
      data,
    });
    this.served = new Served(this);
    this.#furnish(scale.getContainer());
    this.keys = new Keys({
      map: this.map,
      root,
      tools: this.tools,
      timeline: this.timeline,
      brief: () => this.brief(),
      leave: () => this.#leave(),
    });
    this.tellWindow = throttle(
      /** @param {Parameters<NonNullable<Callbacks["onWindow"]>>[0]} value */ (value) => this.cb.onWindow?.(value),
      350,
    );
    this.tellLegend = debounce(/** @param {string[]} keys */ (keys) => this.cb.onLegend?.(keys), 250);
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
      iconButton("fit", "Show all events", () => this.fit()),
    );
    const views = el(
      "div",
      { class: "ca-bar" },
      iconButton("list", "List of the events in view", () => this.choosing.toggleList()),
      iconButton("brief", "Briefing view (b)", () => this.brief()),
      iconButton("full", "Full screen", () => this.fullScreen()),
    );
    const leave = iconButton("close", "Leave the briefing view (Escape)", () => this.brief(false), {
      class: "ca-icon ca-leave",
    });
    this.stage.furnish({
      topLeft: [zoom, this.tools.node],
      topRight: [views, this.drawingSwitch.node, leave],
      legend: this.legend.node,
      scale,
      bottom: [this.tools.hint, this.tools.chip],
      foot: [this.counts.node, this.timeline.node],
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
    if (description.selected_index !== undefined) this.select(description.selected_index, false);
    this.recount();
  }

  /** Who is to be named: ours, and in their words those of other layers of the map (their markup is left out). */
  credited() {
    const theirs = new Set();
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
    /** @type {[number, number] | null} */
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
    const wanted = this.choosing.pending ?? this.served.selected;
    if (wanted !== null) this.select(wanted, false);
    painted.dataMs = performance.now() - began;
    this.empty.hidden = data.n > 0 || !this.options.cards; // the dashboard says itself what to do
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
  select(index, tell) {
    return this.choosing.select(index, tell);
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
}
