// Geometries of overlays: where their words go, how large they are, what lies inside.

/** @import { Geometry, Overlay, Position, Verdict } from "./description.js" */

import { RAD } from "./sphere.js";

/** The rings of each polygon; none of lines and points. @param {Geometry} geometry @returns {Position[][][]} */
export function polygonsOf(geometry) {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  return geometry.type === "MultiPolygon" ? geometry.coordinates : [];
}

/**
 * A geometry with each of its parts on the copy of the world that the map opens on: over the antimeridian it is one thing.
 * @param {Geometry} geometry @param {number} middle longitude @returns {Geometry}
 */
export function besideMiddle(geometry, middle) {
  if (Math.abs(middle) < 90) return geometry; // the world as it is usually shown: nothing lies nearer on another copy
  /** @param {Position} first */
  const turnOf = ([lon]) => 360 * Math.round((middle - lon) / 360);
  /** @param {Position[]} line @param {number} turn */
  const moved = (line, turn) => line.map(([lon, lat]) => /** @type {Position} */ ([lon + turn, lat]));
  switch (geometry.type) {
    case "Point": {
      const [lon, lat] = geometry.coordinates;
      return { type: "Point", coordinates: [lon + turnOf(geometry.coordinates), lat] };
    }
    case "LineString":
      return { type: "LineString", coordinates: moved(geometry.coordinates, turnOf(geometry.coordinates[0])) };
    case "MultiLineString":
      return { type: "MultiLineString", coordinates: geometry.coordinates.map((line) => moved(line, turnOf(line[0]))) };
    case "Polygon": {
      const turn = turnOf(geometry.coordinates[0][0]);
      return { type: "Polygon", coordinates: geometry.coordinates.map((ring) => moved(ring, turn)) };
    }
    default:
      return {
        type: "MultiPolygon",
        coordinates: geometry.coordinates.map((rings) => rings.map((ring) => moved(ring, turnOf(rings[0][0])))),
      };
  }
}

/** Where the label of an overlay goes. @param {Overlay} overlay @returns {Position} */
export function labelPoint(overlay) {
  const { type, coordinates } = overlay.geometry;
  if (type === "Point") return coordinates;
  if (type === "LineString") return lineMiddle(coordinates);
  if (type === "MultiLineString") return lineMiddle(coordinates.reduce((a, b) => (b.length > a.length ? b : a)));
  const outer = type === "Polygon" ? [coordinates[0]] : coordinates.map((polygon) => polygon[0]);
  return outer.flat().reduce((top, point) => (point[1] > top[1] ? point : top));
}

/** @param {Position[]} line @returns {Position} */
function lineMiddle(line) {
  const lengths = line
    .slice(1)
    .map((p, i) => Math.hypot((p[0] - line[i][0]) * Math.cos(p[1] * RAD), p[1] - line[i][1]));
  let left = lengths.reduce((a, b) => a + b, 0) / 2;
  for (let i = 0; i < lengths.length; i++) {
    if (left <= lengths[i]) {
      const t = lengths[i] ? left / lengths[i] : 0;
      return [line[i][0] + t * (line[i + 1][0] - line[i][0]), line[i][1] + t * (line[i + 1][1] - line[i][1])];
    }
    left -= lengths[i];
  }
  return line[0];
}

/** The longer side of a geometry's box, in kilometres. @param {Geometry} geometry */
export function spanKm(geometry) {
  const flat = /** @type {number[]} */ (geometry.coordinates.flat(Number.POSITIVE_INFINITY));
  let [l, b, r, t] = [180, 90, -180, -90];
  for (let i = 0; i < flat.length; i += 2) {
    l = Math.min(l, flat[i]);
    r = Math.max(r, flat[i]);
    b = Math.min(b, flat[i + 1]);
    t = Math.max(t, flat[i + 1]);
  }
  return Math.max((t - b) * 111, (r - l) * 111 * Math.cos(((t + b) / 2) * RAD));
}

/** What the drawn rings say of a point: the band of the place's uncertainty is "possibly inside". @param {Overlay[]} overlays @param {number} lat @param {number} lon @returns {Verdict[]} */
export function ringVerdicts(overlays, lat, lon) {
  const bands = overlays.filter((o) => o.kind === "band");
  return overlays
    .filter((o) => o.kind === "ring")
    .map((ring) => {
      const band = bands.find((b) => b.event_id === ring.event_id && b.label === ring.label);
      const verdict =
        band && inGeometry(band.geometry, lon, lat)
          ? "possibly inside"
          : inGeometry(ring.geometry, lon, lat)
            ? "inside"
            : "outside";
      return { label: ring.label, verdict };
    });
}

/** @param {Geometry} geometry @param {number} x @param {number} y */
function inGeometry(geometry, x, y) {
  const polygons = polygonsOf(geometry);
  return polygons.some((rings) => rings.reduce((inside, ring) => inside !== inRing(ring, x, y), false));
}

/** @param {Position[]} ring @param {number} x @param {number} y */
function inRing(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
