// A graph as formulas: with names, with numbers, and the rule for each slope beside the slope that the class has.

import { number, shownData, shownSlope } from "./numbers.js";
import { DIGITS, FLOATS, NAMES, SECRETS, atom, enclosed, operation, unknown } from "./operations.js";
import { near } from "./explain.js";

const MOST = 30; // operations that are told, the last ones
const LONG = 16; // letters; an unnamed result whose expression is longer is called by its number
const LONGEST = 80; // letters of the whole expression

// What stays the same while the sliders move, so that the formulas don't change their form.
export class Formulas {
  constructor(scene) {
    this.results = calculations(scene); // by index of the node; null for a leaf
    const made = this.results.filter((one) => one);
    this.count = made.length;
    this.told = made.slice(-MOST);
    this.numbered = new Map(); // the names, such as "#7", of those that are called by their number
    made.forEach((one, k) => {
      if (isNamed(scene, one.index)) return;
      const { text } = this.expression(one, (i) => this.name(scene, i));
      if (text.length > LONG) this.numbered.set(one.index, `#${k + 1}`);
    });
    this.short = this.whole(NAMES, (i) => atom(leafName(scene, i)), LONGEST) !== null;
  }

  // The name of a node: the learner's, else the expression that makes it, else the number that it has here.
  name(scene, i) {
    if (this.numbered.has(i)) return atom(this.numbered.get(i));
    if (isNamed(scene, i) || !this.results[i]) return atom(leafName(scene, i));
    return this.expression(this.results[i], (input) => this.name(scene, input));
  }

  expression({ operation, inputs }, name) {
    return operation.result(NAMES, inputs.map(name));
  }

  // The root in terms of leaves; null if its text, or that of an input, is longer than that.
  whole(algebra, leaf, longest = Infinity) {
    const made = [];
    for (const [i, one] of this.results.entries()) {
      made.push(one ? one.operation.result(algebra, one.inputs.map((input) => made[input])) : leaf(i));
      if (made[i].text?.length > longest) return null;
    }
    return made.at(-1);
  }

  // The whole expression with the leaves' names, and with their numbers; wrong says whether any operation's result is.
  line(scene, wrong) {
    const root = this.results.length - 1;
    const { text } = this.whole(NAMES, (i) => atom(leafName(scene, i)));
    const digits = this.whole(DIGITS, (i) => atom(shownData(scene, i) || "…"));
    const shown = shownData(scene, root);
    if (!this.results[root]) return { names: text, numbers: shown && `= ${shown}`, remark: "" };
    const expected = this.whole(FLOATS, (i) => scene.numbers[i]);
    const [result, remark] = judged(shown, scene.numbers[root], expected, !wrong);
    return {
      names: isNamed(scene, root) ? `${scene.names[root]} = ${text}` : text,
      numbers: `= ${digits.text}${result && ` = ${result}`}`,
      remark,
    };
  }

  // What is shown of a scene: the whole expression, or null if it is too long; and of each operation its expression,
  // the same with numbers, and its slopes. A remark says what is not as it should be.
  read(scene) {
    const names = new Map();
    const name = (i) => {
      if (!names.has(i)) names.set(i, this.name(scene, i));
      return names.get(i);
    };
    const rows = this.told.map((one) => row(scene, one, name));
    const wrong = scene.mask.size === 0 && rows.some(({ remark }) => remark);
    return { whole: this.short ? this.line(scene, wrong) : null, rows };
  }
}

export const isNamed = ({ names, nodes }, i) => names[i] !== (nodes[i][0] || "constant");

const leafName = (scene, i) => (isNamed(scene, i) ? scene.names[i] : shownData(scene, i) || "…");

// Of each node that is a result: its operation, its inputs, and the edge from each; of a leaf null.
function calculations(scene) {
  const into = scene.nodes.map(() => []);
  scene.edges.forEach(([, result], e) => into[result].push(e));
  return into.map((edges, index) => (edges.length ? calculation(scene, index, edges) : null));
}

function calculation(scene, index, edges) {
  const [op] = scene.nodes[index];
  const inputs = edges.map((e) => scene.edges[e][0]);
  const known = operation(op, inputs.length);
  const once = { index, edges, inputs, operation: known };
  if (known.arity === inputs.length) return once;
  // A class that keeps its inputs in a set has but one edge for both of a * a.
  const twice = { ...once, edges: [edges[0], edges[0]], inputs: [inputs[0], inputs[0]] };
  const one = known.arity === 2 && inputs.length === 1;
  if (one && near(given(scene, twice), scene.numbers[index])) return twice;
  return { ...once, operation: unknown(op) };
}

// The number that an operation gives with the numbers in the picture.
const given = (scene, { operation, inputs }) => operation.result(FLOATS, inputs.map((i) => scene.numbers[i]));

function row(scene, one, name) {
  const result = name(one.index);
  const { text } = one.operation.result(NAMES, one.inputs.map(name));
  return {
    index: one.index,
    expression: result.text === text ? text : `${result.text} = ${text}`,
    ...calculated(scene, one),
    slopes: [...new Set(one.edges)].map((e) => ({ ...rule(scene, one, e, name), ...slope(scene, one, e) })),
  };
}

function calculated(scene, one) {
  const shown = shownData(scene, one.index);
  const inputs = one.inputs.map((i) => shownData(scene, i));
  const { text } = one.operation.result(DIGITS, inputs.map((input) => atom(input || "…")));
  const open = [shown, ...inputs].some((number) => number === "" || number === "?");
  const [result, remark] = judged(shown, scene.numbers[one.index], given(scene, one), open);
  return { numbers: result && `${text} = ${result}`, remark };
}

// The derivative that an edge stands for, and the rule for it.
function rule(scene, one, edge, name) {
  const [input] = scene.edges[edge];
  const result = name(one.index);
  const twins = [...new Set(one.edges)].filter((e) => scene.edges[e][0] === input);
  const which = twins.length > 1 ? ` (${twins.indexOf(edge) ? "right" : "left"})` : "";
  const found = total(one, edge, NAMES, one.inputs.map(name), result);
  return {
    derivative: `∂${enclosed(result)}/∂${enclosed(name(input))}${which}`,
    rule: found && shownSlope(scene, edge) !== "?" ? found.text : "",
  };
}

// The slope that the class has along an edge, and what is to be said of it.
function slope(scene, one, edge) {
  const shown = shownSlope(scene, edge);
  const hidden = (i) => shownData(scene, i) === "?";
  if (total(one, edge, SECRETS, one.inputs.map(hidden), hidden(one.index))) return { slope: shown && "?", remark: "" };
  const { numbers, nodes } = scene;
  const expected = total(one, edge, FLOATS, one.inputs.map((i) => numbers[i]), numbers[one.index]);
  const open = expected === null || shown === "" || shown === "?";
  const [found, remark] = judged(shown, numbers[2 * nodes.length + edge], expected, open);
  return { slope: found, remark };
}

// The rule for the slope along an edge, in an algebra: the sum of all if one edge stands for several inputs.
function total({ operation, edges }, edge, algebra, inputs, out) {
  const rules = operation.slopes(algebra, inputs, out);
  return rules && rules.filter((_, k) => edges[k] === edge).reduce((sum, one) => algebra["+"](sum, one));
}

// A number as it is shown, and what is to be said of it if it is not what the rule gives.
function judged(shown, found, expected, open) {
  if (open || Number.isNaN(expected) || near(expected, found)) return [shown, ""];
  const digits = number(expected) === number(found) ? 10 : 4;
  return [number(found, digits), `≠ ${number(expected, digits)} by the rule`];
}
