// Stepping: what the forward pass did, and then backward, one step at a time, as the kernel saw the class do it.

import { bracketed, floats, number, same, SEEN, shownData, shownSlope } from "./numbers.js";
import { Pieces } from "./line.js";
import { make } from "./stage.js";
import { near } from "./explain.js";
import { Formulas, isNamed } from "./formulas.js";
import { atom, DIGITS } from "./operations.js";

const START = "Nothing is computed yet. Play, or take one step on.";

export class Steps {
  constructor(stage) {
    this.stage = stage;
    this.lit = []; // [element, class] of what is marked
    this.el = make("div", "mg-caption mg-steps", { role: "status" });
    this.el.hidden = true;
    this.said = new Pieces(this.el);
  }

  get step() {
    return this.stage.model.get("step");
  }

  alter(scene) {
    this.trace = null;
    if (this.step < 0) return;
    this.trace = this.traceOf(scene);
    replay(scene, this.trace, this.step);
  }

  // The trace of the scene's position; null while the kernel still computes it.
  traceOf(scene) {
    const sent = this.stage.model.get("trace");
    if (!same(sent.at, scene.at)) return null;
    if (this.known?.sent !== sent) this.known = { sent, trace: new Trace(sent.made, floats(sent.events), sent.error) };
    return this.known.trace.fits(scene) ? this.known.trace : null;
  }

  show(scene) {
    this.el.hidden = this.step < 0;
    const seen = scene && this.trace;
    this.mark(seen ? this.marks(scene, this.trace.at(this.step)) : []);
    if (this.el.hidden) return;
    if (seen && this.shape !== scene.shape) this.formulas = new Formulas({ ...scene, mask: new Map() });
    if (seen) this.shape = scene.shape;
    this.said.show(seen ? told(scene, this.trace, this.step, this.formulas) : [["", "…"]]);
  }

  // What is to be marked, as [element, class] pairs: who acts, who receives, and the edges between.
  marks(scene, { node, event }) {
    const { picture } = this.stage;
    const element = (i) => picture.nodes[i]?.group ?? boxAround(picture, scene, i);
    const arrow = (e) => [picture.edges[e]?.arrow.group, "mg-lit"];
    const found = [];
    if (node !== null) {
      const into = scene.edges.flatMap(([, result], e) => (result === node ? [e] : []));
      found.push([element(node), "mg-acting"], ...into.map(arrow));
    } else if (event) {
      found.push([element(event.node), "mg-receiving"]);
      if (event.edge >= 0) found.push([element(scene.edges[event.edge][1]), "mg-acting"], arrow(event.edge));
    }
    return found.filter(([group]) => group);
  }

  mark(marks) {
    for (const [element, name] of this.lit) element.classList.remove(name);
    for (const [element, name] of marks) element.classList.add(name);
    const [first] = marks;
    if (first && first[0] !== this.lit[0]?.[0]) this.reveal(first[0]);
    this.lit = marks;
  }

  // A wide picture is moved sideways in its frame to where something happens; the page stays where it is.
  reveal(element) {
    const [here, frame] = [element, this.stage.frame].map((one) => one.getBoundingClientRect());
    if (here.left < frame.left) this.stage.frame.scrollLeft -= frame.left - here.left + MARGIN;
    else if (here.right > frame.right) this.stage.frame.scrollLeft += here.right - frame.right + MARGIN;
  }
}

const MARGIN = 40; // pixels

// The element of a folded box that a node is in.
function boxAround(picture, { groups }, i) {
  const box = (picture.groups ?? []).find(({ outputs, group }) => outputs && groups[group].nodes.includes(i));
  return box?.element;
}

// The steps of one run: each node as it is made, then each write of a gradient.
export class Trace {
  constructor(made, numbers, error = "") {
    this.made = made;
    this.error = error;
    this.events = [];
    for (let i = 0; i < numbers.length; i += 6) {
      const [node, edge, before, after, sent, added] = numbers.subarray(i, i + 6);
      this.events.push({ node, edge, before, after, sent, added: added !== 0 });
    }
    this.length = made.length + this.events.length;
  }

  // Whether this can be a trace of the scene: a function that throws dice may have made another graph.
  fits({ nodes, edges }) {
    const { made, events } = this;
    return made.length === nodes.length && events.every(({ node, edge }) => node < nodes.length && edge < edges.length);
  }

