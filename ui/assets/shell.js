// The frame round the map: the bar that divides map and table, and the briefing view.
// Keys: B for the briefing view, Escape leaves it; on the bar, arrow up and down.
const LEAST = 96;
const STEP = 24;

function typing(target) {
  return target && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function setTable(pixels) {
  const most = window.innerHeight * 0.7;
  const height = Math.max(0, Math.min(most, pixels < LEAST / 2 ? 0 : Math.max(LEAST, pixels)));
  document.documentElement.style.setProperty("--table", `${Math.round(height)}px`);
  try { sessionStorage.setItem("atlas-table", String(Math.round(height))); } catch { /* a private window */ }
  window.dispatchEvent(new Event("resize"));
  return height;
}

function tableHeight() {
  return parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--table")) || 0;
}

function brief(on) {
  document.documentElement.classList.toggle("atlas-briefing", on);
  window.dispatchEvent(new CustomEvent("conflictatlas:briefing", { detail: { on } }));
  window.dispatchEvent(new Event("resize"));
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath ? event.composedPath()[0] : event.target;
  const on = document.documentElement.classList.contains("atlas-briefing");
  if (event.key === "Escape" && on) brief(false);
  else if ((event.key === "b" || event.key === "B") && !typing(target)) brief(!on);
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
  document.addEventListener("keydown", onKey);
  return () => {
    document.removeEventListener("keydown", onKey);
    document.documentElement.classList.remove("atlas-briefing");
  };
}
