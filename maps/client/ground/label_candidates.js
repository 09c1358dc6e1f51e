// What may be written on the ground: the names that the basemaps carry, and their order.

/** @import { GroundLabel, GroundMap } from "../base/decode.js" */
/** @import { Rooms } from "./rooms.js" */

import { mercatorX, mercatorY } from "../base/sphere.js";
import { areaKey } from "./rooms.js";

/**
 * Something to write. `x`, `y`: its place in the world, 0 to 1. `gap`: pixels to keep from it; `area`: what it must
 * stand inside; `slide`: other places for it, in pixels; `point`: a mark stands there.
 * @typedef {{kind: string, text: string, x: number, y: number, rank: number, short?: string[], area?: string | null,
 *   shown?: boolean, large?: boolean, gap?: number, others?: number, more?: string, point?: boolean, scale?: number,
 *   slide?: [number, number][]}} Label
 */

export const SHORT_ZOOM = 4; // farther out names in short would be a crowd of codes
const LARGE_SHARE = 0.03; // an area that fills this much of the window is named at every zoom, before the towns

/** Candidates from the basemaps. @param {GroundMap[]} maps @param {number} zoom */
export function basemapLabels(maps, zoom) {
  /** @type {Label[]} */
  const out = [];
  maps.forEach((map, i) => {
    if (i > 0 && map.header.detail_zoom && zoom < map.header.detail_zoom) return;
    Object.values(map.layers).forEach((layer) => {
      (layer.labels || []).forEach((label) => {
        const shown = zoom >= label.min_zoom && !(label.max_zoom && zoom > label.max_zoom);
        if (!shown && label.kind !== "country") return;
        if (
          maps.some(
            (other, k) =>
              k > i && zoom >= (other.header.detail_zoom || 0) && other.header.labels && insideBox(other.box, label),
          )
        )
          return;
        const area = label.feature === undefined ? null : areaKey(label, i);
        out.push({
          kind: label.kind,
          text: label.text,
          short: label.short,
          x: mercatorX(label.lon),
          y: mercatorY(label.lat),
          rank: label.rank,
          area,
          shown,
        });
      });
    });
  });
  return out;
}

/** The labels in the order in which they are placed, without the areas that the window or the zoom leaves no name. @param {Label[]} labels @param {Rooms} rooms */
export function ranked(labels, rooms) {
  /** @type {Label[]} */
  const out = [];
  const named = new Set();
  labels.forEach((label) => {
    if (!label.area) out.push(label);
    if (!label.area || named.has(label.area)) return;
    const large = label.kind === "country" && rooms.share(label.area) >= LARGE_SHARE;
    if (!rooms.share(label.area) || !(label.shown || large)) return;
    named.add(label.area); // in the world and in a region: once
    out.push(large ? { ...label, large, rank: 5 - rooms.share(label.area) } : label);
  });
  return out.sort((a, b) => a.rank - b.rank);
}

/** @param {[number, number, number, number]} box @param {GroundLabel} label */
const insideBox = (box, label) => {
  const x = mercatorX(label.lon);
  const y = mercatorY(label.lat);
  return x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
};
