// Two classes side by side: what another class has otherwise at the same place is marked here.

import { number, shownData, shownGrad } from "./numbers.js";
import { make } from "./stage.js";
import { near } from "./explain.js";

const MOST = 4; // differences that are told in words

export class Differences {
  constructor(stage) {
    this.stage = stage;
    this.el = make("div", "mg-caption mg-differences", { role: "status" });
    this.el.hidden = true;
  }

  show(scene) {
    this.el.hidden = !scene?.others;
    if (this.el.hidden) return;
    const found = scene.replayed ? [] : differences(scene); // half-way through, no number is what it will be
    for (const node of Object.values(this.stage.picture.nodes)) {
      const here = found.filter(({ index }) => index === node.index);
      mark(node.data, here.some(({ what }) => what === "data"));
      if (node.grad) mark(node.grad, here.some(({ what }) => what === "grad"));
      node.remark = here.map(({ what, other }) => `, ${what} differs: there ${other}`).join("");
    }
    const beside = this.stage.model.get("beside");
    const said = scene.replayed ? `To be compared with ${beside} at the end.` : sentence(found, scene.counterparts, beside);
    if (this.el.textContent !== said) this.el.textContent = said;
  }
}

function mark(cell, differs) {
  cell.box.classList.toggle("mg-differs", differs);
  cell.text.classList.toggle("mg-differs", differs);
}

// Where the other class has another number; what it has no counterpart for is nan there.
export function differences(scene) {
  const { names, nodes, numbers, others, counterparts } = scene;
  const n = nodes.length;
  const found = [];
  nodes.forEach(([, hasGrad], i) => {
    if (!counterparts[i]) return;
    const look = (what, k, shown) => {
      if (shown !== "?" && shown !== "" && !near(numbers[k], others[k]))
        found.push({ index: i, what, name: `${names[i]}.${what}`, here: shown, other: number(others[k]) });
    };
    look("data", i, shownData(scene, i));
    if (hasGrad) look("grad", n + i, shownGrad(scene, i));
  });
  return found;
}

function sentence(found, counterparts, beside) {
  const alone = counterparts.filter((has) => !has).length;
  const more = alone ? ` ${alone} node${alone > 1 ? "s have" : " has"} no counterpart there.` : "";
  if (!found.length) return `No number differs from ${beside}.${more}`;
  const told = found.slice(0, MOST).map(({ name, here, other }) => `${name} is ${here} here and ${other} there`);
  if (found.length > MOST) told.push(`${found.length - MOST} more`);
  return `≠ ${found.length} differ${found.length > 1 ? "" : "s"} from ${beside}: ${told.join("; ")}.${more}`;
}
