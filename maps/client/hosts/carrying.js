// The host that is the dashboard: bytes come in carriers, under the keys that their headers name, and a map is fed
// with a description and the keys of its bytes, whichever comes first.

/** @import { Bytes } from "../base/decode.js" */
/** @import { RawDescription } from "../base/description.js" */
/** @import { AtlasMap } from "../map/atlas_map.js" */

import { readHeader } from "../base/decode.js";

/** @typedef {{description?: RawDescription, events?: string, basemaps?: Record<string, string>}} Message */

const BYTES = "conflict-atlas:bytes";

/** The bytes that carriers hold, by their keys. @type {Map<string, Bytes>} */
export const store = new Map();
/** What each carrier holds. @type {Map<object, string>} */
const holders = new Map();
/** What each map was fed last. @type {WeakMap<AtlasMap, Message>} */
const wanted = new WeakMap();

/**
 * Keep bytes under their key, and say so.
 * @param {Bytes} bytes
 * @param {object} [holder] the carrier's own element: bytes that no carrier holds any longer are let go
 * @returns {string} the key
 */
export function carry(bytes, holder) {
  const { header } = readHeader(bytes);
  if (holder) {
    drop(holder, header.key);
    holders.set(holder, header.key);
  }
  if (!store.has(header.key)) {
    store.set(header.key, bytes.slice());
    window.dispatchEvent(new CustomEvent(BYTES, { detail: header.key }));
  }
  return header.key;
}

/** The carrier is gone, or carries `next` from now on. @param {object} holder @param {string} [next] */
export function drop(holder, next) {
  const key = holders.get(holder);
  holders.delete(holder);
  if (key !== undefined && key !== next && ![...holders.values()].includes(key)) store.delete(key);
}

/** Feed a mounted map; waits for bytes on their way. @param {AtlasMap} handle @param {Message} message */
export function feed(handle, message) {
  const first = !wanted.has(handle);
  wanted.set(handle, message);
  if (message.description) handle.update(message.description);
  if (first) {
    const more = () => {
      if (handle.gone) window.removeEventListener(BYTES, more);
      else give(handle);
    };
    window.addEventListener(BYTES, more);
  }
  give(handle);
}

/** Give a map what is there of what it wants. @param {AtlasMap} handle */
function give(handle) {
  const { events, basemaps } = wanted.get(handle) || {};
  for (const [name, key] of Object.entries(basemaps || {})) {
    const bytes = store.get(key);
    if (bytes) handle.setBasemap(name, bytes);
  }
  const bytes = events && store.get(events);
  if (!bytes) return;
  handle.setEvents(bytes).then(() => {
    handle.root.dataset.ready = "true";
  });
}
