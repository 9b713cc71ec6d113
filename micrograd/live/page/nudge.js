// The panel that moves one leaf by h and shows, beside its gradient, what the output really did.

import { isNamed, number, shownData, shownGrad } from "./numbers.js";
import { same } from "./positions.js";
import { Line } from "./line.js";
import { Chart } from "./chart.js";
import { Travel } from "./travel.js";
import { make } from "./make.js";

const USUAL = 0.001; // h, until the person chooses another
const ANY = -1; // the leaf that the kernel finds first

export class Nudge {
  name = "nudge";
  label = "Nudge";

  constructor(stage) {
    this.stage = stage;
    this.h = USUAL;
    this.leaf = ANY; // the index of the nudged leaf
    this.sent = null; // the leaf and the size of the nudge that can be sent through the picture
    this.asked = false; // whether the kernel has yet to answer
    this.el = make("div", "mg-panel mg-nudge", { role: "group", "aria-label": "Nudge" });
    this.el.hidden = true;
    this.controls = new Controls((leaf) => this.ask(leaf), (h) => this.size(h));
    this.table = new Table();
    this.said = new Line(make("p", "mg-meaning", { role: "status" }));
    this.chart = new Chart();
    this.columns = make("div", "mg-columns");
    const words = this.columns.appendChild(make("div", "mg-words"));
    words.append(this.table.el, this.said.element);
    this.columns.append(this.chart.el);
    this.travel = new Travel(stage, () => this.sent);
    this.controls.el.append(this.travel.buttons);
    this.el.append(this.controls.el, this.travel.el, this.columns);
    stage.model.on("change:nudged", () => this.show(stage.scene));
    stage.model.on("change:journey", () => this.travel.answered());
  }

  dispose() {
    this.travel.pause(); // its timer would outlive the view
  }

  ask(leaf) {
    this.leaf = leaf;
    this.asked = true;
    this.stage.ask({ ask: "nudge", node: leaf });
    this.show(this.stage.scene);
  }

  size(h) {
    this.h = h;
    this.show(this.stage.scene);
  }

  toggled(open) {
    if (!open) return this.travel.end();
    this.show(this.stage.scene);
    this.rest();
  }

  // The kernel follows the sliders by itself; ask it where it does not, as with a slow function.
  rest() {
    this.travel.rest();
    if (!this.el.hidden && this.stage.scene && !this.answer(this.stage.scene)) this.ask(this.leaf);
  }

  // The kernel's answer for this scene and leaf; null if it is still to come.
  answer(scene) {
    const nudged = this.stage.model.get("nudged");
    if (!same(nudged.at, scene.at)) return null;
    if (this.asked && ![ANY, nudged.node].includes(this.leaf)) return null;
    this.asked = false;
    this.leaf = nudged.node; // another view of this graph may have chosen it
    return nudged;
  }

  show(scene) {
    if (this.el.hidden) return;
    if (scene && this.shape !== scene.shape) this.meet(scene);
    if (scene && !this.asked && !this.stage.model.get("nudged").at) return this.ask(ANY);
    const nudged = scene && this.answer(scene);
    this.travel.follow();
    this.el.classList.toggle("mg-waiting", !nudged);
    if (!nudged) return;
    this.leafName = scene.names[this.leaf];
    this.controls.offer(scene, nudged);
    this.columns.classList.toggle("mg-refused", nudged.error !== "");
    if (nudged.error) this.said.show(nudged.error);
    else this.tell(scene, nudged.table);
    this.send(nudged.error ? null : { node: this.leaf, h: nudged.table.nudges[nearest(nudged.table.nudges, this.h)].h });
  }

  // This nudge can be sent through the picture.
  send(sent) {
    const before = this.sent;
    if (sent && same(before, sent)) return;
    this.sent = sent;
    this.travel.changed(before?.node !== sent?.node);
  }

  escape() {
    this.travel.end();
  }

  // The same leaf has another index in another shape.
  meet(scene) {
    const before = this.shape;
    this.shape = scene.shape;
    if (before !== undefined) this.ask(scene.names.indexOf(this.leafName));
  }

  tell(scene, table) {
    const place = nearest(table.nudges, this.h);
    const { lines, meaning, chart } = nudgeShown(scene, this.leaf, table, place);
    const { h } = table.nudges[place];
    this.controls.size(table.nudges.map((nudge) => nudge.h), place);
    this.table.show(table.names, lines);
    this.said.show(meaning);
    this.chart.el.hidden = !table.charted;
    this.chart.el.classList.toggle("mg-blank", chart === null);
    if (chart) this.chart.show({ ...chart, h, ...captions(table.names, lines, h) });
  }
}

