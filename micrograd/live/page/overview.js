// The whole graph at once, however small: what a graph that does not fit the page shows first, and says so. Out of it, a
// graph is drawn as large as can be read, and scrolls.

import { make } from "./make.js";

const READABLE = 0.8; // as live.css has it
const SMALLEST = 0.7; // for a picture that fits the page then: its smallest type has 10 pixels
const MUCH = 1.5; // times as wide or as high as there is room: then it begins as an overview, else it scrolls
const HIGH = 0.7; // of the window
const LEGIBLE = 0.3; // below that no letter can be told from another, and drawing them would take most of the time

export class Overview {
  constructor(stage) {
    this.stage = stage;
    this.on = false;
    this.shape = null; // the one whose first view was chosen
    this.tool = make("button", "mg-button mg-own", { type: "button", "data-lm-suppress-shortcuts": "true" });
    this.tool.textContent = "Overview";
    this.tool.hidden = true;
    this.tool.addEventListener("click", () => this.toggle());
    this.el = make("div", "mg-caption mg-hint mg-overview", { role: "status" });
    this.el.hidden = true;
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(stage.frame);
  }

  drawn(picture, { shape }) {
    this.picture = picture;
    if (shape !== this.shape) this.on = false;
    this.chosen = shape === this.shape; // what a person opened is not made small
    this.shape = shape;
    this.measure();
  }

  // How small the picture may become before it scrolls.
  least() {
    return SMALLEST * this.picture.pixels[0] <= this.stage.frame.clientWidth ? SMALLEST : READABLE;
  }

  // How often the picture, as small as can be read, is as wide or as high as there is room for it.
  excess() {
    const [wide, high] = this.picture.pixels;
    return this.least() * Math.max(wide / this.stage.frame.clientWidth, high / (HIGH * innerHeight));
  }

  measure() {
    if (!this.picture || !this.stage.frame.clientWidth) return;
    const excess = this.excess();
    // Nobody can type into what can't be read.
    if (!this.chosen) this.on = excess > MUCH && !this.stage.model.get("hidden").length;
    this.chosen = true;
    if (excess <= 1) this.on = false;
    this.tool.hidden = excess <= 1;
    this.scale();
  }

  scale() {
    const { el } = this.stage;
    const scale = this.least() / this.excess();
    el.style.setProperty("--least", this.least());
    this.tool.setAttribute("aria-pressed", this.on);
    this.el.hidden = !this.on;
    el.classList.toggle("mg-small", this.on);
    el.classList.toggle("mg-tiny", this.on && scale < LEGIBLE);
    el.style.setProperty("--whole", `${Math.floor(scale * this.picture.pixels[0])}px`);
    const percent = Math.max(Math.round(100 * scale), 1);
    const what = `the whole graph at ${percent} % of its size, ${this.stage.scene?.nodes.length ?? "all"} nodes`;
    const said = `Overview: ${what}. To read it, press Overview again, or first the node you want to see.`;
    const text = this.on ? said : "";
    if (this.el.textContent !== text) this.el.textContent = text;
  }

  toggle() {
    this.on = !this.on;
    this.stage.keepHeight(0);
    this.stage.resize(() => this.scale());
    if (this.on) return;
    const { touched } = this.stage; // what the person has pressed, else the side where the sliders go in
    if (this.picture.items.includes(touched)) touched.element.scrollIntoView({ block: "nearest", inline: "center" });
    else this.stage.frame.scrollLeft = 0;
  }

  dispose() {
    this.resized.disconnect();
  }
}
