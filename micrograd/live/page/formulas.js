// A graph as formulas, which the kernel made: here the numbers are filled in, and hidden ones stay hidden.

import { filled, shownData, shownSlope } from "./numbers.js";
import { remarked } from "./judge.js";

// What to show for a scene: the whole expression, or null if it is too long; and each operation's expression, the
// same with numbers, and its slopes. A remark says what differs from the rules.
export function read(scene, judged) {
  const shown = (i) => shownData(scene, i) || "…";
  const rows = scene.formulas.rows.map((row) => ({
    index: row.index,
    expression: filled(row.expression, shown),
    ...calculated(scene, row, judged, shown),
    slopes: row.slopes.map((slope) => derivative(scene, slope, judged, shown)),
  }));
  return { whole: whole(scene, rows, judged, shown), rows };
}

const isOpen = (shown) => shown === "" || shown === "?";

function calculated(scene, { index, inputs, digits }, judged, shown) {
  const here = shownData(scene, index);
  const open = [here, ...inputs.map((i) => shownData(scene, i))].some(isOpen);
  const [result, remark] = open ? [here, ""] : remarked(judged, judged?.data[index], here);
  return { numbers: result && `${filled(digits, shown)} = ${result}`, remark };
}

// The derivative that an edge stands for, its rule, and the slope that the class has.
function derivative(scene, { edge, derivative, rule, needs }, judged, shown) {
  const here = shownSlope(scene, edge);
  const shownRule = { derivative: filled(derivative, shown), rule: here === "?" ? "" : filled(rule, shown) };
  // A slope computed from a hidden number would reveal it.
  if (needs.some((i) => shownData(scene, i) === "?")) return { ...shownRule, slope: here && "?", remark: "" };
  const [slope, remark] = isOpen(here) ? [here, ""] : remarked(judged, judged?.slope[edge], here);
  return { ...shownRule, slope, remark };
}

function whole(scene, rows, judged, shown) {
  const { formulas, nodes, mask } = scene;
  if (!formulas.whole) return null;
  const here = shownData(scene, nodes.length - 1);
  const names = filled(formulas.whole.names, shown);
  if (!formulas.count) return { names, numbers: here && `= ${here}`, remark: "" };
  const wrong = mask.size === 0 && rows.some(({ remark }) => remark);
  const [result, remark] = wrong ? remarked(judged, judged?.whole, here) : [here, ""];
  return { names, numbers: `= ${filled(formulas.whole.digits, shown)}${result && ` = ${result}`}`, remark };
}
