// Colours as "#rrggbb", mixed and made clear.

/** Three numbers of 0 to 255. @param {string} hex @returns {[number, number, number]} */
export function rgb(hex) {
  const value = Number.parseInt(String(hex).slice(1, 7), 16) || 0;
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** A colour with a share (0 to 1) of another one in it. @param {string} hex @param {string} other @param {number} share */
export function mix(hex, other, share) {
  const a = rgb(hex);
  const b = rgb(other);
  return `rgb(${a.map((v, i) => Math.round(v * (1 - share) + b[i] * share)).join(",")})`;
}

/** @param {string} hex @param {number} alpha */
export const rgba = (hex, alpha) => `rgba(${rgb(hex).join(",")},${alpha})`;
