// Stepping: what the forward pass and then backward did, one step at a time, as the kernel saw the class do it.

import { floats, SEEN, shownData } from "./numbers.js";
import { same } from "./positions.js";
import { fly, layerOf, still } from "./flight.js";
import { elementOf, reveal } from "./places.js";
import { Pieces } from "./line.js";
import { make } from "./make.js";

export class Steps {
  above = true;

  constructor(stage) {
    this.stage = stage;
    this.lit = []; // [element, class] of what is marked
    this.el = make("div", "mg-caption mg-steps", { role: "status" });
    this.el.hidden = true;
    this.said = new Pieces(this.el);
    this.moving = null; // the layer of what moves along the edges
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

  // The trace of the scene's position; null while the kernel is still computing it.
  traceOf(scene) {
    const sent = this.stage.model.get("trace");
    if (!same(sent.at, scene.at)) return null;
    if (this.known?.sent !== sent) this.known = { sent, trace: new Trace(sent) };
    return this.known.trace.fits(scene) ? this.known.trace : null;
  }

  show(scene) {
    this.el.hidden = this.step < 0;
    const seen = scene && this.trace;
    this.mark(seen ? this.marks(scene, this.trace.at(this.step)) : []);
    if (seen && this.step !== this.carried) this.carry(scene, this.trace.at(this.step));
    this.carried = seen ? this.step : null;
    if (this.el.hidden) return;
    this.said.show((seen && this.trace.message(this.step)) ?? [["", "…"]]);
  }

  // What to mark, as [element, class] pairs: the node that acts, the node that receives, and the edges between.
  marks(scene, { node, event }) {
    const { picture } = this.stage;
    const element = (i) => elementOf(picture, scene, i);
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
    if (first && first[0] !== this.lit[0]?.[0]) reveal(this.stage, first[0]);
    this.lit = marks;
  }

  // Let a dot with its number move along the edges that this step uses: forward into a node, or back to an input.
  carry(scene, { node, event }) {
    this.moving?.remove();
    const { picture } = this.stage;
    const forward = node !== null;
    if ((!forward && !(event?.edge >= 0)) || still()) return;
    const into = scene.edges.flatMap(([, result], e) => (result === node ? [e] : []));
    this.moving = layerOf(picture, "mg-moving");
    for (const arrow of new Set((forward ? into : [event.edge]).map((e) => picture.edges[e]?.arrow))) {
      if (!arrow) continue;
      const one = forward ? this.carriedForward(scene, arrow) : this.trace.term(event);
      fly(this.moving, arrow.line.getAttribute("d"), { forward, kind: forward ? "mg-data" : "mg-grad", texts: [one, one], time: LONG });
    }
    const layer = this.moving;
    Promise.all(layer.getAnimations({ subtree: true }).map(({ finished }) => finished)).then(() => layer.remove(), () => {});
  }

  // The number that an arrow brings; none if it stands for several edges.
  carriedForward(scene, { inner }) {
    return inner.length === 1 ? shownData(scene, scene.edges[inner[0]][0]) : "";
  }
}

const LONG = 600; // milliseconds from one end of an edge to the other: less than a step takes while it plays

// The steps of one run: each node as it is made, then each write of a gradient; and the kernel's words for each.
export class Trace {
  constructor({ made, events, error, messages, arrivals }) {
    const numbers = floats(events);
    this.made = made;
    this.error = error;
    this.messages = messages;
    this.arrivals = arrivals;
    this.events = [];
    for (let i = 0; i < numbers.length; i += 6) {
      const [node, edge, before, after, sent, added] = numbers.subarray(i, i + 6);
      this.events.push({ node, edge, before, after, sent, added: added !== 0 });
    }
    this.length = made.length + this.events.length;
  }

  // Whether this can be a trace of the scene: a function that uses random numbers may have made another graph.
  fits({ nodes, edges }) {
    const { made, events } = this;
    return made.length === nodes.length && events.every(({ node, edge }) => node < nodes.length && edge < edges.length);
  }

  // Step k in words and numbers; empty if the kernel made another graph.
  message(k) {
    return this.messages[Math.min(k, this.length)];
  }

  // The node that step k made, or its event; neither at the start.
  at(k) {
    const last = Math.min(k, this.length) - 1;
    return { node: this.made[last] ?? null, event: this.events[last - this.made.length] ?? null };
  }

  // What has arrived at a node after k steps, in the kernel's words: the terms of the sum so far, what to say after it,
  // and whether more is to come; null before anything has.
  received(node, k) {
    const past = Math.max(k - this.made.length, 0);
    const places = this.events.flatMap((event, j) => (event.node === node ? [j] : []));
    const here = places.filter((j) => j < past);
    if (!here.length) return null;
    const said = here.map((j) => this.arrivals[j] ?? [false, [["", "…"]], []]);
    const first = said.findLastIndex(([afresh]) => afresh);
    const terms = said.slice(Math.max(first, 0)).map(([, term]) => term);
    return { terms: terms.filter(({ length }) => length), after: said.at(-1)[2], more: places.length > here.length };
  }

  // What an event brings along its edge, in the kernel's words: slope times gradient.
  term(event) {
    const [, term] = this.arrivals[this.events.indexOf(event)] ?? [false, []];
    return term.find(([kind]) => kind === "grad")?.[1] ?? "";
  }

  // The state after k steps: which nodes are made, their gradients, which gradients were written, and which edges
  // have carried. grads holds the final ones.
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
}

// Make a scene show the state after k steps; nothing yet if there is no trace.
export function replay(scene, trace, k) {
  if (trace && k >= trace.length && !trace.error) return;
  const { nodes, edges, mask } = scene;
  const n = nodes.length;
  scene.replayed = true;
  scene.received = (node) => trace?.received(node, k) ?? null;
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
