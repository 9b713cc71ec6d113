// Hidden numbers: a field to type into lies over each. What is typed goes to the kernel, which judges it, and what it
// says is shown under the picture. The number appears when the kernel says so: not at the first wrong answer.

import { make } from "./make.js";
import { number, shownData, shownGrad, shownSlope } from "./numbers.js";
import { same } from "./positions.js";

const LATE = 1000; // milliseconds to wait for an answer before asking the person for patience
const ENDED = "the kernel that would answer has ended. Run the cell again; what you typed stays here until then.";
const BUSY = "the kernel is busy and will answer when it is free.";

export class Predict {
  constructor(stage) {
    this.stage = stage;
    this.guesses = new Map(); // by question, such as "a.grad"
    this.typing = null; // the guess whose field has the keyboard, or should get it
    this.el = make("div", "mg-predict");
    this.hint = make("p", "mg-hint");
    this.list = make("ul", "mg-replies", { "aria-live": "polite", "aria-label": "Your predictions" });
    this.el.append(this.hint, this.list);
    this.el.hidden = true;
  }

  alter(scene) {
    this.follow();
    if (!this.guesses.size) return;
    const places = this.placesIn(scene);
    const guesses = [...this.guesses.values()].filter(({ question }) => places[question]);
    const own = new Set(guesses.map(({ question }) => `${places[question].index}.${places[question].what}`));
    scene.veiled = new Map(); // by number: the question that would be given away by it
    for (const { question, answer } of guesses) {
      if (answer) continue;
      const { index, what, hides } = places[question];
      scene.mask.set(`${index}.${what}`, "?");
      for (const number of hides) if (!own.has(number)) scene.mask.set(number, "?") && scene.veiled.set(number, question);
    }
  }

  drawn(picture) {
    this.picture = picture;
    for (const guess of this.guesses.values()) guess.cell = null; // it was in the last picture
  }

  show(scene) {
    this.follow();
    const places = scene && this.placesIn(scene);
    for (const guess of this.guesses.values()) {
      const place = places?.[guess.question];
      guess.show(scene, place, place && cellAt(this.picture, place));
    }
    const said = scene ? this.advice() : this.hint.textContent;
    if (this.hint.textContent !== said) this.hint.textContent = said;
  }

  // Make a Guess for each question that the kernel asks.
  follow() {
    const questions = this.stage.model.get("hidden");
    if (questions === this.questions) return;
    this.questions = questions;
    for (const [question, guess] of this.guesses) if (!questions.includes(question)) guess.remove();
    this.guesses = new Map(questions.map((question) => [question, this.guesses.get(question) ?? new Guess(question, this)]));
    this.list.append(...[...this.guesses.values()].map(({ item }) => item));
    this.el.hidden = !questions.length;
  }

  advice() {
    const open = [...this.guesses.values()].filter(({ answer }) => !answer);
    const inside = open.filter(({ where }) => where === "folded").map(({ question }) => question);
    if (!open.length) return "";
    const more = inside.length ? ` Inside a folded box: ${inside.join(", ")}.` : "";
    const why = this.hidesMore() ? " Any other “?” would give one of them away." : "";
    return `Type what belongs in each dashed “?”, and press Enter.${why}${more}`;
  }

  // Whether the picture has a "?" that is no question. (Of a class without gradients it hides none.)
  hidesMore() {
    const { scene } = this.stage;
    const shown = { data: shownData, grad: shownGrad, slope: shownSlope };
    return [...scene.veiled.keys()].some((number) => {
      const [index, what] = number.split(".");
      return shown[what]?.(scene, index) === "?";
    });
  }

  // Each question's place in a shape, and what is hidden with its number, as the kernel has them.
  placesIn({ shape }) {
    return this.stage.model.get("veils")[shape] ?? {};
  }
}

