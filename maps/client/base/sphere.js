// The sphere, enough for circles and distances on the screen (the server's rings are geodesic), and Mercator's plane.

const EARTH_RADIUS_M = 6371008.8;
export const RAD = Math.PI / 180;
const MAX_LAT = 85.0511287798;

/** Metres between two places in degrees. @param {number} lat1 @param {number} lon1 @param {number} lat2 @param {number} lon2 */
export function sphereDistance(lat1, lon1, lat2, lon2) {
  const a =
    Math.sin(((lat2 - lat1) * RAD) / 2) ** 2 +
    Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lon2 - lon1) * RAD) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
}

/**
 * Points (lat, lon) of a circle of `metres` round a place; longitudes may pass ±180.
 * @param {number} lat @param {number} lon @param {number} metres @param {number} steps
 * @returns {[number, number][]}
 */
export function sphereCircle(lat, lon, metres, steps) {
  /** @type {[number, number][]} */
  const out = [];
  const d = metres / EARTH_RADIUS_M;
  for (let i = 0; i < steps; i++) {
    const bearing = (i / steps) * 2 * Math.PI;
    const sin = Math.sin(lat * RAD) * Math.cos(d) + Math.cos(lat * RAD) * Math.sin(d) * Math.cos(bearing);
    const lat2 = Math.asin(Math.max(-1, Math.min(1, sin)));
    const dlon = Math.atan2(
      Math.sin(bearing) * Math.sin(d) * Math.cos(lat * RAD),
      Math.cos(d) - Math.sin(lat * RAD) * sin,
    );
    out.push([Math.max(-85.05, Math.min(85.05, lat2 / RAD)), lon + dlon / RAD]);
  }
  return out;
}

/** Across the world, 0 to 1 from west to east. @param {number} lon */
export const mercatorX = (lon) => lon / 360 + 0.5;

/** Down the world, 0 to 1 from north to south. @param {number} lat */
export function mercatorY(lat) {
  const sin = Math.sin(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * RAD);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}

/** The latitude at a share of the world's height. @param {number} y */
export const mercatorLat = (y) => Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) / RAD;

/** To five decimals of a degree, a metre. @param {number} value */
export const round5 = (value) => Math.round(value * 1e5) / 1e5;

/** From -180 to 180 degrees. @param {number} lon */
export const wrapLon = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
