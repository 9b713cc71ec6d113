// A button that runs through a slider over whole numbers. (ipywidgets' own stands still as soon as an output has a
// second view, or had one.)

import { make } from "./make.js";

export class Play {
  // move(number) moves the slider, the control.
  constructor(control, pace, move) {
    this.control = control;
    this.pace = pace;
    this.move = move;
    this.el = make("button", "mg-button mg-play", { type: "button", "data-lm-suppress-shortcuts": "true" });
    this.el.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
    this.say();
  }

  // From where the slider is; from its beginning if it is at the end.
  start() {
    const { low, high, value } = this.numbers;
    this.last = value < high ? value : low;
    if (this.last !== value) this.move(this.last);
    this.timer = setInterval(() => this.step(), this.pace);
    this.say();
  }

  step() {
    const { step, high, value } = this.numbers;
    if (value !== this.last || value + step > high) return this.stop(); // a person has moved it, or it has arrived
    this.last = value + step;
    this.move(this.last);
    if (this.last + step > high) this.stop();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.say();
  }

  get numbers() {
    const [low, high, step, value] = ["min", "max", "step", "value"].map((what) => this.control.get(what));
    return { low, high, step, value };
  }

  say() {
    this.el.textContent = this.timer ? "❚❚ Pause" : "▶ Play";
  }
}
