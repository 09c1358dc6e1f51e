// The map in the dashboard: mounted once, fed with a description and the keys of its bytes.
function whenClient(run) {
  if (window.conflictAtlas && window.conflictAtlas.feed) run();
  else window.addEventListener("conflict-atlas:client", run, { once: true });
}

const STATES = { onWindow: "window", onShape: "shape", onLegend: "legend" };

/** Whether the page's sidebar takes room beside the map: it is part of what a link shows. */
function sidebarOpen() {
  const bar = document.querySelector('[data-testid="stSidebar"]');
  return !bar || bar.dataset.collapsed !== "true";
}

function callbacks(host) {
  const made = {};
  for (const [name, state] of Object.entries(STATES)) made[name] = (value) => host.component.setStateValue(state, value);
  made.onSelect = (index, eventId, key) => host.component.setStateValue("selection", { index, event_id: eventId, key, at: Date.now() }); // closing twice is news twice
  made.onView = (view) => host.component.setStateValue("view", { ...view, sidebar: sidebarOpen() });
  made.onProbe = (lat, lon) => host.component.setTriggerValue("probe", { lat, lon });
  made.onCount = (part) => host.component.setTriggerValue("count", part);
  return made;
}

export default function (component) {
  const { data, parentElement } = component;
  let host = parentElement.querySelector(".conflict-atlas-map");
  if (!host) {
    host = document.createElement("div");
    host.className = "conflict-atlas-map";
    parentElement.append(host);
  }
  host.component = component;
  host.message = data || {};
  host.style.height = host.message.height ? `${host.message.height}px` : "100%";
  whenClient(() => {
    if (host.gone) return;
    if (!host.atlas) host.atlas = window.conflictAtlas.mount(host, callbacks(host), { ...host.message.options, sidebar: sidebarOpen });
    window.conflictAtlas.feed(host.atlas, host.message);
  });
  return () => {
    host.gone = true;
    if (host.atlas) host.atlas.destroy();
  };
}
