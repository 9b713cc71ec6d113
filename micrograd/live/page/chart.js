// A small chart: the distance between gradient and nudge, by the size of the nudge; both axes in powers of ten.

import { make } from "./make.js";

const [WIDTH, HEIGHT] = [400, 230];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 388, 26, 168]; // of the plotted area
const NONE = 184; // where to draw points at distance 0, which is not a power of ten
const H = [-15, 1]; // powers of ten on the axis of h

const superscript = (power) => String(power).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
const tenTo = (power) => (power === 0 ? "1" : power === 1 ? "10" : `10${superscript(power)}`);

const draw = (tag, attributes, text = "") => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};

export class Chart {
  constructor() {
    this.el = make("div", "mg-chart");
    this.svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    this.grid = draw("g", { class: "mg-grid" });
    this.here = draw("path", { class: "mg-chart-here" });
    this.up = draw("path", { class: "mg-chart-points" });
    this.down = draw("path", { class: "mg-chart-points" });
    this.rings = draw("path", { class: "mg-chart-rings" });
    this.title = draw("text", { x: LEFT, y: 14, class: "mg-chart-title" });
    const axis = draw("text", { x: RIGHT, y: HEIGHT - 6, "text-anchor": "end" }, "size of the nudge, h →");
    this.svg.append(this.grid, this.here, this.up, this.down, this.rings, this.title, axis);
    this.el.append(this.svg);
  }

  // Show points (h, distance) for both ways, and the present h.
  show({ up, down, h, title, description }) {
    const sizes = [...up, ...down].map(([, apart]) => apart).filter((apart) => apart > 0 && apart < Infinity);
    this.frame(sizes.length ? [Math.min(...sizes), Math.max(...sizes)].map(Math.log10) : [-1, 0]);
    // A plus for up and a minus for down: where they coincide, a plus shows.
    this.up.setAttribute("d", this.places(up).map(([x, y]) => `M${x - 3} ${y}h6M${x} ${y - 3}v6`).join(""));
    this.down.setAttribute("d", this.places(down).map(([x, y]) => `M${x - 3} ${y}h6`).join(""));
    const now = this.places([...up, ...down].filter(([size]) => size === h));
    this.rings.setAttribute("d", now.map(([x, y]) => `M${x - 6} ${y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0`).join(""));
    this.here.setAttribute("d", `M${this.x(h)} ${TOP}V${NONE + 6}`);
    this.title.textContent = title;
    this.svg.setAttribute("aria-label", description);
  }

  places(points) {
    return points.filter(([, apart]) => apart < Infinity).map(([h, apart]) => [this.x(h), this.y(apart)]);
  }

  x(h) {
    return round(LEFT + ((Math.log10(h) - H[0]) / (H[1] - H[0])) * (RIGHT - LEFT));
  }

  y(apart) {
    if (apart === 0) return NONE;
    return round(BOTTOM - ((Math.log10(apart) - this.low) / (this.high - this.low)) * (BOTTOM - TOP));
  }

  // Draw the axes, anew only if their powers of ten have changed.
  frame([least, most]) {
    const [low, high] = [Math.floor(least), Math.max(Math.ceil(most), Math.floor(least) + 2)];
    if (low === this.low && high === this.high) return;
    [this.low, this.high] = [low, high];
    const step = Math.ceil((high - low) / 5);
    const powers = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, k) => low + k * step);
    const across = [...powers.map((power) => [this.y(10 ** power), tenTo(power)]), [NONE, "0"]];
    const along = [-15, -10, -5, 0].map((power) => [this.x(10 ** power), tenTo(power)]);
    this.grid.replaceChildren(
      ...across.map(([y]) => draw("path", { d: `M${LEFT} ${y}H${RIGHT}` })),
      ...across.map(([y, text]) => draw("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end" }, text)),
      ...along.map(([x]) => draw("path", { d: `M${x} ${TOP}V${NONE + 6}` })),
      ...along.map(([x, text]) => draw("text", { x, y: NONE + 20, "text-anchor": "middle" }, text)),
    );
  }
}

const round = (x) => Math.round(x * 10) / 10;
