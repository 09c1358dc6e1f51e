// Leaflet, which the page has loaded before this client: the one of the page, so that other layers meet the same.

/** @type {typeof import("leaflet")} */
export const L = globalThis.L;
