// Pins of other folium layers in the page: from here, as no file lies beside it.

import { SVG_NS } from "../base/dom.js";
import { L } from "../base/leaflet.js";

/** @typedef {{markerColor?: string, iconColor?: string, extraClasses?: string}} PinOptions */

/** @param {Record<string, string>} images Leaflet's own, by their names */
export function offlineIcons(images) {
  // Leaflet would look for its images beside the page; deleting this method is how it says to name other ones.
  Reflect.deleteProperty(L.Icon.Default.prototype, "_getIconUrl");
  L.Icon.Default.mergeOptions({
    iconUrl: images["marker-icon"],
    iconRetinaUrl: images["marker-icon-2x"],
    shadowUrl: images["marker-shadow"],
  });
  if (!("AwesomeMarkers" in L)) Object.assign(L, { AwesomeMarkers: { icon: colouredPin } });
}

/** The colours of folium.Icon, after the sprite of Leaflet.awesome-markers. @type {Record<string, string>} */
const PINS = {
  red: "#d43e2a",
  darkred: "#a13336",
  lightred: "#ff8e7f",
  orange: "#f69730",
  beige: "#ffcb92",
  green: "#72b026",
  darkgreen: "#728224",
  lightgreen: "#bbf970",
  blue: "#38aadd",
  darkblue: "#0065a0",
  lightblue: "#8adaff",
  cadetblue: "#436978",
  purple: "#d152b8",
  darkpurple: "#5b396b",
  pink: "#ff91ea",
  white: "#fbfbfb",
  gray: "#575757",
  lightgray: "#a3a3a3",
  black: "#303030",
};

/** folium.Icon without its fonts: a pin of its colour, with a dot of its icon's colour. @param {PinOptions} [options] */
function colouredPin(options) {
  const { markerColor, iconColor, extraClasses } = options || {};
  const svg = document.createElementNS(SVG_NS, "svg");
  svg.setAttribute("viewBox", "0 0 25 41");
  svg.setAttribute("width", "25");
  svg.setAttribute("height", "41");
  /** @type {[string, Record<string, string | number>][]} */
  const shapes = [
    [
      "path",
      {
        d: "M12.5.5a12 12 0 0 0-12 12c0 2.4.8 4.6 1.9 6.4L12.5 40l10.1-21.1a12.6 12.6 0 0 0 1.9-6.4 12 12 0 0 0-12-12z",
        fill: PINS[markerColor || ""] || PINS.blue,
        stroke: "rgba(0,0,0,.45)",
      },
    ],
    [
      "circle",
      { cx: 12.5, cy: 12.5, r: 4.6, fill: iconColor && CSS.supports("color", iconColor) ? iconColor : "#fff" },
    ],
  ];
  shapes.forEach(([tag, attributes]) => {
    const node = svg.appendChild(document.createElementNS(SVG_NS, tag));
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  });
  return L.divIcon({
    html: /** @type {any} */ (svg), // the types know of HTML elements only
    className: `ca-pin ${/^[\w -]*$/.test(extraClasses || "") ? extraClasses || "" : ""}`,
    iconSize: [25, 41],
    iconAnchor: [12, 41],
    popupAnchor: [1, -34],
    tooltipAnchor: [16, -28],
  });
}
