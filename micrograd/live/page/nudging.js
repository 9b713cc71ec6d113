// What nudges of one leaf say of its gradient: the slope of the output for each size h, up, down and both ways.

import { floats, number, shownData, shownGrad } from "./numbers.js";
import { isNamed } from "./formulas.js";

const SMALL = [1e-4, 1e-5, 1e-6]; // so small that few curves bend on the way, so large that most digits are left
const ROUNDING = 1e-9; // of the output: no slope that such nudges find is surer than that
const SURE = 0.01; // of the larger slope: two that are closer count as one
const DIGITS = 10; // of a slope: with the picture's four nobody sees where it parts from the gradient
const NONE = "There is no gradient yet to compare with.";

// The runs that the kernel made.
export class Nudges {
  constructor({ h, out, errors }) {
    this.outs = new Map();
    this.errors = new Map();
    const outs = floats(out);
    floats(h).forEach((one, i) => (i in errors ? this.errors.set(one, errors[i]) : this.outs.set(one, outs[i])));
    this.out = this.outs.get(0);
    this.sizes = [...floats(h)].filter((one) => one > 0);
  }

  // The output as the leaf is moved by h; undefined where the function failed.
  at(h) {
    return this.outs.get(h);
  }

  up(h) {
    return (this.at(h) - this.out) / h;
  }

  down(h) {
    return (this.out - this.at(-h)) / h;
  }

  both(h) {
    return (this.at(h) - this.at(-h)) / (2 * h);
  }

  // The place of the size that is nearest to one that is wanted: of a slow function not all were computed.
  nearest(wanted) {
    const far = this.sizes.map((size) => Math.abs(Math.log(size / wanted)));
    return far.indexOf(Math.min(...far));
  }

  // How far the gradient is from the worse of both sides.
  far(h, gradient) {
    return Math.max(Math.abs(this.up(h) - gradient), Math.abs(this.down(h) - gradient));
  }

  // The size for which they are nearest.
  best(gradient) {
    const sizes = this.sizes.filter((h) => !Number.isNaN(this.far(h, gradient)));
    return sizes.reduce((best, h) => (this.far(h, gradient) < this.far(best, gradient) ? h : best));
  }

  alike(x, y) {
    return Math.abs(x - y) <= SURE * Math.max(Math.abs(x), Math.abs(y)) + ROUNDING * Math.abs(this.out);
  }

  // Whether up and down differ however small the nudge is.
  corner() {
    const [wide, , narrow] = SMALL.map((h) => Math.abs(this.up(h) - this.down(h)));
    const h = SMALL.at(-1);
    return narrow > wide / 2 && !this.alike(this.up(h), this.down(h));
  }

  // The slope that all small nudges find; nan if they find several.
  slope() {
    const [wide, middle, narrow] = SMALL.map((h) => this.both(h));
    return this.alike(wide, middle) && this.alike(middle, narrow) ? middle : NaN;
  }
}

// All that is shown of a leaf's nudges by h: texts for each line of the table, the meaning, and the chart's points.
export function nudgeTold(scene, index, nudges, h) {
  const root = scene.nodes.length - 1;
  const names = {
    leaf: isNamed(scene, index) ? scene.names[index] : "leaf",
    root: isNamed(scene, root) ? scene.names[root] : "out",
  };
  const shown = shownGrad(scene, index);
  const hidden = shown === "?";
  const known = shown !== "" && !hidden;
  // While the backward pass is replayed, a gradient is not yet what it will be.
  const judged = known && !scene.replayed;
  const found = scene.numbers[scene.nodes.length + index];
  const gradient = judged ? found : NaN;
  const hide = { leaf: shownData(scene, index) === "?", root: hidden || shownData(scene, root) === "?", slope: hidden };
  const line = (way) => lineOf(way, nudges, h, scene.numbers[index], gradient, hide);
  const now = [shownData(scene, index), shownData(scene, root), "", ""];
  const grad = ["", "", known ? number(found, DIGITS) : shown || "not yet", ""];
  return {
    names,
    lines: { now, up: line("up"), down: line("down"), both: line("both"), grad },
    meaning: hidden ? `First predict ${names.leaf}.grad.` : meaning(nudges, h, gradient, names) || (known ? "" : NONE),
    chart: judged ? points(nudges, gradient) : null,
    charted: scene.nodes[index][1], // whether there is a chart at other times
  };
}