  // The node that step k made, or the event that it was; neither at the start.
  at(k) {
    const last = Math.min(k, this.length) - 1;
    return { node: this.made[last] ?? null, event: this.events[last - this.made.length] ?? null };
  }

  // What there is after k steps: which nodes are made, their gradients, which gradients were written, and which edges
  // have carried. grads are those at the end.
  state(k, grads) {
    const now = Float64Array.from(grads);
    for (const { node, before } of this.events.toReversed()) now[node] = before;
    const past = this.events.slice(0, Math.max(k - this.made.length, 0));
    for (const { node, after } of past) now[node] = after;
    return {
      made: new Set(this.made.slice(0, k)),
      grads: now,
      written: new Set(past.map(({ node }) => node)),
      carried: new Set(past.map(({ edge }) => edge)),
    };
  }

  // Whether the node that event j writes had no gradient at all before; one that was written may well be nan.
  isFirst(j) {
    const { node, before } = this.events[j];
    return Number.isNaN(before) && !this.events.slice(0, j).some((event) => event.node === node);
  }

  // What is wrong with the moment at which event j sends a result's gradient: "early", "again", or nothing.
  timing(j, result) {
    const { edge } = this.events[j];
    const { first, events } = this.sumAround(j, result);
    const here = j - first;
    const whole = events.findLast(({ node }) => node === result)?.after ?? NaN;
    const total = events.reduce((sum, event) => sum + (event.edge === edge ? event.sent : 0), 0);
    // Who hands gradients on piece by piece, as a recursion does, sends the whole in the end.
    if (Number.isNaN(total) || Number.isNaN(whole) || near(total, whole)) return "";
    // A class that keeps a set has one edge for both of a * a.
    const again = events.slice(0, here).some((event) => event.edge === edge) && events[here - 1].edge !== edge;
    if (again) return "again";
    const grows = ({ node, before, after }) => node === result && before !== after;
    return events.slice(here + 1).some(grows) ? "early" : "";
  }

  // The events around event j in which a node's gradient is one sum: it begins anew where no edge carries.
  sumAround(j, node) {
    const begins = (event) => event.node === node && event.edge < 0;
    const first = this.events.slice(0, j).findLastIndex(begins);
    const length = this.events.slice(j).findIndex(begins);
    const end = length < 0 ? this.length : j + length;
    return { first: Math.max(first, 0), events: this.events.slice(Math.max(first, 0), end) };
  }
}

// Have a scene show what there is after k steps; nothing yet if there is no trace.
export function replay(scene, trace, k) {
  if (trace && k >= trace.length && !trace.error) return;
  const { nodes, edges, mask } = scene;
  const n = nodes.length;
  scene.replayed = true;
  if (!trace) {
    for (let i = 0; i < n; i++) mask.set(`${i}.data`, "…").set(`${i}.grad`, "…");
    for (let e = 0; e < edges.length; e++) mask.set(`${e}.slope`, "…").set(`${e}.flow`, "…");
    return;
  }
  const { made, grads, written, carried } = trace.state(k, scene.numbers.subarray(n, 2 * n));
  scene.numbers = Float64Array.from(scene.numbers);
  scene.numbers.set(grads, n);
  for (let i = 0; i < n; i++) {
    if (!made.has(i)) mask.set(`${i}.data`, "");
    if (!made.has(i) || (Number.isNaN(grads[i]) && !written.has(i))) mask.set(`${i}.grad`, "");
  }
  edges.forEach(([, result, hasSlope], e) => {
    if (hasSlope === SEEN ? !carried.has(e) : !made.has(result)) mask.set(`${e}.slope`, "");
    if (!carried.has(e)) mask.set(`${e}.flow`, "");
  });
}

// What step k does, in words and numbers, as [class, text] pieces.
export function told(scene, trace, k, formulas) {
  const { node, event } = trace.at(k);
  const name = (i, part = "") => {
    const { text } = formulas.name(scene, i);
    return part && !isNamed(scene, i) && !NUMBERED.test(text) ? `(${text})${part}` : `${text}${part}`;
  };
  const stopped = trace.error && k >= trace.length ? [["mg-wrong", ` Here it stopped: ${trace.error}`]] : [];
  if (node !== null) return [["mg-hint", "forward "], ...forward(scene, node, formulas), ...stopped];
  if (!event) return [["mg-hint", START], ...stopped];
  const j = Math.min(k, trace.length) - 1 - trace.made.length;
  const sum = event.edge < 0 ? uncarried(scene, trace, j, name) : backward(scene, trace, j, name);
  return [["mg-hint", "backward "], ...sum, ...stopped];
}

