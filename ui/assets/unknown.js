// A table shows a dash where a value is unknown; a screen reader hears "unknown" there and not nothing.
const LOOK_MS = 500;

function name(table) {
  for (const cell of document.querySelectorAll(`.st-key-${table} canvas td[role=gridcell]`)) {
    if (!cell.textContent) cell.setAttribute("aria-label", "unknown");
    else if (cell.hasAttribute("aria-label")) cell.removeAttribute("aria-label");
  }
}

export default function ({ data, parentElement }) {
  clearInterval(parentElement.atlasTimer);
  parentElement.atlasTimer = setInterval(() => name(data.table), LOOK_MS);
  return () => clearInterval(parentElement.atlasTimer);
}
