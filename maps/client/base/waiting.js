// Calls that wait: for a moment to pass since the last one, or for the last of a row.

/**
 * @template {unknown[]} A
 * @typedef {((...args: A) => void) & {cancel: () => void}} Later
 */

/**
 * Call at most once in `ms`; the last of a row is always called.
 * @template {unknown[]} A
 * @param {(...args: A) => void} fn @param {number} ms
 * @returns {Later<A>}
 */
export function throttle(fn, ms) {
  let last = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @param {A} args */
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        last = Date.now();
        fn(...args);
      },
      Math.max(0, last + ms - Date.now()),
    );
  };
  return Object.assign(later, { cancel: () => clearTimeout(timer) });
}

/**
 * Call when `ms` have passed without another call.
 * @template {unknown[]} A
 * @param {(...args: A) => void} fn @param {number} ms
 * @returns {Later<A>}
 */
export function debounce(fn, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @param {A} args */
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), ms);
  };
  return Object.assign(later, { cancel: () => clearTimeout(timer) });
}
