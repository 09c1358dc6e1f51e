// Places that want a look, and under the open one its candidates: all by keyboard, or by pointer. Every text is
// set as textContent. What is open, lit and chosen goes to the server; the place of the keyboard stays here.
// A key that is pressed while the server answers what was asked before waits for that answer, and counts then.
const PAGE = 10;
const MOST_WAITING = 30;
const MOVES = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -1e9, End: 1e9 };

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

class Places {
  constructor(parent) {
    this.row = 0;
    this.lit = -1; // the candidate under the keyboard; -1: the place itself
    this.confirm = false;
    this.asked = 0; // the last thing the server was asked for, and the keys that wait until it was answered
    this.waiting = [];
    this.root = element("div", "places");
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "tree");
    this.root.setAttribute("aria-label", "Places that want a look");
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.hint = element("div", "hint");
    this.hint.setAttribute("aria-live", "polite");
    parent.append(this.root, this.hint);
  }

  feed(component) {
    this.component = component;
    const before = this.data;
    this.data = component.data;
    const rows = this.data.rows;
    const at = this.id === undefined ? 0 : rows.findIndex((row) => row.id === this.id);
    if (at >= 0) this.row = at;
    else { // the place that was worked on is settled: the next one stands where it was
      this.row = Math.max(0, Math.min(this.row, rows.length - 1));
      this.lit = -1;
      this.confirm = false;
    }
    const opened = this.data.open && (!before || before.open !== this.data.open);
    if (opened && this.data.open === this.current().id && this.data.candidates.length) this.lit = 0;
    if (this.lit >= this.data.candidates.length || this.data.open !== this.current().id) this.lit = -1;
    this.id = this.current().id;
    this.draw();
    while (this.waiting.length && !this.isBusy()) this.press(this.waiting.shift());
  }

  isBusy() {
    return this.asked > this.data.answered;
  }

  // Each question has a number of its own, so that none is taken for the one before it; its answer bears it.
  ask(name, value) {
    this.asked = Math.max(this.asked, this.data.answered) + 1;
    this.component.setStateValue(name, { value, number: this.asked });
  }

  current() {
    return this.data.rows[this.row] || {};
  }

  isOpen() {
    return this.data.open !== null && this.data.open === this.current().id;
  }

  key(event) {
    const undo = event.key === "u" || ((event.ctrlKey || event.metaKey) && event.key === "z");
    const key = undo && !event.altKey ? "undo" : event.key;
    if (event.target !== this.root && key === "Enter") return; // a button under the pointer's hand
    if (!(key in MOVES) && !["Enter", "Escape", "undo"].includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.isBusy()) this.press(key);
    else if (this.waiting.length < MOST_WAITING) this.waiting.push(key);
  }

  press(key) {
    if (key in MOVES) this.move(MOVES[key]);
    else if (key === "Enter") this.enter();
    else if (key === "Escape") this.back();
    else this.undo();
  }

  move(by) {
    this.confirm = false;
    if (this.isOpen() && this.lit >= 0) this.light(Math.max(0, Math.min(this.lit + by, this.data.candidates.length - 1)));
    else {
      this.row = Math.max(0, Math.min(this.row + by, this.data.rows.length - 1));
      this.id = this.current().id;
    }
    this.draw();
  }

  light(at) {
    if (this.lit === at) return;
    this.lit = at;
    this.component.setStateValue("lit", at);
  }

  enter() {
    if (!this.isOpen()) this.ask("open", this.current().id);
    else if (!this.data.apply) return;
    else if (this.confirm) this.choose();
    else if (this.lit >= 0 || this.data.found) this.confirm = true;
    this.draw();
  }

  back() {
    if (this.confirm) this.confirm = false;
    else if (this.isOpen()) {
      this.lit = -1;
      this.ask("open", null);
    }
    this.draw();
  }

  choose() {
    this.confirm = false;
    this.ask("choose", { id: this.current().id, at: this.lit });
    this.root.focus();
  }

  // A state that differs each time, not a trigger: one that meets a rerun of the page is not lost.
  undo() {
    if (this.data.undo) this.ask("undo", true);
  }

  draw() {
    const rows = [];
    this.data.rows.forEach((row, number) => {
      rows.push(this.rowNode(row, number));
      if (row.id === this.data.open) rows.push(this.inside(number));
    });
    if (this.data.more) rows.push(element("div", "line", this.data.more));
    const top = this.root.scrollTop;
    this.root.replaceChildren(...rows);
    this.root.scrollTop = top;
    const active = this.root.querySelector(".confirm") || this.root.querySelector(".active");
    if (active) {
      active.scrollIntoView({ block: "nearest" });
      this.root.setAttribute("aria-activedescendant", (this.root.querySelector(".active") || active).id);
    }
    const undo = this.data.undo ? ` · U takes the last choice back (${this.data.undo})` : "";
    this.hint.textContent = `Arrow keys: move · Enter: open, choose, confirm · Esc: back${undo}`;
  }

  rowNode(row, number) {
    const active = number === this.row && this.lit < 0;
    const node = element("div", `row${row.id === this.data.open ? " open" : ""}${active ? " active" : ""}`);
    node.id = `place-${number}`;
    node.setAttribute("role", "treeitem");
    node.setAttribute("aria-level", "1");
    node.setAttribute("aria-expanded", String(row.id === this.data.open));
    node.append(element("span", "", row.events), element("span", "", row.place));
    node.append(element("span", "quiet", row.where), element("span", "quiet", row.problem));
    node.title = row.note || "";
    node.onclick = () => {
      this.row = number;
      this.id = row.id;
      this.lit = -1;
      this.confirm = false;
      this.waiting = [];
      this.ask("open", row.id === this.data.open ? null : row.id);
      this.draw();
    };
    return node;
  }

  inside(number) {
    const node = element("div", "inside");
    node.setAttribute("role", "group");
    const offered = this.data.apply && number === this.row;
    node.append(element("div", "line", this.data.summary));
    if (offered && this.lit < 0) node.append(this.confirmNode());
    this.data.candidates.forEach((candidate, at) => {
      node.append(this.candidateNode(candidate, at, number));
      if (offered && at === this.lit) node.append(this.confirmNode());
    });
    return node;
  }

  candidateNode(candidate, at, number) {
    const lit = number === this.row && at === this.lit;
    const node = element("div", `candidate${lit ? " lit active" : ""}`);
    node.id = `candidate-${at}`;
    node.setAttribute("role", "treeitem");
    node.setAttribute("aria-level", "2");
    node.setAttribute("aria-selected", String(lit));
    node.append(element("strong", "", candidate.name), element("span", "", candidate.where), element("span", "quiet", candidate.known));
    node.append(element("span", "quiet", candidate.kind), element("span", "quiet", candidate.why), element("span", "quiet", candidate.from));
    node.onclick = () => {
      this.row = number;
      this.id = this.current().id;
      this.light(at);
      this.confirm = false;
      this.draw();
    };
    return node;
  }

  confirmNode() {
    const lit = this.data.candidates[this.lit];
    const name = lit ? [lit.name, lit.where].filter(Boolean).join(", ") : this.data.found;
    const node = element("div", this.confirm ? "confirm" : "line");
    if (!name) return node;
    const go = element("button", "go", this.confirm ? "Yes (Enter)" : this.data.apply);
    go.type = "button";
    go.onclick = () => this.choose();
    if (this.confirm) {
      const no = element("button", "", "No (Esc)");
      no.type = "button";
      no.onclick = () => { this.back(); this.root.focus(); };
      node.setAttribute("role", "alert");
      node.append(element("strong", "", `${this.data.apply}, at ${name}?`), go, no);
    } else node.append(go);
    return node;
  }
}

const made = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  let places = made.get(parentElement);
  if (!places) {
    places = new Places(parentElement);
    made.set(parentElement, places);
  }
  places.feed(component);
}
