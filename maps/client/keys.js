// The briefing view, full screen, and the keys. Keys typed into a field are never ours.
Object.assign(AtlasMap.prototype, {
  /** Briefing: map, date, title and legend only, in large type. */
  brief(on) {
    const wanted = on === undefined ? !this.root.classList.contains("ca-brief") : on;
    if (wanted !== this.root.classList.contains("ca-brief")) this.legend.brief(wanted);
    this.root.classList.toggle("ca-brief", wanted);
    this._closePanel();
    this.tools.open(false);
    this.heading.hidden = !(this.options.title || wanted);
    this._roomForLegend();
    this.labels.setMagnify(wanted ? 1.35 : 1);
    this.events.setMagnify(wanted ? 1.35 : 1);
    this.briefDate.textContent = this.timeline.label.textContent;
    this._call("onKey", wanted ? "brief" : "leave");
    if (!wanted && document.fullscreenElement) document.exitFullscreen();
  },

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.root.requestFullscreen) this.root.requestFullscreen().catch(() => this.brief(true));
  },

  _keydown(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const path = event.composedPath();
    const on = path[0];
    const inside = path.includes(this.root);
    if (!inside && on !== document.body && on !== document.documentElement) return;
    if (isTyping(on) || (on.tagName === "SELECT" && event.key !== "Escape")) return;
    if ((event.key === " " || event.key === "Enter") && /^(BUTTON|A|SUMMARY)$/.test(on.tagName)) return;
    if (this._handleKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  },

  _handleKey(event) {
    if (this.tools.key(event)) return true;
    if (event.key === "Escape") return this._escape();
    if (event.shiftKey && /^Arrow/.test(event.key)) {
      const step = { ArrowLeft: [-120, 0], ArrowRight: [120, 0], ArrowUp: [0, -120], ArrowDown: [0, 120] }[event.key];
      this.map.panBy(step, { animate: !reducedMotion() });
      return true;
    }
    if (event.key === "b" || event.key === "B") this.brief();
    else if (event.key === "+" || event.key === "=") this.map.zoomIn();
    else if (event.key === "-" || event.key === "_") this.map.zoomOut();
    else return this.timeline.key(event);
    return true;
  },

  _escape() {
    if (this.map._popup && this.map._popup.isOpen()) {
      this.map.closePopup();
      return true;
    }
    if (this._closePanel()) return true;
    if (!this.root.classList.contains("ca-brief")) return false;
    this.brief(false);
    return true;
  },
});

function isTyping(node) {
  return node.isContentEditable || node.tagName === "TEXTAREA" || (node.tagName === "INPUT" && !/^(button|checkbox|radio|range|submit)$/.test(node.type));
}
