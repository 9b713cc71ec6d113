// Two classes side by side: marks where the other class has a different number in the same place.

import { near, number, shownData, shownGrad, toldApart } from "./numbers.js";
import { Line } from "./line.js";
import { make } from "./make.js";

const MOST = 4; // differences to put into words

export class Differences {
  constructor(stage) {
    this.stage = stage;
    this.el = make("div", "mg-caption mg-differences", { role: "status" });
    this.el.hidden = true;
    this.said = new Line(this.el);
  }

  drawn() {
    this.marked = true; // perhaps, when this picture was last on the stage
  }

  show(scene) {
    this.el.hidden = !scene?.others;
    // Half-way through a replay, no number is final, nor is the other graph's if this one took fewer steps.
    const step = this.stage.model.get("step");
    const halfWay = scene?.replayed || (step >= 0 && step < this.stage.model.get("steps"));
    const found = this.el.hidden || halfWay ? [] : differences(scene);
    if (found.length || this.marked) this.mark(found);
    if (this.el.hidden) return;
    const beside = this.stage.model.get("beside");
    this.said.show(halfWay ? `Will be compared with ${beside} at the end.` : sentence(found, scene, beside));
  }

  mark(found) {
    this.marked = found.length > 0;
    const byNode = new Map();
    for (const difference of found)
      byNode.set(difference.index, [...(byNode.get(difference.index) ?? []), difference]);
    for (const node of Object.values(this.stage.picture?.nodes ?? {})) {
      const here = byNode.get(node.index) ?? [];
      mark(node.data, here.some(({ what }) => what === "data"));
      if (node.grad) mark(node.grad, here.some(({ what }) => what === "grad"));
      node.remark = here.map(({ what, other }) => `, ${what} differs: there ${other}`).join("");
    }
  }
}

function mark(cell, differs) {
  cell.box.classList.toggle("mg-differs", differs);
  cell.text.classList.toggle("mg-differs", differs);
}

const largest = (numbers) => numbers.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);

const NONE = "not computed"; // a gradient in a class that has none

// Where the other class has a different number; a node without a counterpart has nan there.
export function differences(scene) {
  const { names, nodes, numbers, others, counterparts, graded } = scene;
  const n = nodes.length;
  const found = [];
  // Two classes may add in another order: how far rounding reaches, the largest number tells.
  const [data, grads] = [0, n].map((from) => largest(numbers.subarray(from, from + n)));
  nodes.forEach(([, hasGrad], i) => {
    if (!counterparts[i]) return;
    const note = (what, [here, other]) => found.push({ index: i, what, name: `${names[i]}.${what}`, here, other });
    const look = (what, k, shown) => {
      if (shown !== "?" && shown !== "" && !near(numbers[k], others[k], k < n ? data : grads)) note(what, toldApart(numbers[k], others[k]));
    };
    look("data", i, shownData(scene, i));
    if (hasGrad && graded[i]) look("grad", n + i, shownGrad(scene, i));
    else if (graded[i]) note("grad", [NONE, number(others[n + i])]);
    else if (hasGrad) note("grad", [shownGrad(scene, i), NONE]);
  });
  return found;
}

function sentence(found, { counterparts, mask }, beside) {
  const alone = counterparts.filter((has) => !has).length;
  const more = alone ? ` ${alone} node${alone > 1 ? "s have" : " has"} no counterpart there.` : "";
  // Say nothing about numbers that are to be predicted.
  if (!found.length) return `No number${mask.size ? " that is shown" : ""} differs from ${beside}.${more}`;
  const parts = found.slice(0, MOST).map(({ name, here, other }) => `${name} is ${here} here and ${other} there`);
  if (found.length > MOST) parts.push(`${found.length - MOST} more`);
  return `≠ ${found.length} differ${found.length > 1 ? "" : "s"} from ${beside}: ${parts.join("; ")}.${more}`;
}
