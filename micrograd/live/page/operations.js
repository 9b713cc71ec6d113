// What is known of each operation: how Python writes it, the number it gives, and the rule for its slopes.
//
// A rule is told once, in an algebra of its own choosing: of texts it makes "1 − e ** 2", of floats 0.42.

import { number } from "./numbers.js";

// How tightly a text holds together: what holds less tightly than its place demands needs brackets.
const [CONDITION, SUM, PRODUCT, SIGN, POWER, ATOM] = [0, 1, 2, 3, 4, 5];

// A name, a number, or what stands in its place.
export const atom = (text) => ({ text, level: text.startsWith("−") ? SIGN : ATOM });

// A text as part of a longer one; on the right of a sign none may begin with a sign.
const part = ({ text, level }, least, onRight) =>
  level < least || (onRight && text.startsWith("−")) ? `(${text})` : text;

export const enclosed = (written) => part(written, ATOM);

const infix = (sign, level, [left, right] = [level, level + 1]) => (x, y) => ({
  text: `${part(x, left)} ${sign} ${part(y, right, true)}`,
  level,
});

const call = (name) => (...inputs) => atom(`${name}(${inputs.map(({ text }) => text).join(", ")})`);

// The algebra of texts, with the brackets that Python needs.
const writing = (times) => ({
  number: (x) => atom(Number.isInteger(x) ? String(x).replace("-", "−") : number(x)),
  "+": infix("+", SUM),
  "-": infix("−", SUM),
  "*": infix(times, PRODUCT),
  "/": infix("/", PRODUCT),
  "**": infix("**", POWER, [ATOM, SIGN]),
  neg: (x) => ({ text: `−${part(x, POWER)}`, level: SIGN }),
  step: (x) => ({ text: `1 if ${x.text} > 0 else 0`, level: CONDITION }),
  relu: call("relu"),
  tanh: call("tanh"),
  sigmoid: call("sigmoid"),
  exp: call("exp"),
  log: call("log"),
});

export const NAMES = writing("*");
export const DIGITS = writing("·");

export const FLOATS = {
  number: (x) => x,
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  "/": (x, y) => x / y,
  "**": (x, y) => x ** y,
  neg: (x) => -x,
  step: (x) => (x === 0 ? NaN : Number(x > 0)), // at a corner there is no one slope
  relu: (x) => Math.max(x, 0),
  tanh: (x) => Math.tanh(x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  exp: (x) => Math.exp(x),
  log: (x) => Math.log(x),
};

// The algebra of secrets: whether something is made from what is hidden.
const secret = (...inputs) => inputs.includes(true);
const secrets = Object.fromEntries(Object.keys(FLOATS).map((name) => [name, secret]));
export const SECRETS = { ...secrets, number: () => false };

// The slope of an operation's result in each of its inputs.
const SLOPES = {
  "+": (A) => [A.number(1), A.number(1)],
  "-": (A) => [A.number(1), A.number(-1)],
  "*": (A, [x, y]) => [y, x],
  "/": (A, [x, y]) => [A["/"](A.number(1), y), A["/"](A.neg(x), A["**"](y, A.number(2)))],
  "**": (A, [x, y]) => [A["*"](y, A["**"](x, A["-"](y, A.number(1)))), A["*"](A["**"](x, y), A.log(x))],
  neg: (A) => [A.number(-1)],
  relu: (A, [x]) => [A.step(x)],
  tanh: (A, _, out) => [A["-"](A.number(1), A["**"](out, A.number(2)))],
  sigmoid: (A, _, out) => [A["*"](out, A["-"](A.number(1), out))],
  exp: (A, _, out) => [out],
  log: (A, [x]) => [A["/"](A.number(1), x)],
};

// What is known of a node's operation: `arity`, how many inputs it takes; `result(algebra, inputs)`; and
// `slopes(algebra, inputs, out)`. Of a learner's own operation that is nothing, and it is written as a call.
export function operation(op, inputs) {
  const exponent = op.match(/^\*\*\s*(.+)$/)?.[1];
  if (exponent) return power(exponent);
  const name = op === "-" && inputs === 1 ? "neg" : op.toLowerCase();
  if (!Object.hasOwn(SLOPES, name)) return unknown(op);
  return { arity: FLOATS[name].length, result: (A, xs) => A[name](...xs), slopes: SLOPES[name] };
}

export const unknown = (op) => ({
  arity: null,
  result: (A, xs) => (A === FLOATS ? NaN : A === SECRETS ? secret(...xs) : call(op || "made from")(...xs)),
  slopes: () => null,
});

// A plain exponent is part of the operation, which then says "**2": of it there is no slope.
function power(text) {
  const [over, under = 1] = text.split("/").map(Number);
  const exponent = over / under;
  const written = atom(text.replaceAll("-", "−"));
  if (text.includes("/")) written.level = PRODUCT;
  const lower = (A, x) => (exponent === 2 ? x : A["**"](x, A.number(exponent - 1)));
  return {
    arity: 1,
    result: (A, [x]) => A["**"](x, A === NAMES || A === DIGITS ? written : A.number(exponent)),
    slopes: (A, [x]) => (Number.isNaN(exponent) ? null : [A["*"](A.number(exponent), lower(A, x))]),
  };
}
