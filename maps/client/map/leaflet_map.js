// The Leaflet map under it all: made anew, or one that another page has already, made calm and bare.

import { reducedMotion } from "../base/dom.js";
import { L } from "../base/leaflet.js";

/** Our panes, and how high each lies among Leaflet's own. */
const PANES = { caGround: 100, caLabels: 410, caEvents: 420 };
/** What lets the pointer through to the map. */
const CLEAR = ["caLabels", "caEvents"];

/** @param {HTMLElement} node @param {L.Map | null} given */
export function leafletMap(node, given) {
  const calm = reducedMotion();
  const map = given || L.map(node, { attributionControl: false, zoomControl: false, zoomAnimation: !calm });
  map.zoomControl?.remove();
  map.attributionControl?.remove();
  map.keyboard?.disable();
  Object.assign(map.options, {
    zoomSnap: 0.25,
    zoomDelta: 0.75,
    wheelPxPerZoomLevel: 110,
    maxZoom: 16,
    worldCopyJump: true,
    fadeAnimation: !calm,
    zoomAnimation: !calm && map.options.zoomAnimation,
    inertia: !calm,
  });
  // A map that was made before us has worked out once whether zooming is animated, and asks its option no more.
  if (calm) Object.assign(map, { _zoomAnimated: false });
  let placed = false;
  map.whenReady(() => {
    placed = true;
  });
  if (!placed) map.setView([25, 30], 3, { animate: false });
  for (const [name, height] of Object.entries(PANES)) {
    const pane = map.createPane(name);
    pane.style.zIndex = String(height);
    if (CLEAR.includes(name)) pane.style.pointerEvents = "none";
  }
  return map;
}

/** Whether names lie over the events, as they must where these cover the ground. @param {L.Map} map @param {boolean} above */
export function namesAbove(map, above) {
  const pane = map.getPane("caLabels");
  if (pane) pane.style.zIndex = String(above ? PANES.caEvents + 5 : PANES.caLabels);
}
