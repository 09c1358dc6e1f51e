// A file dragged over the map's page: an area to drop it on. What else is dragged (words, links) is left alone.
class DropArea {
  constructor(root, onFile) {
    this.root = root;
    this.onFile = onFile;
    this.listens = { dragenter: (e) => this.over(e), dragover: (e) => this.over(e), dragleave: (e) => this.left(e), drop: (e) => this.dropped(e) };
    for (const [name, fn] of Object.entries(this.listens)) window.addEventListener(name, fn);
  }

  over(event) {
    if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault(); // or the browser would open the file in place of the page
    event.dataTransfer.dropEffect = "copy";
    if (!this.area) {
      this.area = element("div", "drop");
      this.area.setAttribute("role", "status");
      this.area.append(element("strong", "", "Drop the file here"),
        element("span", "", "You see how it is read, and decide, before anything is stored."));
      this.root.append(this.area);
    }
  }

  left(event) {
    if (event.relatedTarget === null) this.hide();
  }

  dropped(event) {
    if (!this.area) return;
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (files.length === 1) {
      this.hide();
      this.onFile(files[0]);
      return;
    }
    this.area.replaceChildren(element("strong", "", "One file at a time"), element("span", "", "Nothing was taken. A .zip may hold several."));
    this.timer = setTimeout(() => this.hide(), 4000);
  }

  hide() {
    clearTimeout(this.timer);
    if (this.area) this.area.remove();
    this.area = null;
  }

  destroy() {
    this.hide();
    for (const [name, fn] of Object.entries(this.listens)) window.removeEventListener(name, fn);
  }
}
