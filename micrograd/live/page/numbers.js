// The numbers of a live graph: what the kernel has computed so far, and how they are written.

import { Positions, rowAt, same } from "./positions.js";

// A number to a few digits, as picture/numbers.py writes it.
export function number(x, digits = 4) {
  const rounded = Number(x.toPrecision(digits));
  if (!Number.isFinite(rounded)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "−inf";
  const size = Math.abs(rounded);
  if (size === 0) return "0.0";
  const shown =
    size < 1e-3 || size >= 1e4
      ? rounded.toExponential().replace("e+", "e")
      : String(rounded).includes(".") ? String(rounded) : `${rounded}.0`;
  return shown.replaceAll("-", "−");
}

// Whether two numbers, sums of which largest is a part, are the same up to rounding.
export const near = (x, y, largest = 0) =>
  Object.is(x, y) || x === y ||
  (Number.isFinite(x - y) &&
    Math.abs(x - y) <= Math.max(1e-6 * Math.max(Math.abs(x), Math.abs(y)), 1e-14 * largest));

// Two different numbers, to as many digits as it takes to tell them apart.
export function toldApart(one, other) {
  let digits = 4;
  while (digits < 17 && number(one, digits) === number(other, digits)) digits++;
  return [number(one, digits), number(other, digits)];
}

// A number as a factor or a later term: in brackets if it is negative.
export const bracketed = (shown) => (shown.startsWith("−") ? `(${shown})` : shown);

// The stand-in for a number that is hidden or not computed yet; few pictures have any.
export const masked = (mask, index, what) => (mask.size ? mask.get(`${index}.${what}`) : undefined);

// Whether a node has a name from the learner.
export const isNamed = ({ names, nodes }, i) => names[i] !== (nodes[i][0] || "constant");

// A text from the kernel, with the numbers in its holes: [node] is a number's place, [node, "("] a bracket that
// appears if that number is negative.
export const filled = (pieces, shown) =>
  pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    const [node, bracket] = piece;
    return bracket === undefined ? shown(node) : shown(node).startsWith("−") ? bracket : "";
  }).join("");

// The texts that a picture shows for a scene.
export const shownData = ({ mask, numbers }, i) => masked(mask, i, "data") ?? number(numbers[i]);

export function shownGrad({ mask, nodes, numbers }, i) {
  if (!nodes[i][1]) return "";
  return masked(mask, i, "grad") ?? number(numbers[nodes.length + i]);
}

export function shownSlope({ mask, nodes, edges, numbers }, e) {
  const slope = numbers[2 * nodes.length + e];
  if (!edges[e][2] || (edges[e][2] === SEEN && Number.isNaN(slope))) return "";
  return masked(mask, e, "slope") ?? number(slope);
}

// An edge's third entry if its class keeps no slopes, and this one was inferred from what backward did.
export const SEEN = "seen";

// The gradient that an edge carries back: slope times gradient; where no slope is known, all that its input got. It is
// null if there is none yet, or if it would give a hidden number away.
export function flow({ nodes, edges, numbers, mask }, e) {
  const [input, result, hasSlope] = edges[e];
  const n = nodes.length;
  if (!nodes[hasSlope ? result : input][1] || masked(mask, e, "flow") !== undefined) return null;
  if (!hasSlope) return numbers[n + input];
  const [slope, grad] = [numbers[2 * n + e], numbers[n + result]];
  return hasSlope === SEEN && Number.isNaN(slope) ? 0 : slope * grad;
}

// The doubles in a buffer that may begin anywhere, as a Float64Array may not.
export function floats(view) {
  return new Float64Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

// The length of a row: data, gradients and slopes; twice that if another class is compared.
const rowLength = ({ nodes, edges, compared }) => (2 * nodes.length + edges.length) * (compared ? 2 : 1);

// What the kernel has computed so far, and where the controls are.
export class Numbers extends Positions {
  constructor(model, controls) {
    super(controls);
    this.model = model;
    this.tables = new Map();
  }

  // The shape and numbers, or the error, for the present position; null while the kernel is still computing them.
  here() {
    const at = this.position();
    for (const table of this.tables.values()) {
      const row = table.row(at);
      if (row) return row;
    }
    const shown = this.model.get("shown");
    if (!same(shown.at, at)) return null;
    return { shape: shown.shape, error: shown.error, numbers: floats(shown.numbers) };
  }

  learn(about, buffers) {
    if (about === "forget") this.tables.clear();
    else this.tables.set(about.moving, new Table(about, buffers[0], this.model.get("shapes")));
  }
}

// All positions of one slider while the other controls rest: a row of numbers for each.
export class Table {
  constructor(about, buffer, shapes) {
    Object.assign(this, about);
    const all = floats(buffer);
    let end = 0;
    this.rows = about.shapes.map((shape) => {
      const start = end;
      if (shape >= 0) end += rowLength(shapes[shape]);
      return all.subarray(start, end);
    });
  }

  row(at) {
    const k = rowAt(this, at);
    if (k === null || !(k in this.rows)) return null;
    if (this.shapes[k] < 0) return this.errors[k] ? { shape: -1, error: this.errors[k] } : null;
    return { shape: this.shapes[k], error: "", numbers: this.rows[k] };
  }
}
