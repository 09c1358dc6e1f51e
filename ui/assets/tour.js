// The tour: six steps, each beside the part of the page that it tells of. Next, back and end by keyboard too.
const GAP_PX = 10;
const MARK_PX = 44;
const UNLOCATED_OR_AREA = 32 | 2; // flags of an event in the map's columns (maps/client/base/decode.js)

/** A part of the page or of the map, which lies in a shadow root of its own; null where it is not to be seen. */
function seen(selector) {
  const map = document.querySelector(".st-key-atlas_map");
  const roots = map ? [...map.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean) : [];
  for (const root of [document, ...roots]) {
    for (const node of root.querySelectorAll(selector)) {
      const box = node.getBoundingClientRect();
      if (box.width > 1 && box.height > 1 && box.right > 0 && box.left < window.innerWidth) return node;
    }
  }
  return null;
}

/** The box of the sharp mark that lies nearest to the middle of the map. */
function markBox() {
  const host = seen(".conflict-atlas-map");
  const atlas = host && host.atlas;
  if (!atlas || !atlas.data) return null;
  const frame = atlas.map.getContainer().getBoundingClientRect();
  const scale = 256 * 2 ** atlas.map.getZoom();
  const origin = atlas.map.getPixelBounds().min;
  let best = null;
  for (let i = 0; i < atlas.data.n; i++) {
    if (atlas.data.flags[i] & UNLOCATED_OR_AREA) continue;
    const x = atlas.data.X[i] * scale - origin.x;
    const y = atlas.data.Y[i] * scale - origin.y;
    const off = Math.hypot(x - frame.width / 2, y - frame.height / 2);
    if (x > 0 && y > 0 && x < frame.width && y < frame.height && (!best || off < best.off)) best = { x, y, off };
  }
  return best && new DOMRect(frame.x + best.x - MARK_PX / 2, frame.y + best.y - MARK_PX / 2, MARK_PX, MARK_PX);
}

function boxOf(...selectors) {
  for (const selector of selectors) {
    const node = seen(selector);
    if (node) return node.getBoundingClientRect();
  }
  return null;
}

const EXPAND = "[data-testid=stExpandSidebarButton], [data-testid=stSidebarCollapsedControl] button";
const STEPS = [
  { title: "A mark is an event", where: () => markBox() || boxOf(".ca-map"),
    text: "Click a mark, or a row of the table below, and its detail opens at the right: what happened, who says so, how well the place and the date are known. Where only a province or a country is known there is a soft area, not a sharp mark." },
  { title: "The legend is a filter", where: () => boxOf(".ca-legend"),
    text: "It says what shapes, colours and outlines stand for. Press an entry to switch those marks off, and again to bring them back. What is off is counted, never forgotten." },
  { title: "Time", where: () => boxOf(".ca-foot .ca-time", ".ca-foot"),
    text: "Drag the two handles to look at some days only, or press play. An event that is known only to the month stands for its whole month." },
  { title: "Filters", where: () => boxOf("[data-testid=stSidebar][aria-expanded=true]", "[data-testid=stSidebar]:not([data-collapsed=true])", EXPAND),
    text: "Attacker, how the attacker is known, type, dates, country, how well the place is known. On a narrow screen the arrows at the top open them. The address of the page keeps what you chose." },
  { title: "What is shown, and what is not", where: () => boxOf(".ca-counts"),
    text: "Every event is counted here: shown, without a place, outside the dates, switched off. Press a part to list its events. Unknown deaths are never taken for none." },
  { title: "Take it with you", where: () => boxOf('[data-testid=stTopNavLink][href$="/export"]', '[data-testid=stTopNav] a[href$="/export"]', EXPAND),
    text: "Export makes what is on the screen into a slide, a picture, a page that works with no network, or a table. Your own file comes in on the Events page, under Import." },
];

class Tour {
  constructor(root, onEnd) {
    this.root = root;
    this.onEnd = onEnd;
    this.on = false;
    this.onKey = (event) => this.key(event);
    this.place = () => this.on && this.put();
  }

  begin() {
    this.on = true;
    this.step = 0;
    this.ring = element("div", "ring");
    this.box = element("div", "step");
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-labelledby", "step-title");
    this.box.setAttribute("aria-describedby", "step-text");
    this.root.append(this.ring, this.box);
    window.addEventListener("keydown", this.onKey, true);
    window.addEventListener("resize", this.place);
    this.timer = setInterval(this.place, 300); // the page moves under it: a sidebar opens, a map is drawn
    this.draw();
  }

  draw() {
    const now = STEPS[this.step];
    const title = element("h2", "", now.title);
    title.id = "step-title";
    const text = element("p", "", now.text);
    text.id = "step-text";
    const line = element("div", "line");
    const back = button("Back", () => this.go(-1));
    back.disabled = this.step === 0;
    const next = button(this.step + 1 < STEPS.length ? "Next" : "Done", () => this.go(1), "first");
    line.append(element("span", "count", `${this.step + 1} of ${STEPS.length}`), button("Skip the tour", () => this.end(), "quiet"), back, next);
    this.box.replaceChildren(title, text, line);
    this.put();
    next.focus();
  }

  go(by) {
    this.step += by;
    if (this.step >= STEPS.length) this.end();
    else if (this.step >= 0) this.draw();
    else this.step = 0;
  }

  /** The ring round the part, the words below it, above it or beside it, wherever there is room. */
  put() {
    const target = STEPS[this.step].where() || new DOMRect(window.innerWidth / 2, window.innerHeight / 2, 1, 1);
    const left = Math.max(2, target.left - 4);
    const top = Math.max(2, target.top - 4);
    const right = Math.min(window.innerWidth - 2, target.right + 4);
    const bottom = Math.min(window.innerHeight - 2, target.bottom + 4);
    Object.assign(this.ring.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
    const { width, height } = this.box.getBoundingClientRect();
    const within = (at, size, whole) => Math.max(8, Math.min(at, whole - size - 8));
    let x = within((left + right - width) / 2, width, window.innerWidth);
    let y = window.innerHeight - height - 8;
    if (bottom + GAP_PX + height < window.innerHeight) y = bottom + GAP_PX;
    else if (top - GAP_PX - height > 0) y = top - GAP_PX - height;
    else {
      y = within((top + bottom - height) / 2, height, window.innerHeight);
      if (right + GAP_PX + width < window.innerWidth) x = right + GAP_PX;
      else if (left - GAP_PX - width > 0) x = left - GAP_PX - width;
    }
    Object.assign(this.box.style, { left: `${x}px`, top: `${y}px` });
  }

  /** Before the map hears of them: the arrows are the tour's while the tour has the focus, Escape always. */
  key(event) {
    const inside = event.composedPath().includes(this.box);
    if (event.key === "Escape") this.end();
    else if (inside && event.key === "ArrowRight") this.go(1);
    else if (inside && event.key === "ArrowLeft") this.go(-1);
    else if (inside && event.key === "Tab") this.turn(event.shiftKey);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  turn(back) {
    const buttons = [...this.box.querySelectorAll("button:not(:disabled)")];
    const at = buttons.indexOf(this.root.getRootNode().activeElement);
    buttons[(at + (back ? -1 : 1) + buttons.length) % buttons.length].focus();
  }

  end() {
    if (!this.on) return;
    this.on = false;
    clearInterval(this.timer);
    window.removeEventListener("keydown", this.onKey, true);
    window.removeEventListener("resize", this.place);
    this.ring.remove();
    this.box.remove();
    this.onEnd();
  }
}