// The position of the size nearest to the wanted one: for a slow function, not all sizes were computed.
export function nearest(nudges, wanted) {
  const far = nudges.map(({ h }) => Math.abs(Math.log(h / wanted)));
  return far.indexOf(Math.min(...far));
}

// What to show for a nudge, as the kernel wrote it: texts for each line of the table, the meaning, and the chart.
export function nudgeShown(scene, leaf, { names, gradient, nudges, chart }, place) {
  const { up, down, both, meaning, failure } = nudges[place];
  const now = [shownData(scene, leaf), shownData(scene, scene.nodes.length - 1), "", ""];
  if (!scene.replayed) return { lines: { now, up, down, both, grad: ["", "", gradient, ""] }, meaning, chart };
  // While the backward pass is being replayed, a gradient is not yet final.
  const open = (line) => [...line.slice(0, 3), ""];
  const grad = ["", "", shownGrad(scene, leaf) || "not yet", ""];
  if (now[1] === "") {
    const none = ["", "", "", ""];
    const early = `${names.root} has not been computed at this step: there is nothing to compare with yet.`;
    return { lines: { now, up: none, down: none, both: none, grad }, meaning: early, chart: null };
  }
  return { lines: { now, up: open(up), down: open(down), both: open(both), grad }, meaning: failure, chart: null };
}

function captions({ leaf, root }, { up, down }, h) {
  const title = `|Δ${root}/h − ${leaf}.grad|: + up, − down`;
  const apart = `With h = ${number(h)} it is ${up[3] || "not known"} up and ${down[3] || "not known"} down.`;
  return { title, description: `How far Δ${root}/h and ${leaf}.grad are apart, for each size of the nudge. ${apart}` };
}

// Chooses which leaf to nudge, and how far.
class Controls {
  constructor(onLeaf, onSize) {
    const usable = { "data-lm-suppress-shortcuts": "true" };
    this.leaf = make("select", "mg-select", usable);
    this.range = make("input", "mg-range", { type: "range", min: 0, ...usable });
    this.h = new Line(make("span", "mg-h mg-digits", { "aria-hidden": "true" }));
    this.el = make("div", "mg-controls");
    const which = this.el.appendChild(make("label", ""));
    const how = this.el.appendChild(make("label", ""));
    which.append("Nudge ", this.leaf);
    how.append("by h", this.range, this.h.element);
    this.leaf.addEventListener("change", () => onLeaf(Number(this.leaf.value)));
    this.range.addEventListener("input", () => onSize(this.sizes[this.range.value]));
  }

  // Offer all leaves that can be nudged, and the present one even if it can't.
  offer(scene, { leaves, node, error }) {
    const indices = leaves.includes(node) || node < 0 ? leaves : [...leaves, node];
    const texts = indices.map((i) => (isNamed(scene, i) ? scene.names[i] : `unnamed leaf ${i}`));
    const offered = JSON.stringify([indices, texts]);
    if (offered !== this.offered) {
      this.leaf.replaceChildren(...indices.map((i, k) => new Option(texts[k], i)));
      this.offered = offered;
    }
    this.leaf.value = node;
    this.range.disabled = error !== "";
  }

  size(sizes, place) {
    this.sizes = sizes;
    const text = number(sizes[place]);
    this.h.show(`= ${text}`);
    this.range.max = sizes.length - 1;
    this.range.value = place;
    if (this.range.getAttribute("aria-valuetext") !== text) this.range.setAttribute("aria-valuetext", text);
  }
}

const LINES = { now: "now", up: "up by h", down: "down by h", both: "both ways", grad: "" };

class Table {
  constructor() {
    this.el = make("table", "mg-nudges");
    const head = this.el.appendChild(make("thead", "")).appendChild(make("tr", ""));
    head.append(make("td", ""));
    this.columns = Array.from({ length: 4 }, () => new Line(head.appendChild(make("th", "", { scope: "col" }))));
    const body = this.el.appendChild(make("tbody", ""));
    this.lines = {};
    for (const [key, text] of Object.entries(LINES)) {
      const row = body.appendChild(make("tr", key === "grad" ? "mg-gradient" : ""));
      this.last = new Line(row.appendChild(make("th", "", { scope: "row" })));
      this.last.show(text);
      this.lines[key] = Array.from({ length: 4 }, () => new Line(row.appendChild(make("td", "mg-digits"))));
    }
  }

  show({ leaf, root }, lines) {
    [leaf, root, `Δ${root}/h`, "apart"].forEach((text, k) => this.columns[k].show(text));
    this.last.show(`${leaf}.grad`);
    for (const [key, texts] of Object.entries(lines)) texts.forEach((text, k) => this.lines[key][k].show(text));
  }
}
