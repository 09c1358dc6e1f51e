// A newcomer's way in, over the map: a card that offers three things, a tour (tour.js), and a place to drop a file.
const KEPT = "atlas-welcome"; // in this browser: the card was seen, and does not come by itself again

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

function button(text, onClick, className) {
  const node = element("button", className, text);
  node.type = "button";
  node.onclick = onClick;
  return node;
}

function wasSeen() {
  try { return localStorage.getItem(KEPT) !== null; } catch { return false; /* a browser that keeps nothing */ }
}

function keepSeen() {
  try { localStorage.setItem(KEPT, "seen"); } catch { /* then it comes again with the next visit */ }
}

function isTyping(path) {
  return path.some((node) => /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.isContentEditable);
}

/** Whether Escape has another use now: an open detail, dialog or list, or the briefing view. */
function escapeIsTaken(event) {
  return event.defaultPrevented || isTyping(event.composedPath()) ||
    Boolean(document.querySelector("[role=dialog], [role=listbox], .st-key-close"));
}

class Welcome {
  constructor(parent) {
    this.parent = parent;
    this.root = element("div", "welcome");
    parent.append(this.root);
    this.opened = 0;
    this.card = null;
    this.tour = new Tour(this.root, () => this.returnFocus());
    this.drop = new DropArea(this.root, (file) => this.take(file));
    this.onKey = (event) => this.key(event);
    window.addEventListener("keydown", this.onKey);
  }

  update(component) {
    this.component = component;
    const { wanted, examples, map } = component.data;
    this.examples = Boolean(examples);
    this.map = Boolean(map);
    const asked = wanted > this.opened;
    this.opened = Math.max(this.opened, wanted);
    if (asked) this.show(true);
    else if (!this.looked && !wasSeen()) this.show(false);
    this.looked = true;
  }

  key(event) {
    if (this.tour.on || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?" && !isTyping(event.composedPath())) {
      event.preventDefault();
      this.show(true);
    } else if (event.key === "Escape" && this.card && (event.composedPath().includes(this.card) || !escapeIsTaken(event))) {
      event.preventDefault();
      this.close();
    }
  }

  show(focus) {
    if (!this.card) {
      this.before = document.activeElement;
      this.card = this.make();
      this.root.append(this.card);
    }
    if (focus) this.card.querySelector("button").focus();
  }

  make() {
    const card = element("section", "card");
    card.setAttribute("aria-labelledby", "welcome-title");
    const head = element("div", "head");
    const title = element("h2", "", "New here?");
    title.id = "welcome-title";
    const close = button("×", () => this.close(), "close");
    close.setAttribute("aria-label", "Close this card");
    close.title = "Close (Escape). The key ? brings it back.";
    const ways = element("div", "ways");
    if (this.map) ways.append(button("Look round", () => { this.close(); this.tour.begin(); }, "first"));
    ways.append(
      button("Open a sample", () => this.choose("sample")),
      button("Bring my own", () => this.choose("own")));
    head.append(title, close);
    const said = this.examples ? "The events shown are examples. " : "";
    card.append(head, ways, element("p", "", `${said}A file can also be dropped anywhere on ${this.map ? "the map" : "this page"}.`));
    return card;
  }

  choose(way) {
    this.close();
    this.component.setTriggerValue("chosen", way);
  }

  close() {
    keepSeen();
    if (!this.card) return;
    const held = this.card.contains(this.root.getRootNode().activeElement);
    this.card.remove();
    this.card = null;
    if (held) this.returnFocus();
  }

  returnFocus() {
    if (this.before && this.before.isConnected && this.before !== document.body) this.before.focus();
  }

  /** The import page finds the file here (deliver.js): it is put into that page's own field for files. */
  take(file) {
    window.atlasDropped = file;
    this.choose("dropped");
  }

  destroy() {
    window.removeEventListener("keydown", this.onKey);
    this.tour.end();
    this.drop.destroy();
    this.root.remove();
  }
}

export default function (component) {
  const { parentElement } = component;
  if (!parentElement.atlasWelcome) parentElement.atlasWelcome = new Welcome(parentElement);
  parentElement.atlasWelcome.update(component);
  return () => {
    parentElement.atlasWelcome.destroy();
    delete parentElement.atlasWelcome;
  };
}
