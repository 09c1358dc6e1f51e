// The two hosts: a page written by folium, and the dashboard's components (which only pass bytes and words).

const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** Other folium layers in the page: their pins come from here, as no file lies beside the page. */
function offlineIcons() {
  const images = CA.images || {};
  delete L.Icon.Default.prototype._getIconUrl;
  L.Icon.Default.mergeOptions({ iconUrl: images["marker-icon"], iconRetinaUrl: images["marker-icon-2x"], shadowUrl: images["marker-shadow"] });
  L.AwesomeMarkers = L.AwesomeMarkers || { icon: () => new L.Icon.Default() };
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
  if (layer) layer.on("remove", () => handle.events.remove()).on("add", () => handle.events._map || handle.events.addTo(map));
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
