// The bar that divides map and table: drag it, or use arrow up and down on it.
const LEAST = 96;
const STEP = 24;
const TABLE_SPEAKS_MS = 300; // the table tells its selection late, and would open again what was just closed

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

/** The parts of the map, which lies in a shadow root of its own. */
function inMap(selector) {
  const map = document.querySelector(".st-key-atlas_map");
  if (!map) return null;
  const hosts = [...map.querySelectorAll("*")].filter((node) => node.shadowRoot);
  for (const root of [...hosts.map((host) => host.shadowRoot), map]) {
    const found = root.querySelector(selector);
    if (found) return found;
  }
  return null;
}

/** The page's colours for what lies over the map; where its strip begins; its corners clear of the detail. */
function measure(parent) {
  const page = document.documentElement.style;
  const own = getComputedStyle(parent.host || parent);
  for (const name of ["--st-background-color", "--st-primary-color"]) {
    const value = own.getPropertyValue(name);
    if (value) page.setProperty(name, value);
  }
  const foot = inMap(".ca-foot");
  if (foot && foot.offsetHeight) page.setProperty("--foot", `${foot.offsetHeight}px`);
  const detail = document.querySelector(".st-key-detail");
  const free = detail && detail.offsetWidth < window.innerWidth / 2 ? detail.offsetWidth : 0;
  for (const corner of [".ca-tr", ".ca-br"]) {
    const node = inMap(corner);
    if (node) node.style.right = free ? `${free + 14}px` : "";
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

/** Escape closes the detail, unless something over it, or the map, had a use for the key. */
function onKey(event) {
  if (event.key !== "Escape" || document.querySelector("[role=dialog]")) return;
  if (event.composedPath().some((node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.getAttribute?.("role") === "listbox")) return;
  const inTable = event.target.closest?.("[data-testid=stDataFrame]");
  setTimeout(() => {
    const close = document.querySelector(".st-key-close button");
    if (close && !event.defaultPrevented) close.click();
  }, inTable ? TABLE_SPEAKS_MS : 0);
}

export default function ({ parentElement }) {
  if (!parentElement.querySelector(".atlas-bar")) parentElement.append(makeBar());
  const kept = Number.parseFloat(sessionStorage.getItem("atlas-table"));
  if (Number.isFinite(kept)) document.documentElement.style.setProperty("--table", `${kept}px`);
  const state = (parentElement.atlas = parentElement.atlas || {});
  const look = () => measure(parentElement);
  window.removeEventListener("keydown", state.onKey);
  window.addEventListener("keydown", (state.onKey = onKey));
  clearInterval(state.timer);
  state.timer = setInterval(look, 400);
  look();
  return () => {
    clearInterval(state.timer);
    window.removeEventListener("keydown", state.onKey);
  };
}
