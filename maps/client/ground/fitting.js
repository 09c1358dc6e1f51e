// Where words fit, and how they are broken.

/** @import { Box } from "./rooms.js" */

/** Whether a box meets none of some boxes. @param {Box[]} boxes @param {Box} box */
export function free(boxes, [l, t, r, b]) {
  for (const box of boxes) if (l < box[2] && r > box[0] && t < box[3] && b > box[1]) return false;
  return true;
}

/** Break a text into at most two lines of about `width` pixels, of even length; what is longer ends in an ellipsis. @param {CanvasRenderingContext2D} g @param {string} text @param {number} width */
export function wrapLabel(g, text, width) {
  if (g.measureText(text).width <= width) return [text];
  const words = text.split(" ");
  /** @type {{lines: string[], wide: number} | null} */
  let best = null;
  for (let k = 1; k < words.length; k++) {
    const lines = [words.slice(0, k).join(" "), words.slice(k).join(" ")];
    const wide = Math.max(...lines.map((line) => g.measureText(line).width));
    if (!best || wide < best.wide) best = { lines, wide };
  }
  const lines = best ? best.lines : [text];
  return lines.map((line) => {
    let cut = line;
    while (cut.length > 4 && g.measureText(cut).width > width * 1.25) cut = `${cut.slice(0, -2).trimEnd()}…`;
    return cut;
  });
}
