// Leaflet rounds each point of a line to a whole pixel, which makes a wobbly circle, and has no option against it: the
// one method that projects a line's points is replaced, of our own lines alone.

import { L } from "./leaflet.js";

/**
 * @typedef {L.LatLng | Nested[]} Nested
 * @typedef {{_map: L.Map, _projectLatlngs: (latlngs: Nested[], result: L.Point[][], bounds: L.Bounds) => void}} Line
 */

/** Let the lines of a layer keep the fractions of their pixels. @param {L.LayerGroup} group */
export function exactly(group) {
  group.eachLayer((layer) => {
    if ("_projectLatlngs" in layer) layer._projectLatlngs = projectExactly;
  });
}

/** @this {Line} @param {Nested[]} latlngs @param {L.Point[][]} result @param {L.Bounds} bounds */
function projectExactly(latlngs, result, bounds) {
  const line = latlngs.filter((part) => part instanceof L.LatLng);
  if (line.length < latlngs.length) {
    for (const part of latlngs) if (Array.isArray(part)) this._projectLatlngs(part, result, bounds);
    return;
  }
  const origin = this._map.getPixelOrigin();
  result.push(
    line.map((at) => {
      const point = this._map.project(at).subtract(origin);
      bounds.extend(point);
      return point;
    }),
  );
}
