// Bytes on their way to the map: kept in the page under the key that their header names.
function whenClient(run) {
  if (window.conflictAtlas && window.conflictAtlas.carry) run();
  else window.addEventListener("conflict-atlas:client", run, { once: true });
}

export default function (component) {
  const { data, parentElement } = component;
  if (data && data.byteLength) whenClient(() => window.conflictAtlas.carry(data, parentElement));
  return () => whenClient(() => window.conflictAtlas.drop(parentElement));
}
