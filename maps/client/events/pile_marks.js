// How piles and badges are drawn: a ring of the colours' shares with the number in it; a label for a unit.

/** @import { Pen } from "./pen.js" */
/** @import { Pile } from "./piles.js" */

import { FONT } from "../base/dom.js";
import { numberText } from "../base/wording.js";

/** @typedef {[number, number, number, number]} Box */

/** @param {Pen} pen @param {Pile[]} piles */
export function drawPiles(pen, piles) {
  const rings = piles.filter((pile) => !pile.badge);
  rings.forEach((pile) => drawRing(pen, pile));
  /** @type {Box[]} */
  const written = [];
  rings.filter((pile) => pile.numbered).forEach((pile) => drawNumber(pen, pile, written));
  piles.filter((pile) => pile.badge).forEach((pile) => drawBadge(pen, pile));
  piles
    .filter((pile) => pile.selected)
    .forEach((pile) =>
      pen.ring(pile.badge ? pile.bx : pile.x, pile.badge ? pile.by : pile.y, pile.badge ? pile.half : pile.r),
    );
}

/** @param {Pen} pen @param {Pile} pile */
function drawRing(pen, pile) {
  const { x, y, r } = pile;
  const { g } = pen;
  const { look } = pen.d;
  g.setLineDash([]);
  g.fillStyle = look.halo;
  g.beginPath();
  g.arc(x, y, r + 1.8, 0, 2 * Math.PI);
  g.fill();
  let from = -Math.PI / 2;
  pile.shares.forEach((count, code) => {
    if (!count) return;
    const to = from + (count / pile.n) * 2 * Math.PI;
    g.fillStyle = pen.ink(code).body;
    g.beginPath();
    if (count < pile.n) g.moveTo(x, y);
    g.arc(x, y, r, from, to);
    g.closePath();
    g.fill();
    from = to;
  });
  g.strokeStyle = look.mark_edge;
  g.lineWidth = 0.8;
  g.beginPath();
  g.arc(x, y, r, 0, 2 * Math.PI);
  g.stroke();
  if (pile.numbered) {
    g.fillStyle = look.panel;
    g.beginPath();
    g.arc(x, y, r * 0.66, 0, 2 * Math.PI);
    g.fill();
  }
  if (!pile.contested) return;
  g.beginPath();
  g.arc(x, y, r + 3.4, 0, 2 * Math.PI);
  g.lineWidth = 1.5;
  g.strokeStyle = pen.inks[0].broken;
  g.setLineDash([4, 3]);
  g.stroke();
  g.setLineDash([]);
}

/** A pile's number, unless it would cover that of a larger one. @param {Pen} pen @param {Pile} pile @param {Box[]} written */
function drawNumber(pen, pile, written) {
  const { g, magnify } = pen;
  const text = numberText(pile.n);
  let size = Math.max(8.5 * magnify, Math.min(18 * magnify, pile.r * 0.85));
  g.font = `700 ${size}px ${FONT}`;
  const room = pile.r * 1.3;
  let wide = g.measureText(text).width;
  if (wide > room) {
    size = Math.max(8 * magnify, (size * room) / wide);
    g.font = `700 ${size}px ${FONT}`;
    wide = g.measureText(text).width;
  }
  /** @type {Box} */
  const box = [pile.x - wide / 2, pile.y - size / 2, pile.x + wide / 2, pile.y + size / 2];
  if (written.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return;
  written.push(box);
  g.textAlign = "center";
  g.textBaseline = "middle";
  if (wide > room) {
    // it reaches over its ring
    g.lineJoin = "round";
    g.lineWidth = 3;
    g.strokeStyle = pen.d.look.panel;
    g.strokeText(text, pile.x, pile.y + 0.5);
  }
  g.fillStyle = pen.d.look.text;
  g.fillText(text, pile.x, pile.y + 0.5);
}

/** A unit's badge: a label with a stripe of the colours' shares, nothing like the mark of a place. @param {Pen} pen @param {Pile} pile */
function drawBadge(pen, pile) {
  const { g } = pen;
  const { look } = pen.d;
  const [w, h] = [2 * pile.half, 2 * pile.rise];
  const l = pile.bx - pile.half;
  const t = pile.by - pile.rise;
  g.font = `700 ${pile.size}px ${FONT}`;
  g.setLineDash([]);
  g.fillStyle = look.panel;
  g.strokeStyle = look.muted;
  g.lineWidth = 1;
  g.beginPath();
  g.roundRect(l, t, w, h, h / 4);
  g.fill();
  g.stroke();
  let from = l + h / 4;
  pile.shares.forEach((count, code) => {
    if (!count) return;
    const part = ((w - h / 2) * count) / pile.n;
    g.fillStyle = pen.ink(code).body;
    g.fillRect(from, t + h * 0.76, part, h * 0.14);
    from += part;
  });
  g.textAlign = "center";
  g.textBaseline = "middle";
  g.fillStyle = look.text;
  g.fillText(pile.text, pile.bx, pile.by - h * 0.06);
}
