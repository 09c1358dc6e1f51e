// What is written on the map, and what names keep off.

/** @import { EventData } from "../base/decode.js" */
/** @import { BasemapLayer } from "../ground/basemap_layer.js" */
/** @import { Label } from "../ground/label_candidates.js" */
/** @import { LabelsLayer } from "../ground/labels_layer.js" */
/** @import { EventsLayer } from "../events/events_layer.js" */
/** @import { Cards } from "../parts/cards.js" */
/** @import { Overlays } from "../parts/overlays.js" */
/** @import { Stage } from "./stage.js" */

import { debounce } from "../base/waiting.js";
import { basemapLabels } from "../ground/label_candidates.js";

const MOST_TITLED = 60; // of more events in the selection no titles stand on the map
const MOST_TITLES = 16;
const FEW = 3000;

export class Lettering {
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
      () => basemap.maps(),
    );
    basemap.on("drawn", () => labels.redraw());
  }

  /** Keep names off the piles of a new step: of many events, when the steps have come to rest. */
  step() {
    const { overlays, labels, data } = this.parts;
    const events = data();
    if (overlays.items.length || (events && events.n < FEW)) labels.redraw();
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
    /** @type {(Label & {others: number})[]} */
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
          rank: 0,
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
}
