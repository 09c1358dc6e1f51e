// The bar that divides map and table: drag it, or use arrow up and down on it.
const LEAST = 96;
const STEP = 24;

function setTable(pixels) {
  const most = window.innerHeight * 0.7;
  const height = Math.max(0, Math.min(most, pixels < LEAST / 2 ? 0 : Math.max(LEAST, pixels)));
  document.documentElement.style.setProperty("--table", `${Math.round(height)}px`);
  try { sessionStorage.setItem("atlas-table", String(Math.round(height))); } catch { /* a private window */ }
  window.dispatchEvent(new Event("resize"));
  return height;
}

function tableHeight() {
  const table = document.querySelector(".st-key-table");
  return table ? table.offsetHeight : 0;
}

/** The strip and the timeline under the map keep their place: what opens over the map ends above them. */
function measureFoot() {
  const map = document.querySelector(".st-key-atlas_map");
  const hosts = map ? [...map.querySelectorAll("*")].filter((node) => node.shadowRoot) : [];
  for (const root of [...hosts.map((host) => host.shadowRoot), map].filter(Boolean)) {
    const foot = root.querySelector(".ca-foot");
    if (foot && foot.offsetHeight) document.documentElement.style.setProperty("--foot", `${foot.offsetHeight}px`);
  }
}

function makeBar() {
  const bar = document.createElement("div");
  bar.className = "atlas-bar";
  bar.tabIndex = 0;
  bar.setAttribute("role", "separator");
  bar.setAttribute("aria-orientation", "horizontal");
  bar.setAttribute("aria-label", "Height of the table");
  bar.title = "Drag to change the height of the table";
  let from = null;
  bar.onpointerdown = (event) => {
    from = { y: event.clientY, height: tableHeight() };
    bar.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  bar.onpointermove = (event) => { if (from) setTable(from.height + from.y - event.clientY); };
  bar.onpointerup = bar.onpointercancel = () => { from = null; };
  bar.onkeydown = (event) => {
    const step = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (!step) return;
    const height = tableHeight();
    setTable(step > 0 && height === 0 ? LEAST : height + step);
    event.preventDefault();
    event.stopPropagation();
  };
  return bar;
}

export default function ({ parentElement }) {
  if (!parentElement.querySelector(".atlas-bar")) parentElement.append(makeBar());
  const kept = Number.parseFloat(sessionStorage.getItem("atlas-table"));
  if (Number.isFinite(kept)) document.documentElement.style.setProperty("--table", `${kept}px`);
  const timer = setInterval(measureFoot, 700);
  measureFoot();
  return () => clearInterval(timer);
}
