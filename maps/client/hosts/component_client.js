// Mounted once: evaluating this module defined window.conflictAtlas. It shows nothing.
/** @param {unknown} component */
export default function (component) {
  void component;
}
