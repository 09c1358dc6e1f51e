// What the page gets: `window.conflictAtlas`, with which the hosts mount a map and feed it.

/** @import { Callbacks, Options } from "./map/atlas_map.js" */
/** @import { Assets, Parts } from "./hosts/folium.js" */

import { readHeader } from "./base/decode.js";
import { painted } from "./base/painted.js";
import { says } from "./base/wording.js";
import { carry, drop, feed, store } from "./hosts/carrying.js";
import { startOnFolium } from "./hosts/folium.js";
import { AtlasMap } from "./map/atlas_map.js";

/** The client of a page; a page that loads it twice keeps the first. @type {{conflictAtlas?: Assets & {mount?: unknown}}} */
const page = /** @type {any} */ (window);
page.conflictAtlas ??= {};
const shared = page.conflictAtlas;

if (!shared.mount) {
  Object.assign(shared, {
    store,
    painted,
    readHeader,
    says,
    carry,
    drop,
    feed,
    /** @param {HTMLElement} root @param {Callbacks} callbacks @param {Options} options */
    mount: (root, callbacks, options) => new AtlasMap(root, callbacks || {}, { css: shared.css, ...options }),
    /** @param {L.Map} map @param {Parts} parts @param {L.Layer} [layer] */
    folium: (map, parts, layer) => Object.assign(shared, startOnFolium(map, parts, layer, shared)).handle,
  });
  window.dispatchEvent(new CustomEvent("conflict-atlas:client"));
}
