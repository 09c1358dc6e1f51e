// Bytes on their way to the map: kept in the page under the key that their header names.
/** @param {(atlas: any) => void} run */
function whenClient(run) {
  const page = /** @type {{conflictAtlas?: any}} */ (window);
  if (page.conflictAtlas?.carry) run(page.conflictAtlas);
  else window.addEventListener("conflict-atlas:client", () => run(page.conflictAtlas), { once: true });
}

/** @param {{data: Uint8Array, parentElement: HTMLElement}} component */
export default function (component) {
  const { data, parentElement } = component;
  if (data?.byteLength) whenClient((atlas) => atlas.carry(data, parentElement));
  return () => whenClient((atlas) => atlas.drop(parentElement));
}
