// Groups of nodes: a closed one is a box, an open one a frame. Pressing the box or the frame's title turns one into
// the other, and the kernel lays out the new picture.

import { make } from "./make.js";
import { Cell } from "./picture.js";
import { shownData, shownGrad } from "./numbers.js";
import { GONE } from "./positions.js";

export class Fold {
  constructor(stage) {
    this.stage = stage;
    this.open = new Set(); // names of the open groups, including those inside closed ones
    this.boxes = [];
    this.pressedAt = null; // where on the page the pressed item was
    this.el = make("div", "mg-caption mg-hint", { role: "status" }); // why something can't be opened
    this.actions = [
      ["Open all", () => this.ask(stage.scene?.groups.map(({ name }) => name))],
      ["Close all", () => this.ask([])],
    ];
  }

  serves({ groups }) {
    return groups.length > 0;
  }

  drawn(picture, scene) {
    picture.groups ??= groupsOf(picture, scene);
    this.boxes = picture.groups.filter((group) => group instanceof Box);
    for (const group of picture.groups)
      if (group instanceof Box) this.open.delete(group.name);
      else this.open.add(group.name);
    if (this.pressedAt) this.stay(picture.groups.find(({ name }) => name === this.pressedAt.name));
  }

  show(scene) {
    for (const box of this.boxes) box.show(scene);
    const refusal = this.stage.model.get("refusal");
    this.el.hidden = !refusal;
    if (this.el.textContent !== refusal) this.el.textContent = refusal;
  }

  rest() {
    for (const box of this.boxes) box.describe();
  }

  pressed(item) {
    if (item.index !== undefined) return false;
    const open = new Set(this.open);
    if (!open.delete(item.name)) open.add(item.name);
    this.pressedAt = { name: item.name, left: item.element.getBoundingClientRect().left };
    if (this.stage.numbers.alive()) this.stage.focus.keep(item.name);
    this.ask(open);
    return true;
  }

  ask(open) {
    if (!this.stage.scene) return; // without a graph there is nothing to open
    if (!this.stage.numbers.alive()) return this.stage.say(GONE);
    this.stage.ask({ ask: "open", open: [...open] });
  }

  // Keep the pressed item under the hand, wherever the new layout has put it.
  stay(group) {
    if (group) {
      this.stage.frame.scrollLeft += group.element.getBoundingClientRect().left - this.pressedAt.left;
      group.element.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    this.pressedAt = null;
  }
}

// Make a picture's boxes and frames items that can be pressed.
function groupsOf(picture, { groups }) {
  const boxes = picture.view.boxes.map((about) => new Box(picture.take(`g${about.group}`), about));
  const frames = picture.view.clusters.map((about) => new Frame(picture.take(`c${about.group}`), about));
  const place = ({ index, group }) => index ?? groups[group].nodes.at(-1);
  const within = [...picture.items, ...boxes].sort((one, other) => place(one) - place(other));
  picture.items = [...frames, ...within];
  return [...boxes, ...frames];
}

// A closed group: a card with a row for each output.
class Box {
  constructor(element, { group, name, size, outputs }) {
    Object.assign(this, { element, group, name, size, outputs });
    for (const path of element.querySelectorAll("path"))
      path.classList.add(path.getAttribute("fill") === "none" ? "mg-outline" : "mg-card");
    for (const text of element.querySelectorAll("text"))
      text.classList.add(text.getAttribute("font-weight") === "bold" ? "mg-name" : "mg-what");
    const cells = [...element.querySelectorAll("polygon")];
    this.rows = outputs.map((index, row) => new Row(index, cells[2 * row], cells[2 * row + 1]));
    element.setAttribute("role", "button");
    element.setAttribute("aria-expanded", false);
    this.describe();
  }

  show(scene) {
    for (const row of this.rows) row.show(scene);
  }

  describe() {
    const rows = this.rows.map((row) => row.description());
    this.description = `${this.name}, ${this.size} nodes, folded${rows.length ? `: ${rows.join("; ")}` : ""}`;
    if (this.element.getAttribute("aria-label") !== this.description)
      this.element.setAttribute("aria-label", this.description);
  }
}

// The data and the gradient of one node inside a box.
class Row {
  constructor(index, data, grad) {
    this.index = index;
    this.label = data.previousElementSibling.textContent.trim();
    data.classList.add("mg-data-cell");
    grad.classList.add("mg-grad-cell");
    this.data = new Cell(data.nextElementSibling, data, "mg-data");
    this.grad = new Cell(grad.nextElementSibling, grad, "mg-grad");
  }

  show(scene) {
    if (scene) {
      this.hasGrad = scene.nodes[this.index][1];
      this.grad.box.classList.toggle("mg-empty-cell", !this.hasGrad);
      this.grad.text.classList.toggle("mg-grad", this.hasGrad);
      this.grad.text.classList.toggle("mg-what", !this.hasGrad);
    }
    this.data.show(scene ? shownData(scene, this.index) : "…");
    if (this.hasGrad) this.grad.show(scene ? shownGrad(scene, this.index) : "…");
  }

  description() {
    const grad = this.hasGrad ? `gradient ${said(this.grad.shown)}` : "gradient not yet computed";
    return `${this.label} data ${said(this.data.shown)}, ${grad}`.trim();
  }
}

// An open group: a frame, whose title can be pressed.
class Frame {
  constructor(cluster, { group, name, title, size }) {
    Object.assign(this, { group, name });
    cluster.querySelector("path").classList.add("mg-outline", "mg-inside");
    const text = cluster.querySelector("text");
    text.classList.add("mg-what");
    const label = `${name}, ${size} nodes, open`;
    this.element = svgElement("g", { role: "button", "aria-expanded": true, "aria-label": label });
    const [x, y] = [parseFloat(text.getAttribute("x")), parseFloat(text.getAttribute("y"))];
    // A hand needs a larger target than the letters are.
    const room = { x: x - 6, y: y - 16, width: 9 * title.length + 34, height: 24, rx: 4, class: "mg-handle" };
    this.element.append(svgElement("rect", room), text);
    cluster.append(this.element);
  }
}

const said = (shown) => (shown === "?" ? "hidden" : shown || "not yet computed");

function svgElement(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
