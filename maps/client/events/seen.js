// Which events the canvas shows: in view, in the window and not switched off, in the order in which they are stamped.

/** @import { EventData } from "../base/decode.js" */
/** @import { Choice } from "./choice.js" */
/** @import { Looks } from "./looks.js" */

import { EVENT_FLAGS } from "../base/decode.js";
import { OUTSIDE } from "./projection.js";

/** @typedef {{list: Uint32Array, count: number, sharp: number}} Seen indices, the sharp places first */

export class Collector {
  /** @param {number} n events */
  constructor(n) {
    this.list = new Uint32Array(n);
    this.rough = new Uint32Array(n);
  }

  /**
   * Sharp places first, then rough ones, each newest first. What is given is good until the next time.
   * @param {EventData} data @param {Looks} looks @param {Choice} choice
   * @param {Int32Array} at where each lies on the canvas (projection.js) @returns {Seen}
   */
  collect(data, looks, choice, at) {
    const { list, rough } = this;
    const hidden = Uint8Array.from(looks.kinds, ({ colour, shape, flags }) =>
      choice.hiddenColours[colour] || choice.hiddenShapes[shape] ? 1 : flags & EVENT_FLAGS.area ? 2 : 0,
    );
    const ends = new Uint32Array(2);
    const { to } = data;
    const [first, last] = choice.range(data);
    if (choice.all) this.#gather(to, looks.look, at, data.dated, data.n, choice.firstDay, hidden, ends);
    this.#gather(to, looks.look, at, first, last, choice.firstDay, hidden, ends);
    list.set(rough.subarray(0, ends[1]), ends[0]);
    return { list, count: ends[0] + ends[1], sharp: ends[0] };
  }

  /**
   * One backward pass over the events from `first` up to `last`; kept free of closures, as it runs over every event.
   * @param {Int32Array} to @param {Uint16Array} look @param {Int32Array} at @param {number} first @param {number} last
   * @param {number} from the first day @param {Uint8Array} hidden of each look: 0 sharp, 2 rough, 1 switched off
   * @param {Uint32Array} ends how many sharp and rough ones there are
   */
  #gather(to, look, at, first, last, from, hidden, ends) {
    const { list, rough } = this;
    let [sharp, coarse] = ends;
    for (let i = last - 1; i >= first; i--) {
      if (at[i] === OUTSIDE || to[i] < from) continue;
      const kind = hidden[look[i]];
      if (kind === 0) list[sharp++] = i;
      else if (kind === 2) rough[coarse++] = i;
    }
    ends[0] = sharp;
    ends[1] = coarse;
  }
}