const NUMBERED = /^#\d+$/; // what Formulas calls a result whose expression is long

function forward(scene, i, formulas) {
  const name = formulas.name(scene, i).text;
  const shown = ["mg-data-text", shownData(scene, i)];
  const calculation = formulas.results[i];
  if (!calculation) return isNamed(scene, i) ? [["", `${name} = `], shown] : [shown, ["", ", a constant"]];
  const { text } = formulas.expression(calculation, (input) => formulas.name(scene, input));
  const inputs = calculation.inputs.map((input) => atom(shownData(scene, input) || "…"));
  const digits = calculation.operation.result(DIGITS, inputs).text;
  return [["", `${name === text ? "" : `${name} = `}${text} = ${digits} = `], shown];
}

const hidden = ({ mask }, i) => mask.get(`${i}.grad`) === "?";

// A gradient as it is told; one that is to be predicted is not, nor what it was on the way.
const shownAs = (scene, i, grad) => (hidden(scene, i) ? "?" : number(grad));

// What a node's gradient was before event j, and what it is then.
function wasAndIs(scene, trace, j) {
  const { node, before, after } = trace.events[j];
  const was = trace.isFirst(j) && !hidden(scene, node) ? "none" : shownAs(scene, node, before);
  return [was, shownAs(scene, node, after)];
}

function uncarried(scene, trace, j, name) {
  const { node, after } = trace.events[j];
  const [was, is] = wasAndIs(scene, trace, j);
  const change = [["", `${name(node, ".grad")}: ${was} → `], ["mg-sum", is]];
  if (after === 0) return [...change, ["", ", set to zero"]];
  const seed = node === scene.nodes.length - 1;
  return [...change, ["", seed ? ", the output's gradient in itself" : ", and no edge has carried it"]];
}

function backward(scene, trace, j, name) {
  const event = trace.events[j];
  const { node, edge, before, added } = event;
  const result = scene.edges[edge][1];
  const [was, is] = wasAndIs(scene, trace, j);
  const adds = added && !trace.isFirst(j);
  const { term, remark } = brought(scene, event, adds ? before : 0);
  const lost = !added && was !== "none" && was !== "?" && before !== 0;
  const timing = TIMING[trace.timing(j, result)]?.(name(result));
  const remarks = [remark, lost && `the ${was} is lost`, timing].filter((one) => one);
  return [
    ["", `${name(node, ".grad")}: ${was} → ${adds ? `${was} + ` : ""}`],
    ["mg-grad-text", term],
    ...(adds || term !== is ? [["", " = "], ["mg-sum", is]] : []),
    ["mg-via", ` via ${name(result)}`],
    ["mg-wrong", remarks.length ? `: ${remarks.join("; ")}` : ""],
  ];
}

const TIMING = {
  early: (result) => `${result} sends too early, its gradient still grows`,
  again: (result) => `${result} has sent along this edge before`,
};

// What an event has brought on top of what there was, as a product; and what is to be said if it is another one.
function brought(scene, { node, edge, after, sent }, before) {
  const [, result, hasSlope] = scene.edges[edge];
  const carried = after - before;
  // One edge stands for both of a + a where a class keeps a set: what is seen of its slope is the sum of two.
  const slope = hasSlope === SEEN ? carried / sent : scene.numbers[2 * scene.nodes.length + edge];
  const grad = bracketed(shownAs(scene, result, sent));
  const shown = shownSlope(scene, edge);
  if (hidden(scene, node)) return { term: "?" };
  if (!shown || Number.isNaN(sent)) return { term: bracketed(number(carried)) };
  const product = `${bracketed(shown === "?" ? shown : number(slope))} · ${grad}`;
  if (product.includes("?") || near(after, before + slope * sent)) return { term: product };
  const remark = `this class sent ${number(carried)}, and slope × gradient is ${product} = ${number(slope * sent)}`;
  return { term: bracketed(number(carried)), remark };
}