function lineOf(way, nudges, h, leaf, gradient, hide) {
  const slope = nudges[way](h);
  const apart = Math.abs(slope - gradient);
  const slopes = hide.slope ? ["?", ""] : [numberOr(slope, DIGITS), numberOr(apart, 3)];
  if (way === "both") return ["", "", ...slopes];
  const moved = way === "up" ? h : -h;
  const out = nudges.errors.has(moved) ? "fails" : precise(nudges.at(moved), nudges.at(moved) - nudges.out);
  return [hide.leaf ? "?" : precise(leaf + moved, h), hide.root ? "?" : out, ...slopes];
}

const numberOr = (x, digits) => (Number.isNaN(x) ? "" : number(x, digits));

// A number to so many digits that two of its last step are seen, as far as a float has them.
function precise(x, step) {
  const digits = Math.ceil(Math.log10(Math.abs(x / step))) + 2;
  return number(x, Math.min(Math.max(digits || 4, 4), 17));
}

// How far each nudge's slope is from the gradient.
function points(nudges, gradient) {
  const all = (way) => nudges.sizes.map((h) => [h, Math.abs(nudges[way](h) - gradient)]);
  return { up: all("up"), down: all("down") };
}

// What nudges of size h mean for a gradient, in words.
export function meaning(nudges, h, gradient, { leaf, root }) {
  const failed = [h, -h].find((one) => nudges.errors.has(one));
  const error = nudges.errors.get(failed);
  if (error) return `With ${leaf} moved ${failed > 0 ? "up" : "down"} the function fails. ${error}.`;
  if (Number.isNaN(gradient)) return "";
  const grad = `${leaf}.grad`;
  if (nudges.corner()) {
    const small = SMALL.at(-1);
    const way = ["up", "down"].find((one) => nudges.alike(nudges[one](small), gradient));
    const whose = way ? `${grad} is the slope on the way ${way}.` : `${grad} is the slope on neither.`;
    return `Here ${root} has a corner: its slopes on the way up and down differ, however small h is. ${whose}`;
  }
  const slope = nudges.slope();
  if (!Number.isNaN(slope) && !nudges.alike(slope, gradient)) {
    const moves = `${root} moves ${number(slope)} times as far as ${leaf}`;
    return `However small h is, ${moves}: ≠ ${number(gradient)}, so ${grad} is wrong.`;
  }
  return agreement(nudges, h, gradient, { grad, root });
}

function agreement(nudges, h, gradient, { grad, root }) {
  const far = nudges.far(h, gradient);
  if (Number.isNaN(far)) return "";
  if (far === 0) return `The nudge and ${grad} are the same.`;
  const size = Math.abs(gradient);
  const digits = Math.floor(-Math.log10(far / size));
  const first = digits > 0 ? `agree in ${digits} digit${digits > 1 ? "s" : ""}` : `are ${number(far)} apart`;
  return `The nudge and ${grad} ${first}${reason(nudges, h, gradient, far, root)}`;
}

function reason(nudges, h, gradient, far, root) {
  const best = nudges.best(gradient);
  if (far <= 10 * nudges.far(best, gradient) || far <= ROUNDING * Math.abs(gradient)) return ".";
  return h > best
    ? `: ${root} bends on so long a way. A smaller h comes nearer.`
    : ": with so small an h, rounding eats the digits (cancellation). A larger h comes nearer.";
}
