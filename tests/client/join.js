// Read crowds as JSON, [[x, y, n], …] each, and write how the client joins them: what tests hold maps/layers/piles.py against.

/** @import { PileRule } from "../../maps/client/base/description.js" */

import { readFileSync } from "node:fs";
import { joinTouching, radiusOf, scaleOf } from "../../maps/client/events/joining.js";

/** @type {{rule: PileRule, crowds: [number, number, number][][]}} */
const { rule, crowds } = JSON.parse(readFileSync(0, "utf8"));

const made = crowds.map((crowd) => {
  const columns = [0, 1, 2].map((k) => crowd.map((spot) => spot[k]));
  const [xs, ys, ns] = columns;
  const first = joinTouching(xs, ys, ns, scaleOf(Math.max(1, ...ns), rule), rule);
  const scale = scaleOf(Math.max(1, ...first.map(({ n }) => n)), rule);
  return joinTouching(xs, ys, ns, scale, rule).map(({ x, y, n }) => [x, y, n, radiusOf(n, scale, rule)]);
});
process.stdout.write(JSON.stringify(made));
