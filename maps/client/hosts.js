// The two hosts: a page written by folium, and the dashboard's components (which only pass bytes and words).

const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** Other folium layers in the page: their pins come from here, as no file lies beside the page. */
function offlineIcons() {
  const images = CA.images || {};
  delete L.Icon.Default.prototype._getIconUrl;
  L.Icon.Default.mergeOptions({ iconUrl: images["marker-icon"], iconRetinaUrl: images["marker-icon-2x"], shadowUrl: images["marker-shadow"] });
  L.AwesomeMarkers = L.AwesomeMarkers || { icon: colouredPin };
}

/** The colours of folium.Icon, after the sprite of Leaflet.awesome-markers. */
const PINS = { red: "#d43e2a", darkred: "#a13336", lightred: "#ff8e7f", orange: "#f69730", beige: "#ffcb92", green: "#72b026", darkgreen: "#728224",
  lightgreen: "#bbf970", blue: "#38aadd", darkblue: "#0065a0", lightblue: "#8adaff", cadetblue: "#436978", purple: "#d152b8", darkpurple: "#5b396b",
  pink: "#ff91ea", white: "#fbfbfb", gray: "#575757", lightgray: "#a3a3a3", black: "#303030" };

/** folium.Icon without its fonts: a pin of its colour, with a dot of its icon's colour. */
function colouredPin(options) {
  const { markerColor, iconColor, extraClasses } = options || {};
  const svg = document.createElementNS(SVG_NS, "svg");
  svg.setAttribute("viewBox", "0 0 25 41");
  svg.setAttribute("width", "25");
  svg.setAttribute("height", "41");
  const shapes = [["path", { d: "M12.5.5a12 12 0 0 0-12 12c0 2.4.8 4.6 1.9 6.4L12.5 40l10.1-21.1a12.6 12.6 0 0 0 1.9-6.4 12 12 0 0 0-12-12z",
    fill: PINS[markerColor] || PINS.blue, stroke: "rgba(0,0,0,.45)" }],
  ["circle", { cx: 12.5, cy: 12.5, r: 4.6, fill: CSS.supports("color", String(iconColor)) ? iconColor : "#fff" }]];
  shapes.forEach(([tag, attributes]) => {
    const node = svg.appendChild(document.createElementNS(SVG_NS, tag));
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  });
  return L.divIcon({ html: svg, className: `ca-pin ${/^[\w -]*$/.test(extraClasses || "") ? extraClasses || "" : ""}`, iconSize: [25, 41], iconAnchor: [12, 41],
    popupAnchor: [1, -34], tooltipAnchor: [16, -28] });
}

/** Called by an exported page: everything comes as base64, so no text ever meets a template. */
CA.folium = function (map, parts, layer) {
  offlineIcons();
  const root = document.createElement("div");
  const handle = CA.mount(root, {}, { map, cards: true, title: true });
  CA.handle = handle;
  const description = JSON.parse(new TextDecoder().decode(fromBase64(parts.description)));
  document.title = description.title || "Conflict Atlas";
  handle.update(description);
  const jobs = Object.entries(parts.basemaps).map(([name, text]) => handle.setBasemap(name, fromBase64(text)));
  CA.ready = Promise.all([...jobs, handle.setEvents(fromBase64(parts.events))]).then(() => {
    handle.root.dataset.ready = "true";
    return handle;
  });
  CA.ready.catch((error) => {
    handle.empty.hidden = false;
    handle.empty.textContent = `This map could not be read: ${error.message}`;
  });
  if (layer) layer.on("remove", () => handle.present(false)).on("add", () => handle.present(true));
  handle.credited();
  map.on("layeradd layerremove", () => handle.credited());
  return handle;
};

/**
 * A carrier: keep the bytes under the key that their header names, and say so. `holder` is the carrier's own
 * element: bytes that no carrier holds any longer are let go. Returns the key.
 */
CA.carry = function (bytes, holder) {
  const { header } = readHeader(bytes);
  if (holder) {
    CA.drop(holder, header.key);
    holders.set(holder, header.key);
  }
  if (!CA.store.has(header.key)) {
    CA.store.set(header.key, bytes.slice());
    window.dispatchEvent(new CustomEvent("conflict-atlas:bytes", { detail: header.key }));
  }
  return header.key;
};

const holders = new Map();

/** The carrier `holder` is gone, or carries `next` from now on. */
CA.drop = function (holder, next) {
  const key = holders.get(holder);
  holders.delete(holder);
  if (key !== undefined && key !== next && ![...holders.values()].includes(key)) CA.store.delete(key);
};

/** Feed a mounted map from the store: {description, events, basemaps: {name: key}}; waits for bytes on their way. */
CA.feed = function (handle, message) {
  handle.wanted = message;
  if (message.description) handle.update(message.description);
  const give = () => {
    const { events, basemaps } = handle.wanted;
    Object.entries(basemaps || {}).forEach(([name, key]) => CA.store.has(key) && handle.setBasemap(name, CA.store.get(key)));
    if (events && CA.store.has(events)) handle.setEvents(CA.store.get(events)).then(() => (handle.root.dataset.ready = "true"));
  };
  if (!handle.feeding) {
    handle.feeding = give;
    window.addEventListener("conflict-atlas:bytes", give);
  }
  give();
};

window.dispatchEvent(new CustomEvent("conflict-atlas:client"));
