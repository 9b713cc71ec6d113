// A pressed node shows where its gradient comes from: the chain rule's sum, with a term for each edge out of it.

import { bracketed, SEEN, shownData, shownGrad, shownSlope } from "./numbers.js";
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
    const hint = this.stage.model.get("step") < 0 ? HINT : ""; // while a person steps, there is enough to read
    const pieces = () => (scene ? explanation(scene, this.index, this.stage.judge.of(scene)) : [["", "…"]]);
    this.said.show(this.index === null ? [["hint", hint]] : pieces());
  }

  // Light the edges that the terms come from.
  light(scene) {
    const { picture } = this.stage;
    const index = scene ? this.index : null;
    const edges = scene ? outgoing(scene, index).map((e) => picture.edges[e]?.arrow.group) : [];
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

// The edges from a node to what was made from it.
const outgoing = ({ edges }, index) => edges.flatMap(([input], e) => (input === index ? [e] : []));

// The sum that makes a node's gradient, as the kernel wrote it, with its numbers, as [kind, text] pieces.
export function explanation(scene, index, judged) {
  const fill = (pieces) => pieces.map((piece) => filledPiece(scene, piece));
  const { name, terms, after } = scene.sums[index];
  const shown = shownGrad(scene, index);
  const title = fill(name);
  if (!scene.nodes[index][1]) return sentence(fill(after));
  if (shown === "?") return sentence([...title, ["", " is hidden: predict it first."]]);
  if (shown === "") return sentence([...title, ["", " has not been computed yet."]]);
  const sum = terms.flatMap((term, k) => [["", k ? " + " : ""], ...fill(term)]);
  const hidden = sum.some(([, text]) => text === "?");
  const [result, remark] = hidden || scene.replayed ? [shown, ""] : remarked(judged, judged?.grad[index], shown);
  const equals = terms.length ? [["", " = "]] : [];
  const wrong = remark ? [["wrong", ` ${remark}${after.length || judged.late ? "" : "."}`]] : [];
  return sentence([...title, ["", " = "], ...sum, ...equals, ["sum", result], ...wrong, ...fill(after)]);
}

// Pieces for the beginning of a line.
const sentence = ([[kind, text], ...rest]) => [[kind, text.replace(/^the /, "The ")], ...rest];

// A text, or the number that belongs in its place.
function filledPiece(scene, [kind, what]) {
  if (typeof what === "string") return [kind, what];
  if (kind === "data") return ["", bracketed(shownData(scene, what) || "…")];
  if (kind === "grad") return ["grad", bracketed(shownGrad(scene, what) || "…")];
  // If backward was watched and nothing came along an edge, it carries 0.
  const none = scene.edges[what][2] === SEEN && !scene.replayed ? "0.0" : "…";
  return ["", bracketed(shownSlope(scene, what) || none)];
}
