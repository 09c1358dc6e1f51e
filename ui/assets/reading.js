// A report beside its draft events: words and values light each other; every text is set as textContent.
const FIELDS = [
  ["event_date", "From"], ["end_date", "To"], ["sub_event_type", "What"], ["place", "Where"], ["country", "Country"],
  ["attacker", "Attacker"], ["target", "Target"], ["fatalities_best", "Killed"], ["injured", "Injured"],
  ["abducted", "Abducted"], ["weapon", "Weapon"],
];
const STATUS = {
  claimed_by_actor: "claims it", accused_by_opponent: "accused by an opponent", denied: "denied",
  accused_by_third_party: "named by a third party", assessed_by_analyst: "assessed", unattributed: "not attributed",
};

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

function spansOf(drafts) {
  const found = [];
  drafts.forEach((draft, n) => {
    for (const [field, spans] of Object.entries(draft.evidence || {})) {
      for (const [start, end] of spans) found.push({ start, end, field, draft: n });
    }
  });
  return found;
}

// The text is cut where any span begins or ends; a piece knows all values that rest on it.
function textNode(text, spans) {
  const pane = element("div", "text");
  pane.tabIndex = 0;
  const cuts = [...new Set([0, text.length, ...spans.flatMap((s) => [s.start, s.end])])].sort((a, b) => a - b);
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const held = spans.filter((s) => s.start <= cuts[i] && cuts[i + 1] <= s.end);
    const piece = element("span", held.length ? `said ${held[0].field}` : "", text.slice(cuts[i], cuts[i + 1]));
    piece.dataset.start = cuts[i];
    if (held.length) piece.dataset.values = held.map((s) => `${s.draft}:${s.field}`).join(" ");
    pane.append(piece);
  }
  return pane;
}

function light(root, values, on) {
  for (const node of root.querySelectorAll("[data-values]")) {
    const own = node.dataset.values.split(" ");
    if (own.some((v) => values.includes(v))) node.classList.toggle("lit", on);
  }
}

function rowNode(root, draft, n, [field, label], data, tell) {
  const value = draft[field];
  const row = element("div", "row");
  row.dataset.values = field === "fatalities_best" ? `${n}:fatalities_best` : `${n}:${field}`;
  row.append(element("label", "", label));
  const input = element("input", value === null || value === undefined ? "unknown" : "");
  input.value = value === null || value === undefined ? "" : String(value);
  input.placeholder = "unknown";
  input.setAttribute("aria-label", `${label} of draft ${n + 1}`);
  input.onchange = () => tell({ act: "change", draft: n, field, value: input.value });
  row.append(input);
  const quiet = () => light(root, [row.dataset.values], false);
  const lit = () => light(root, [row.dataset.values], true);
  row.onmouseenter = lit;
  row.onmouseleave = quiet;
  input.onfocus = () => {
    lit();
    const first = root.querySelector(`.text [data-values~="${row.dataset.values}"]`);
    if (first) first.scrollIntoView({ block: "nearest" });
  };
  input.onblur = quiet;
  return row;
}

function button(text, className, act) {
  const node = element("button", className, text);
  node.type = "button";
  node.onclick = act;
  return node;
}

function draftNode(root, draft, n, data, tell) {
  const open = n === data.chosen;
  const node = element("section", `draft ${open ? "open" : ""} ${draft.decision || ""}`);
  const head = button(`${n + 1}. ${draft.title || "Draft"}`, "head", () => tell({ act: "choose", draft: n }));
  node.append(head, element("span", "sure", draft.decision || `${Math.round(100 * draft.confidence)} % sure`));
  if (!open) return node;
  for (const field of FIELDS) node.append(rowNode(root, draft, n, field, data, tell));
  for (const claim of draft.claims || []) {
    const said = `${claim.actor || "nobody named"}: ${STATUS[claim.status] || claim.status}`;
    node.append(element("div", "claim", `${said} · says ${claim.claimant || "the report"}`));
  }
  for (const site of draft.sites || []) node.append(element("div", "claim", `${site.role}: ${site.place}`));
  for (const rival of draft.rivals || []) node.append(element("div", "rival", `In the table already? ${rival}`));
  if (draft.decision) return node;
  const bar = element("div", "bar");
  bar.append(
    button("Accept (a)", "primary", () => tell({ act: "accept", draft: n })),
    button("Refuse (r)", "", () => tell({ act: "refuse", draft: n })),
    button("Split", "", () => tell({ act: "split", draft: n })),
  );
  if (n > 0) bar.append(button("Merge into the one above", "", () => tell({ act: "merge", draft: n })));
  node.append(bar);
  return node;
}

// Words that are marked with the pointer can become a value of the draft that is open.
function offer(root, pane, data, tell) {
  const selection = (pane.getRootNode().getSelection ? pane.getRootNode() : document).getSelection();
  const old = root.querySelector(".offer");
  if (old) old.remove();
  if (!selection || selection.isCollapsed) return;
  const text = selection.toString().trim();
  const start = Number(selection.anchorNode.parentElement?.dataset.start ?? NaN) + selection.anchorOffset;
  const end = Number(selection.focusNode.parentElement?.dataset.start ?? NaN) + selection.focusOffset;
  if (!text || Number.isNaN(start) || Number.isNaN(end) || data.chosen === null) return;
  const span = [Math.min(start, end), Math.max(start, end)];
  const box = element("div", "offer");
  box.append(element("strong", "", `“${text.slice(0, 60)}” is`));
  for (const [field, label] of FIELDS) {
    box.append(button(label, "", () => tell({ act: "words", draft: data.chosen, field, value: text, span })));
  }
  root.querySelector(".drafts").prepend(box);
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  let root = parentElement.querySelector(".reading");
  if (!root) {
    root = element("div", "reading");
    parentElement.append(root);
  }
  // What is said stays said until the server answers it by number: a run that is broken off loses none of it.
  root.atlasSaid = (root.atlasSaid || []).filter((said) => said.serial > data.answered);
  const tell = (said) => {
    root.atlasSerial = Math.max(Date.now(), (root.atlasSerial || 0) + 1);
    root.atlasSaid = [...root.atlasSaid, { ...said, serial: root.atlasSerial }];
    setStateValue("said", root.atlasSaid);
  };
  const shown = JSON.stringify({ ...data, answered: 0 });
  if (root.atlasShown === shown) return; // the page ran again for another reason: what is typed and focused stays
  root.atlasShown = shown;
  const scroll = root.querySelector(".text")?.scrollTop || 0;
  const focused = root.getRootNode().activeElement;
  const held = root.contains(focused) ? focused.getAttribute("aria-label") || "text" : null;
  const pane = textNode(data.text, spansOf(data.drafts));
  const drafts = element("div", "drafts");
  data.drafts.forEach((draft, n) => drafts.append(draftNode(root, draft, n, data, tell)));
  root.replaceChildren(pane, drafts);
  pane.scrollTop = scroll;
  if (held === "text") pane.focus({ preventScroll: true });
  else if (held) root.querySelector(`[aria-label="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  for (const piece of pane.querySelectorAll("[data-values]")) {
    const values = piece.dataset.values.split(" ");
    piece.onmouseenter = () => light(root, values, true);
    piece.onmouseleave = () => light(root, values, false);
    piece.onclick = () => tell({ act: "choose", draft: Number(values[0].split(":")[0]) });
  }
  pane.onmouseup = () => offer(root, pane, data, tell);
  root.onkeydown = (event) => {
    if (event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { a: "accept", r: "refuse", n: "next" }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit's own "r" would run the page again, and break this off
    tell({ act, draft: data.chosen });
  };
}
