// A pressed node shows where its gradient comes from: the chain rule's sum, a term for each edge to what used it.

import { bracketed, flow, masked, number, shownGrad, shownSlope, toldApart } from "./numbers.js";
import { Pieces } from "./line.js";
import { make } from "./stage.js";

const MOST = 8; // terms that are written out
const HINT = "Press a node to see the sum that makes its gradient.";

// Whether two numbers are the same but for rounding.
export const near = (x, y) =>
  Object.is(x, y) || x === y || Math.abs(x - y) <= 1e-6 * Math.max(Math.abs(x), Math.abs(y)) + 1e-12;

export class Explain {
  constructor(stage) {
    this.stage = stage;
    this.index = null; // of the node that is explained
    this.lit = [];
    this.el = make("div", "mg-caption mg-explain", { role: "status" });
    this.said = new Pieces(this.el);
  }

  pressed({ index }, scene) {
    if (index === undefined) return false;
    this.index = this.index === index ? null : index;
    this.show(scene);
    return true;
  }

  escape() {
    this.index = null;
    this.show(this.stage.scene);
  }

  drawn() {
    this.light(null);
  }

  show(scene) {
    if (scene && this.shape !== scene.shape) {
      // The same node has another index in another shape.
      const places = scene.names.flatMap((name, i) => (this.index !== null && name === this.name ? [i] : []));
      this.index = places.length === 1 ? places[0] : null;
      this.shape = scene.shape;
    }
    if (scene && this.index !== null) this.name = scene.names[this.index];
    this.light(scene && this.index !== null ? scene : null);
    const hint = this.stage.model.get("step") < 0 ? HINT : ""; // while a person steps, there is enough to be read
    const parts = this.index === null ? [["mg-hint", hint]] : scene ? explanation(scene, this.index) : [["", "…"]];
    this.said.show(parts);
  }

  // Light the edges that the terms come along.
  light(scene) {
    const { picture } = this.stage;
    const index = scene ? this.index : null;
    const edges = scene ? outgoing(scene, index).map((e) => picture.edges[e]?.arrow.group) : [];
    const wanted = index === null ? [] : [picture.nodes[index]?.group, ...edges].filter((group) => group);
    for (const group of this.lit) if (!wanted.includes(group)) group.classList.remove("mg-lit");
    for (const group of wanted) group.classList.add("mg-lit");
    this.lit = wanted;
    if (this.told === picture && this.pressedNode === index) return;
    [this.told, this.pressedNode] = [picture, index];
    for (const node of Object.values(picture?.nodes ?? {}))
      node.group.setAttribute("aria-pressed", node.index === index);
  }
}

// The edges from a node to what was made from it.
const outgoing = ({ edges }, index) => edges.flatMap(([input], e) => (input === index ? [e] : []));

// The sum that makes a node's gradient, as [class, text] pieces.
export function explanation(scene, index) {
  const { names, nodes, edges, numbers } = scene;
  const name = names[index];
  const shown = shownGrad(scene, index);
  const gradient = numbers[nodes.length + index];
  if (!nodes[index][1]) return [["", `${name}.grad is not computed yet: no backward has run.`]];
  if (shown === "?") return [["", `${name}.grad is hidden: first predict it.`]];
  if (shown === "") return [["", `${name}.grad is not computed yet.`]];
  const outs = outgoing(scene, index);
  const result = [["", `${name}.grad = `]];
  if (!outs.length) {
    const why = near(gradient, 1) ? `as ${name} grows, it grows just as much.` : "the output's gradient in itself is 1.";
    return [...result, ["mg-sum", shown], ["", `: ${why}`]];
  }
  if (!outs.some((e) => edges[e][2])) return [...result, ["mg-sum", shown], ["", ": its class keeps no slopes."]];
  const hidden = outs.some((e) => shownSlope(scene, e) === "?" || shownGrad(scene, edges[e][1]) === "?");
  outs.slice(0, MOST).forEach((e, k) => {
    result.push(["", k ? " + " : ""], ...term(scene, e), ["mg-via", ` via ${names[edges[e][1]]}`]);
  });
  if (outs.length > MOST) result.push(["", ` + ${outs.length - MOST} more`]);
  const total = outs.reduce((sum, e) => sum + flow(scene, e), 0);
  if (hidden || near(total, gradient) || scene.replayed) return [...result, ["", " = "], ["mg-sum", shown]];
  const [sum, has] = toldApart(total, gradient);
  const wrong = [["", " = "], ["mg-sum", sum], ["mg-wrong", ` ≠ ${has}, which this class has in ${name}.grad.`]];
  return [...result, ...wrong];
}

function term(scene, e) {
  const [, result, hasSlope] = scene.edges[e];
  const slope = shownSlope(scene, e);
  if (!hasSlope || !slope) {
    const carried = flow(scene, e); // null where it is hidden, or still to come
    return [["mg-grad-text", carried === null ? masked(scene.mask, e, "flow") || "…" : bracketed(number(carried))]];
  }
  return [["", bracketed(slope)], ["", " · "], ["mg-grad-text", bracketed(shownGrad(scene, result))]];
}
