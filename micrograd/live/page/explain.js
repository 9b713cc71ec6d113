// A pressed node shows where its gradient comes from: the chain rule's sum, with a term for each edge out of it.

import { bracketed, flow, masked, near, SEEN, shownData, shownGrad, shownSlope } from "./numbers.js";
import { remarked } from "./judge.js";
import { Pieces } from "./line.js";
import { make } from "./make.js";

const HINT = "Press a node to see the sum that makes its gradient.";

export class Explain {
  constructor(stage) {
    this.stage = stage;
    this.index = null; // the index of the explained node
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
    this.stage.judge.look(this, this.index !== null);
    this.light(scene && this.index !== null ? scene : null);
    const hint = this.stage.model.get("step") < 0 ? invitation(scene) : ""; // while a person steps, there is enough to read
    const pieces = () => (scene ? explanation(scene, this.index, this.stage.judge.of(scene)) : [["", "…"]]);
    this.said.show(this.index === null ? [["hint", hint]] : pieces());
  }

  // Light the edges that the terms come from.
  light(scene) {
    const { picture } = this.stage;
    const index = scene ? this.index : null;
    const carried = scene ? outgoing(scene, index).filter((e) => masked(scene.mask, e, "flow") !== "") : [];
    const edges = carried.map((e) => picture.edges[e]?.arrow.group);
    const wanted = index === null ? [] : [picture.nodes[index]?.group, ...edges].filter((group) => group);
    for (const group of this.lit) if (!wanted.includes(group)) group.classList.remove("mg-lit");
    for (const group of wanted) group.classList.add("mg-lit");
    this.lit = wanted;
    if (this.shown === picture && this.pressedNode === index) return;
    [this.shown, this.pressedNode] = [picture, index];
    for (const node of Object.values(picture?.nodes ?? {}))
      node.group.setAttribute("aria-pressed", node.index === index);
  }
}

// What pressing a node is for: nothing in a class without gradients.
export const invitation = (scene) => (!scene || scene.nodes.some(([, known]) => known) ? HINT : "");

// The edges from a node to what was made from it.
const outgoing = ({ edges }, index) => edges.flatMap(([input], e) => (input === index ? [e] : []));

// The sum that makes a node's gradient, as the kernel wrote it, with its numbers, as [kind, text] pieces.
export function explanation(scene, index, judged) {
  const fill = (pieces) => pieces.map((piece) => filledPiece(scene, judged, piece));
  const { name, terms, after } = scene.sums[index];
  const shown = shownGrad(scene, index);
  const title = fill(name);
  if (!scene.nodes[index][1]) return sentence(fill(after));
  const veil = scene.veiled?.get(`${index}.grad`);
  if (shown === "?") return sentence([...title, ["", veil ? " is hidden: it would give a prediction away." : " is hidden: predict it first."]]);
  if (scene.replayed) return sentence([...title, ...soFar(scene, index, shown)]);
  if (shown === "") return sentence([...title, ["", " has not been computed yet."]]);
  const sum = added(terms.map(fill));
  const remark = judged?.grad[index];
  if (scene.others && remark) {
    const [result, unlike] = remarked(judged, remark, shown);
    const wrong = unlike ? [["wrong", ` ${unlike}${judged.late || after.length ? "" : "."}`]] : [];
    return sentence([...title, ["", " = "], ...sum, ...equals(terms), ["sum", result], ...wrong, ...fill(after)]);
  }
  if (!differs(scene, index, judged))
    return sentence([...title, ["", " = "], ...sum, ...equals(terms), ["sum", shown], ...fill(after)]);
  // To find out why they differ is the learner's part.
  const asked = terms.length > 1 ? "Is that the sum of what comes back, " : "Is that what comes back, ";
  const question = terms.length ? [["", asked], ...sum, ["", "?"]] : [["", BEGINNING]];
  return sentence([...title, ["", " is "], ["sum", shown], ["", ". "], ...question, ...(terms.length ? anew(fill(after)) : [])]);
}

const BEGINNING = "The way back begins here: how fast does the output rise as the output itself does?";
const anew = ([first, ...rest]) => (first ? [[first[0], first[1].replace(/^\./, "")], ...rest] : []);
const equals = ({ length }) => (length ? [["", " = "]] : []);
const added = (terms) => terms.flatMap((term, k) => [["", k ? " + " : ""], ...term]);

// What has arrived at a node half-way through a replay.
function soFar({ received, mask }, index, shown) {
  if (mask.get(`${index}.data`) === "" || shown === "…") return [["", shown ? " = …" : " has not been computed yet."]];
  const here = received(index);
  if (!here) return [["", `${shown ? ` = ${shown}` : ""}: nothing has been sent here yet.`]];
  const { terms, after, more } = here;
  const end = more && terms.length ? [["", " so far"]] : [];
  return [["", " = "], ...added(terms), ...equals(terms), ["sum", shown], ...end, ...after];
}

// Whether a gradient differs from the sum of what its edges bring back. Where one of them is hidden, or the class keeps
// no slopes, only the kernel knows.
function differs(scene, index, judged) {
  if (index === scene.nodes.length - 1) return !near(scene.numbers[2 * scene.nodes.length - 1], 1);
  const edges = outgoing(scene, index);
  const flows = edges.map((e) => (scene.edges[e][2] ? flow(scene, e) : null));
  if (flows.includes(null)) return Boolean(judged?.grad[index]);
  const total = flows.reduce((sum, carried) => sum + carried, 0);
  return !near(total, scene.numbers[scene.nodes.length + index], Math.max(...flows.map(Math.abs)));
}

// Pieces for the beginning of a line.
const sentence = ([[kind, text], ...rest]) => [[kind, text.replace(/^the /, "The ")], ...rest];

// A text, or the number that belongs in its place.
function filledPiece(scene, judged, [kind, what]) {
  if (typeof what === "string") return [kind, what];
  if (kind === "data") return ["", bracketed(shownData(scene, what) || "…")];
  if (kind === "grad") return ["grad", bracketed(shownGrad(scene, what) || "…")];
  if (scene.edges[what][2] === false) {
    const worked = judged && !judged.late ? judged.unkept[what] : undefined;
    return ["", bracketed(masked(scene.mask, what, "slope") ?? worked ?? "…")];
  }
  // If backward was watched and nothing came along an edge, it carries 0.
  const none = scene.edges[what][2] === SEEN && !scene.replayed ? "0.0" : "…";
  return ["", bracketed(shownSlope(scene, what) || none)];
}
