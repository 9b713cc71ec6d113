// One layout, taken apart into the pieces that change: texts, widths and dashes. Graphviz made the layout itself.

import { flow, shownData, shownGrad, shownSlope } from "./numbers.js";
import { around, meet } from "./sight.js";

// An edge's width in points, as picture/flow.py has it.
export const width = (carried) => (Number.isFinite(carried) ? Math.min(1 + Math.log2(1 + Math.abs(carried)), 6) : 1);

// A view: the layout of a shape, in which some groups of nodes are drawn as one box.
export class Picture {
  constructor(view, { names, nodes }) {
    this.view = view;
    this.svg = document.importNode(new DOMParser().parseFromString(view.svg, "image/svg+xml").documentElement, true);
    this.svg.classList.add("mg-svg");
    this.svg.setAttribute("role", "group");
    this.svg.setAttribute("aria-label", `Graph of ${nodes.length} nodes`);
    for (const title of this.svg.querySelectorAll("title")) title.remove(); // tooltips that say "n0"
    const graph = this.take("graph0");
    graph.querySelector(":scope > polygon")?.classList.add("mg-paper");
    const shift = graph.getAttribute("transform").match(/translate\((\S+) (\S+)\)/).slice(1).map(Number);
    this.nodes = []; // by index in the graph; one inside a folded box has none
    for (const i of view.nodes) this.nodes[i] = new NodeBox(this.take(`n${i}`), names[i], nodes[i][1], i);
    this.arrows = view.edges.map((inner, j) => new Arrow(this.take(`e${j}`), inner));
    this.edges = []; // by index in the graph; several may be drawn as one
    for (const arrow of this.arrows) for (const e of arrow.inner) this.edges[e] = { arrow };
    this.items = Object.values(this.nodes); // everything that can be pressed
    this.pieces = [...this.items, ...this.arrows].map((piece) => ({ piece, area: around(piece.group, shift) }));
    this.size = this.svg.getAttribute("viewBox").split(" ").slice(2).map(Number);
    this.pixels = ["width", "height"].map((side) => parseFloat(this.svg.getAttribute(side)) / 0.75); // as laid out
  }

  // Return the piece with this id, and take the id off: another graph on the page has an n0 too.
  take(id) {
    const element = this.svg.getElementById(id);
    element.removeAttribute("id");
    return element;
  }

  // Show a scene's numbers, or, where there is none, that they are on their way. If an area is given, what lies outside
  // of it keeps what it shows, and is taken out of the browser's hands if aside is true: painting it would cost more
  // than all the rest. Whoever gives an area calls again before what lies outside can be seen, or is read out.
  show(scene, area = null, aside = false) {
    for (const one of this.pieces)
      if (area && !meet(one.area, area)) {
        if (aside && !one.aside && !one.piece.group.contains(document.activeElement)) put(one, true);
      } else {
        if (one.aside) put(one, false);
        if (scene) one.piece.show(scene);
        else one.piece.wait();
      }
  }

  // Describe to a screen reader what a person sees; only at rest, since it costs more than the picture.
  describe() {
    for (const node of Object.values(this.nodes)) node.describe();
  }
}

function put(one, aside) {
  one.aside = aside;
  one.piece.group.style.display = aside ? "none" : "";
}

class NodeBox {
  constructor(group, name, hasGrad, index) {
    this.element = this.group = group;
    this.name = name;
    this.index = index;
    this.hasGrad = hasGrad;
    const [card, outline] = group.querySelectorAll("path");
    card.classList.add("mg-card");
    outline.classList.add("mg-outline");
    const texts = [...group.querySelectorAll("text")];
    for (const text of texts) text.classList.add("mg-what");
    const bold = texts.find((text) => text.getAttribute("font-weight") === "bold");
    bold?.classList.replace("mg-what", "mg-name");
    const [dataCell, gradCell] = group.querySelectorAll("polygon");
    dataCell.classList.add("mg-data-cell");
    gradCell.classList.add(hasGrad ? "mg-grad-cell" : "mg-empty-cell");
    const [data, , grad] = texts.slice(-3);
    this.data = new Cell(data, dataCell, "mg-data");
    this.grad = hasGrad ? new Cell(grad, gradCell, "mg-grad") : null;
    group.setAttribute("role", "button");
  }

  show(scene) {
    this.data.show(shownData(scene, this.index));
    this.grad?.show(shownGrad(scene, this.index));
  }

  wait() {
    this.data.show("…");
    this.grad?.show("…");
  }

  describe() {
    const grad = this.grad ? `gradient ${said(this.grad.shown)}` : "gradient not yet computed";
    this.description = `${this.name}: data ${said(this.data.shown)}, ${grad}${this.remark ?? ""}${this.travelled ?? ""}`;
    if (this.group.getAttribute("aria-label") !== this.description)
      this.group.setAttribute("aria-label", this.description);
  }
}

const said = (shown) => (shown === "?" ? "hidden" : shown || "not yet computed");

// A text in the middle of a box of fixed size.
export class Cell {
  constructor(text, box, name) {
    this.text = text;
    this.box = box;
    this.shown = text.textContent;
    const xs = box.getAttribute("points").trim().split(/\s+/).map((point) => parseFloat(point));
    this.room = Math.max(...xs) - Math.min(...xs);
    text.setAttribute("x", (Math.max(...xs) + Math.min(...xs)) / 2);
    text.setAttribute("text-anchor", "middle");
    text.classList.replace("mg-what", name) || text.classList.add(name);
    this.crowded = false;
    this.fit();
  }

  show(shown) {
    if (shown === this.shown) return;
    this.shown = shown;
    this.text.firstChild.data = shown;
    this.fit();
  }

  // A number too long for its box is written smaller.
  fit() {
    const crowded = this.shown.length > this.room / 7.5;
    if (crowded !== this.crowded) this.text.classList.toggle("mg-crowded", (this.crowded = crowded));
  }
}

// The look of an edge, or of several drawn as one: its slope, and the gradient that it carries back.
class Arrow {
  constructor(group, inner) {
    this.group = group;
    this.inner = inner;
    this.line = group.querySelector("path");
    const [head, label] = group.querySelectorAll("polygon");
    this.head = head;
    const text = group.querySelector("text");
    this.slope = text && label ? new Cell(text, label, "mg-slope") : null;
    this.line.classList.add("mg-line");
    head.classList.add("mg-head");
    this.look = null;
  }

  show(scene) {
    if (this.slope) {
      const slope = shownSlope(scene, this.inner[0]);
      this.slope.show(slope && (slope === "?" ? slope : `×${slope}`));
    }
    this.carry(scene);
  }

  // Draw it the wider, the larger the gradient that it carries, dashed if that is negative, and plain grey if there
  // is none, or none that has a size.
  carry(scene) {
    const flows = this.inner.map((e) => flow(scene, e));
    const carried = flows.includes(null) ? null : flows.reduce((sum, one) => sum + one, 0);
    const wide = carried === null ? 1 : width(carried).toFixed(2);
    const flowing = Number.isFinite(carried) && carried !== 0; // null is not finite either
    const dashed = flowing && carried < 0;
    const look = `${wide} ${dashed} ${flowing}`;
    if (look === this.look) return;
    this.look = look;
    this.group.classList.toggle("mg-flow", flowing);
    this.line.setAttribute("stroke-width", wide);
    this.head.setAttribute("stroke-width", wide);
    if (dashed) this.line.setAttribute("stroke-dasharray", "5,2");
    else this.line.removeAttribute("stroke-dasharray");
  }

  wait() {
    this.slope?.show("…");
  }
}
