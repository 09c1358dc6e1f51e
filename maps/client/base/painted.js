// When the map was drawn and how long it took, in milliseconds: what benchmarks and tests read.

export const painted = {
  /** @type {number | null} */
  first: null,
  /** @type {number | null} */
  last: null,
  /** @type {number | null} */
  drawMs: null,
  /** @type {number | null} */
  stepMs: null,
  /** @type {number | null} */
  dataMs: null,
  /** @type {number | null} */
  basemap: null,
  draws: 0,
  inView: 0,
};

/** Note that a picture took from `began` until now. @param {number} began @param {number} inView */
export function drawnSince(began, inView) {
  const now = performance.now();
  painted.drawMs = now - began;
  painted.last = now;
  painted.draws += 1;
  painted.inView = inView;
  if (painted.first !== null) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      painted.first ??= performance.now();
    }),
  );
}
