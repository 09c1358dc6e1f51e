// Mounted once: evaluating this module defined window.conflictAtlas. It shows nothing.
export default function (component) {
  void component;
}
