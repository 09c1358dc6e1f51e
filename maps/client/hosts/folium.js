// The host that is a page written by folium: an exported file, or a notebook's cell.

/** @import { Bytes } from "../base/decode.js" */
/** @import { RawDescription } from "../base/description.js" */

import { AtlasMap } from "../map/atlas_map.js";
import { offlineIcons } from "./pins.js";

/**
 * Everything as base64, so no text ever meets a template.
 * @typedef {{description: string, events: string, basemaps: Record<string, string>}} Parts
 * @typedef {{css?: string, images?: Record<string, string>}} Assets
 */

/** @param {string} text @returns {Bytes} */
const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/**
 * Start on a map of folium's. `ready` is fulfilled when all is drawn.
 * @param {L.Map} map @param {Parts} parts @param {L.Layer | undefined} layer ours, among the map's layers @param {Assets} assets
 */
export function startOnFolium(map, parts, layer, { css, images }) {
  offlineIcons(images || {});
  const root = document.createElement("div");
  const handle = new AtlasMap(root, {}, { map, cards: true, title: true, css });
  /** @type {RawDescription} */
  const description = JSON.parse(new TextDecoder().decode(fromBase64(parts.description)));
  document.title = description.title || "Conflict Atlas";
  handle.update(description);
  const jobs = Object.entries(parts.basemaps).map(([name, text]) => handle.setBasemap(name, fromBase64(text)));
  const ready = Promise.all([...jobs, handle.setEvents(fromBase64(parts.events))]).then(() => {
    handle.root.dataset.ready = "true";
    return handle;
  });
  ready.catch((error) => {
    handle.empty.hidden = false;
    handle.empty.textContent = `This map could not be read: ${error.message}`;
  });
  layer?.on("remove", () => handle.present(false)).on("add", () => handle.present(true));
  handle.credited();
  map.on("layeradd", () => handle.credited()).on("layerremove", () => handle.credited());
  return { handle, ready };
}