// One hidden number: the field over it, a mark once it is answered, and an item in the list.
class Guess {
  constructor(question, all) {
    this.question = question;
    this.all = all;
    this.stage = all.stage;
    this.cell = null; // the cell under the field
    this.where = ""; // "folded" where the number is inside a folded box
    this.sent = ""; // what was typed and is not answered yet
    this.note = ""; // what to say if no answer comes
    this.input = make("input", "mg-guess", {
      type: "text",
      placeholder: "?",
      maxlength: 100,
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "done",
      "aria-label": `${question}, your prediction`,
      "data-lm-suppress-shortcuts": "true",
    });
    this.input.value = this.reply?.open ? this.reply.typed : "";
    this.mark = make("span", "mg-verdict", { "aria-hidden": "true" });
    this.showing = this.button("Show me");
    this.again = this.button("Try again");
    this.text = make("div", "mg-said", { id: `mg-said-${Math.random().toString(36).slice(2)}` });
    this.input.setAttribute("aria-describedby", this.text.id);
    this.sign = make("span", "mg-sign", { "aria-hidden": "true" });
    this.item = make("li", "mg-answer");
    this.item.append(this.sign, this.text, this.showing, this.again);
    this.listen();
  }

  button(label) {
    const button = make("button", "mg-button", { type: "button", "data-lm-suppress-shortcuts": "true" });
    button.textContent = label;
    button.setAttribute("aria-label", `${label}: ${this.question}`);
    return button;
  }

