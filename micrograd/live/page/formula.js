// The panel that shows the graph as formulas, which follow the sliders.

import { read } from "./formulas.js";
import { Line } from "./line.js";
import { make } from "./make.js";

export class Formula {
  name = "formula";
  label = "Formula";

  constructor(stage) {
    this.stage = stage;
    this.rows = [];
    this.el = make("div", "mg-panel mg-formula", { role: "group", "aria-label": "Formula" });
    this.el.hidden = true;
    this.whole = make("p", "mg-whole");
    this.wholeNames = new Line(this.whole.appendChild(make("span", "")));
    this.wholeNumbers = new Remarked(this.whole.appendChild(make("span", "mg-digits")));
    this.table = make("table", "mg-operations");
    this.note = new Line(make("p", "mg-hint"));
    const scroll = make("div", "mg-scroll", SCROLLED);
    scroll.append(this.table);
    this.el.append(this.whole, scroll, this.note.element);
  }

  toggled(open) {
    this.stage.judge.look(this, open);
    this.show(this.stage.scene);
  }

  show(scene) {
    if (this.el.hidden) return;
    this.el.classList.toggle("mg-waiting", scene === null);
    if (scene === null) return;
    if (this.shape !== scene.shape) this.build(scene);
    this.shape = scene.shape;
    const { whole, rows } = read(scene, this.stage.judge.of(scene));
    this.wholeNames.show(whole?.names ?? "");
    this.wholeNumbers.show(whole?.numbers ?? "", whole?.remark ?? "");
    rows.forEach((row, k) => this.rows[k].show(row));
  }

  build(scene) {
    const { rows, count, whole } = scene.formulas;
    const keeps = scene.edges.some(([, , hasSlope]) => hasSlope);
    const group = (index) => this.stage.picture.nodes[index]?.group;
    this.rows = rows.map(({ slopes, index }) => new Row(slopes.length, () => group(index)));
    this.table.replaceChildren(heading(), ...this.rows.map(({ el }) => el));
    this.table.classList.toggle("mg-no-slopes", !keeps);
    this.table.hidden = !count;
    this.whole.hidden = !whole;
    const part = rows.length < count ? `These are the last ${rows.length} of ${count} operations. ` : "";
    this.note.show(part + (keeps || !count ? "" : "This class keeps no slopes: these are the rules for them."));
  }
}

// A table too wide or too high for its place scrolls with the arrow keys, which JupyterLab would take.
const SCROLLED = { tabindex: 0, role: "group", "aria-label": "Operations", "data-lm-suppress-shortcuts": "true" };

const HEADINGS = ["Operation", "With numbers", "Local derivative, by the rule", "In this class"];

function heading() {
  const row = make("tr", "");
  for (const text of HEADINGS) new Line(row.appendChild(make("th", "", { scope: "col" }))).show(text);
  const head = make("thead", "");
  head.append(row);
  return head;
}

// An operation's lines in the table, one for each slope; hovering over them shows which node it is.
class Row {
  constructor(slopes, group) {
    this.el = make("tbody", "");
    const lines = Array.from({ length: slopes }, () => this.el.appendChild(make("tr", "")));
    const cell = (k, tag, className, attributes) => lines[k].appendChild(make(tag, className, attributes));
    this.expression = new Line(cell(0, "th", "", { scope: "rowgroup", rowspan: slopes }));
    this.numbers = new Remarked(cell(0, "td", "mg-digits", { rowspan: slopes }));
    this.slopes = lines.map((_, k) => ({
      rule: new Line(cell(k, "td", "mg-rule")),
      slope: new Remarked(cell(k, "td", "mg-digits")),
    }));
    this.el.addEventListener("pointerenter", () => group()?.classList.add("mg-pointed"));
    this.el.addEventListener("pointerleave", () => group()?.classList.remove("mg-pointed"));
  }

  show({ expression, numbers, remark, slopes }) {
    this.expression.show(expression);
    this.numbers.show(numbers, remark);
    slopes.forEach(({ derivative, rule, slope, remark: said }, k) => {
      this.slopes[k].rule.show(rule ? `${derivative} = ${rule}` : derivative);
      this.slopes[k].slope.show(slope, said);
    });
  }
}

// A number with its remark.
class Remarked {
  constructor(element) {
    this.number = new Line(element.appendChild(make("span", "")));
    this.remark = new Line(element.appendChild(make("span", "mg-wrong")));
  }

  show(shown, remark) {
    this.number.show(shown);
    this.remark.show(remark && ` ${remark}`);
  }
}
