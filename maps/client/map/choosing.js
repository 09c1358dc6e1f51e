// Pointing at events, choosing one, and the lists of a spot and of what is in view.

/** @import { EventData } from "../base/decode.js" */
/** @import { EventsLayer } from "../events/events_layer.js" */
/** @import { Cards } from "../parts/cards.js" */
/** @import { Tools } from "../parts/tools.js" */
/** @import { Panel } from "./panel.js" */
/** @import { Stage } from "./stage.js" */

import { UNIT } from "../base/decode.js";
import { el } from "../base/dom.js";
import { L } from "../base/leaflet.js";
import { manyText, numberText } from "../base/wording.js";
import { firstOfUnits, sharedLand } from "../events/badges.js";
import { EventList } from "../parts/event_list.js";

const MOST_IN_POPUP = 8; // of more there is a list with groups and a search, in the panel

/**
 * @typedef {Object} ChoosingParts
 * @property {L.Map} map @property {Stage} stage @property {EventsLayer} events @property {Cards} cards
 * @property {Tools} tools @property {Panel} panel @property {() => EventData | null} data
 * @property {boolean} showsCards the page stands alone: it shows the card of what is chosen itself
 * @property {(index: number | null, eventId: string | null) => void} tell the host what is chosen
 */

export class Choosing {
  /** @param {ChoosingParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.hovering = 0;
    this.tipKey = "";
    /** @type {L.Tooltip | null} */
    this.shown = null;
    /** @type {L.Popup | null} */
    this.popup = null;
    /** What was to be chosen before there were events. @type {number | null | undefined} */
    this.pending = undefined;
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
      this.shown = L.tooltip({ className: "ca-tip", direction: "top", offset: [0, -12], opacity: 1 })
        .setLatLng(this.latLng(hits[0]))
        .setContent(cards.tip(hits))
        .addTo(map);
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
      return this.parts.events.pileOf(first)?.spots.length === 1
        ? `${count} known to this area`
        : `${count} known to areas here`;
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
      const several = firstOfUnits(hits, data).length > 1; // their badge stands in one of them
      const at = several ? clicked : this.latLng(hits[0]);
      const room = map.latLngToContainerPoint(at).y - 64; // the map stays where it is if the list fits over the spot, scrolling
      const height = Math.max(140, Math.min(320, room));
      L.popup({
        className: "ca-pop",
        maxWidth: 380,
        minWidth: 260,
        maxHeight: height,
        autoPan: room < 140,
        autoPanPaddingTopLeft: [60, 96],
        autoPanPaddingBottomRight: [30, 30],
      })
        .setLatLng(at)
        .setContent(node)
        .openOn(map);
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
  async select(index, tell) {
    const { events, cards, panel, showsCards } = this.parts;
    const data = this.parts.data();
    const none = index === null || index < 0;
    if (!none && (!data || index >= data.n)) {
      this.pending = index;
      return;
    }
    this.pending = undefined;
    events.setSelected(none ? -1 : index);
    if (tell) {
      await data?.texts?.load();
      this.parts.tell(none ? null : index, none ? null : cards.text("event_id", index));
    }
    if (!showsCards || (none && !tell)) return;
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
      /** @type {number[]} */
      const found = [];
      const b = map.getBounds();
      for (let i = data.n - 1; i >= 0; i--) if (events.shows(i) && b.contains(this.latLng(i))) found.push(i);
      panel.open(
        `${numberText(found.length)} in view`,
        cards.list(found, (i) => this.select(i, true)),
      );
    });
  }
}