  listen() {
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.commit();
    });
    this.input.addEventListener("input", () => this.say());
    this.input.addEventListener("focus", () => {
      this.typing = true;
      this.input.select(); // what is typed next takes the place of a wrong answer
    });
    // A field that another layout takes away loses the keyboard too, and should get it back.
    this.input.addEventListener("blur", () => setTimeout(() => this.lost()));
    this.again.addEventListener("click", () => this.retry());
    this.showing.addEventListener("click", () => this.reveal());
  }

  lost() {
    if (document.activeElement !== this.input) this.typing = false;
  }

  get typing() {
    return this.all.typing === this;
  }

  set typing(has) {
    if (has) this.all.typing = this;
    else if (this.typing) this.all.typing = null;
  }

  // The kernel's last reply, if any: a verdict, or an error about what was typed.
  get reply() {
    return this.stage.model.get("answers")[this.question];
  }

  get answer() {
    return this.reply && !this.reply.open ? this.reply : null;
  }

  // Whether the kernel has nothing to add to what it said of this text.
  isKnown(typed) {
    const { reply, stage } = this;
    return reply?.typed === typed && (reply.error !== "" || same(reply.at, stage.numbers.position()));
  }

  commit() {
    const typed = this.input.value.trim();
    if (!typed || this.sent) return;
    if (this.isKnown(typed)) return this.input.select();
    if (!this.send({ ask: "answer", typed })) return;
    this.sent = typed;
    this.input.readOnly = true;
    this.wait();
  }

  retry() {
    if (!this.send({ ask: "again" })) return;
    this.typing = true;
  }

  // The button goes as the number appears: the keyboard goes on as if the answer had been right.
  reveal() {
    if (this.send({ ask: "show" })) this.typing = true;
  }

  // Send a message; return whether there is a kernel to hear it.
  send(message) {
    let heard = this.stage.numbers.alive();
    try {
      if (heard) this.stage.ask({ ...message, question: this.question });
    } catch {
      heard = false; // the kernel was shut down, which no control shows
    }
    this.note = heard ? "" : ENDED;
    this.say();
    return heard;
  }

  wait() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      if (!this.sent) return;
      this.note = BUSY;
      this.say();
    }, LATE);
  }

  // Show this guess in its present state; cell is the picture's, if there is one.
  show(scene, place, cell) {
    if (this.answered && !this.answer) this.input.value = ""; // asked again: what was typed may have been right
    this.answered = this.answer !== null;
    if (this.sent && (this.reply?.typed === this.sent || !this.stage.numbers.alive())) this.settle();
    if (scene) {
      // A reply may be older than the present controls.
      const comparable = this.reply?.said.length && this.reply.at.length === scene.at.length;
      this.here = !comparable || same(this.reply.at, scene.at);
      this.where = place && !cell ? "folded" : "";
      const replied = this.input.isConnected && this.answer && this.typing;
      this.lay(this.input, cell && !this.answer, cell);
      this.lay(this.mark, cell && this.answer && this.here, cell);
      this.cell = cell;
      this.input.classList.toggle("mg-guess-grad", place?.what === "grad");
      if (replied) this.handOn(scene, place);
      else if (this.typing && this.input.isConnected && document.activeElement !== this.input) {
        this.input.focus({ preventScroll: true });
      }
    }
    this.say();
  }

  settle() {
    this.note = this.reply?.typed === this.sent ? "" : ENDED;
    this.sent = "";
    this.input.readOnly = false;
    if (this.typing) this.input.select();
  }

  lay(element, wanted, cell) {
    if (!wanted) return element.remove();
    if (element.isConnected && this.cell === cell) return;
    const { x, y, width, height } = placeOfCell(cell);
    for (const [name, value] of Object.entries({ x, y, width, height })) element.style.setProperty(`--${name}`, value);
    // In the order of the questions, in which the Tab key goes through the fields.
    const guesses = [...this.all.guesses.values()];
    const after = guesses.slice(guesses.indexOf(this) + 1).find(({ input }) => input.parentNode === this.stage.overlay);
    this.stage.overlay.insertBefore(element, after?.input ?? null);
  }

  // The field is gone: the keyboard goes to the node, whose number now shows.
  handOn(scene, { what, index }) {
    this.typing = false;
    const node = this.stage.picture.nodes[what === "slope" ? scene.edges[index][0] : index];
    node?.describe(); // as it reads now, for a screen reader
    if (node) this.stage.focus.move(node);
  }

  // Show the verdict, or why there is none.
  say() {
    const { answer, reply, input } = this;
    const invalid = reply?.error && reply.typed === input.value.trim();
    const errors = invalid ? [`${this.question}: ${reply.error}.`] : [];
    const verdict = invalid ? [] : (reply?.said ?? []); // the last one was about another text
    const missed = reply?.said.length && !reply.right;
    const wrong = missed && !invalid;
    const notes = this.note ? [`${this.question}: ${this.note}`] : [];
    if (verdict.length && !this.here) notes.unshift(`That was at ${this.position(reply.at)}.`);
    const said = [...errors, ...verdict, ...notes].join("\n");
    input.setAttribute("aria-invalid", invalid ? "true" : "false");
    input.classList.toggle("mg-missed", Boolean(wrong) && reply.typed === input.value.trim());
    this.item.hidden = !said;
    this.again.hidden = !answer;
    this.showing.hidden = !(missed && reply.open);
    this.mark.textContent = answer ? (answer.right ? "✓" : "✗") : "";
    this.sign.textContent = answer?.right ? "✓" : wrong ? "✗" : "";
    for (const element of [this.mark, this.item]) element.classList.toggle("mg-right", answer?.right === true);
    if (said === this.said) return;
    this.said = said;
    this.text.replaceChildren(...said.split("\n").map((line) => Object.assign(make("p", ""), { textContent: line })));
  }

  position(at) {
    const names = this.stage.model.get("names");
    const value = (x) => (typeof x === "number" ? number(x) : String(x));
    return names.map((name, i) => `${name} = ${value(at[i])}`).join(", ");
  }

  remove() {
    for (const element of [this.input, this.mark, this.item]) element.remove();
  }
}

// The cell of a picture that shows a number; null where it is inside a folded box.
function cellAt(picture, { what, index }) {
  if (what !== "slope") return picture.nodes[index]?.[what] ?? null;
  const arrow = picture.edges[index]?.arrow;
  return arrow?.inner.length === 1 ? arrow.slope : null;
}

// The position of a cell in its picture.
function placeOfCell({ box }) {
  const points = box.getAttribute("points").trim().split(/\s+/).map((point) => point.split(",").map(Number));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  const moved = box.closest("[transform]").transform.baseVal.consolidate().matrix;
  return { x: x + moved.e, y: y + moved.f, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
