// The browser's half of a net's picture: it draws what the kernel saw, at the moment that the slider says.

const SVG = "http://www.w3.org/2000/svg";
const MAP = { left: 430, top: 34, wide: 450, high: 292.5 };
const WIDE = 880;
const COLUMNS = 300; // pixels from the first column of tiles to the last
const CHART = { left: 38, top: 26, wide: 834, high: 76 };
const [GRID_WIDE, GRID_HIGH] = [21, 14];

function make(name, attributes = {}, parent) {
  const element = name === name.toUpperCase() ? document.createElement(name) : document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent?.append(element);
  return element;
}

// A grid of outputs as a small picture: blue above 0, orange below, the stronger the larger.
function tint(bytes, neuron, colours, canvas) {
  const context = canvas.getContext("2d");
  const picture = context.createImageData(GRID_WIDE, GRID_HIGH);
  for (let row = 0; row < GRID_HIGH; row++) {
    for (let column = 0; column < GRID_WIDE; column++) {
      const share = (bytes[(neuron * GRID_HIGH + row) * GRID_WIDE + column] - 127) / 127;
      const colour = share > 0 ? colours.positive : colours.negative;
      const at = 4 * ((GRID_HIGH - 1 - row) * GRID_WIDE + column); // rows begin at the bottom of the map
      picture.data.set([...colour, 165 * Math.abs(share)], at);
    }
  }
  context.putImageData(picture, 0, 0);
  return canvas.toDataURL();
}

function coloursOf(el) {
  const style = getComputedStyle(el);
  const parts = (name) => style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi).map((two) => parseInt(two, 16));
  return { positive: parts("--mg-positive"), negative: parts("--mg-negative") };
}

// Where each neuron's tile stands, inputs first; the score's is the map.
function places(columns) {
  const found = [];
  columns.slice(0, -1).forEach((count, column) => {
    const gap = Math.min(6, 40 / count);
    const high = Math.min(32, (MAP.high - gap * (count - 1)) / count);
    const wide = high * (MAP.wide / MAP.high);
    const left = 2 + (column * COLUMNS) / Math.max(1, columns.length - 2) + (46 - wide) / 2;
    const top = MAP.top + (MAP.high - count * high - (count - 1) * gap) / 2;
    for (let i = 0; i < count; i++) found.push({ column, i, left, top: top + i * (high + gap), wide, high });
  });
  return [...found, { ...MAP, column: columns.length - 1, i: 0 }];
}

class Picture {
  constructor(model, el) {
    Object.assign(this, { model, el, pressed: null, off: false, all: false, moment: -1 });
    this.columns = model.get("columns");
    this.tiles = this.columns.length ? places(this.columns) : [{ ...MAP, column: 0, i: 0 }];
    this.score = this.columns.length ? this.tiles.length - 1 : 2; // inputs come before it in what the kernel sends
    this.canvas = document.createElement("canvas");
    [this.canvas.width, this.canvas.height] = [GRID_WIDE, GRID_HIGH];
    const left = this.columns.length ? 0 : MAP.left - 4;
    el.style.setProperty("--mg-most", `${WIDE - left}px`);
    const box = `${left} 0 ${WIDE - left} ${MAP.top + MAP.high + 2}`;
    this.svg = make("svg", { viewBox: box, role: "group", "aria-label": "The net" }, el);
    if (this.columns.length) this.drawNet();
    this.drawMap();
    if (model.get("steps")) this.drawChart(left);
    this.drawWords();
    if (model.get("worked").length) this.drawPoint();
  }

  drawNet() {
    const names = ["inputs", ...this.columns.slice(1, -1).map((count) => `${count} neurons`)];
    names.forEach((name, column) => {
      const { left, wide } = this.tiles.find((tile) => tile.column === column);
      const x = Math.max(left + wide / 2, 24);
      make("text", { class: "mg-inside-name", x, y: 20, "text-anchor": "middle" }, this.svg).textContent = name;
    });
    this.wires = [];
    for (const to of this.tiles.filter((tile) => tile.column)) {
      const from = this.tiles.filter((tile) => tile.column === to.column - 1);
      for (const tile of from) {
        const path = make("path", { class: "mg-wire", d: wire(tile, to) }, this.svg);
        this.wires.push({ path, from: this.tiles.indexOf(tile), to: this.tiles.indexOf(to), layer: to.column - 1, i: to.i, j: tile.i });
      }
    }
    this.parts = this.tiles.slice(0, -1).map((tile, place) => this.drawTile(tile, place));
  }

  drawTile({ left, top, wide, high, column, i }, place) {
    const part = make("g", { class: "mg-tile" }, this.svg);
    const box = { x: left, y: top, width: wide, height: high };
    make("rect", { ...box, class: "mg-inside-paper" }, part);
    const image = make("image", { ...box, preserveAspectRatio: "none" }, part);
    const inner = { x: left, y: top, width: wide, height: high, viewBox: this.inMap(), preserveAspectRatio: "none" };
    const line = make("path", { class: "mg-tile-line" }, make("svg", inner, part));
    make("rect", { ...box, class: "mg-tile-frame" }, part);
    if (column) {
      const pressable = { role: "button", tabindex: 0, "aria-pressed": false, "data-lm-suppress-shortcuts": true };
      for (const [key, value] of Object.entries(pressable)) part.setAttribute(key, value);
      part.addEventListener("click", () => this.press(place));
      part.addEventListener("keydown", (event) => this.key(event, place));
    } else {
      make("text", { class: "mg-inside-name", x: left + wide / 2, y: i ? top + high + 15 : top - 6, "text-anchor": "middle" }, part).textContent = `x${i + 1}`;
    }
    return { part, image, line };
  }

  // The map's own pixels; a tile shows all of them, smaller.
  inMap() {
    return `0 0 ${MAP.wide} ${MAP.high}`;
  }

  at([x, y]) {
    const [wide, high] = this.model.get("reach");
    return [((x + wide) / (2 * wide)) * MAP.wide, ((high - y) / (2 * high)) * MAP.high];
  }

  path(lines) {
    return lines.map((line) => "M" + line.map((point) => this.at(point).map((n) => n.toFixed(1)).join(" ")).join("L")).join("");
  }

  drawMap() {
    this.right = make("text", { class: "mg-inside-title", x: MAP.left, y: 20 }, this.svg);
    const map = make("svg", { x: MAP.left, y: MAP.top, width: MAP.wide, height: MAP.high, viewBox: this.inMap(), role: "img" }, this.svg);
    this.map = map;
    make("rect", { width: MAP.wide, height: MAP.high, class: "mg-inside-paper" }, map);
    const whole = { width: MAP.wide, height: MAP.high };
    this.image = make("image", { ...whole, preserveAspectRatio: "none", opacity: 0.65 }, map); // points stand out
    this.folds = this.tiles.map((tile) =>
      make("path", { class: `mg-fold ${tile.column > 1 ? "mg-later" : ""}`, visibility: "hidden" }, map),
    );
    this.before = make("path", { class: "mg-before", visibility: "hidden" }, map);
    this.border = make("path", { class: "mg-inside-border" }, map);
    this.points = this.model.get("points").map(([x, y, label]) => {
      const [across, down] = this.at([x, y]);
      const ring = make("circle", { class: "mg-inside-ring", cx: across, cy: down, r: 9 }, map);
      const d = label > 0 ? "M-4.6 0a4.6 4.6 0 1 0 9.2 0a4.6 4.6 0 1 0 -9.2 0" : "M0 -5.6L5.2 3.9H-5.2Z";
      const transform = `translate(${across.toFixed(1)} ${down.toFixed(1)})`;
      make("path", { class: label > 0 ? "mg-inside-one" : "mg-inside-other", d, transform }, map);
      return { ring, label, at: [across, down] };
    });
    this.fold = make("path", { class: "mg-fold mg-fold-pressed" }, map);
    make("rect", { width: MAP.wide, height: MAP.high, class: "mg-map-frame" }, map);
  }

  drawChart(left) {
    const { wide, high, top } = CHART;
    const width = WIDE - left;
    this.chartWide = width - CHART.left - 8;
    this.chart = make("svg", { viewBox: `0 0 ${width} ${top + high + 8}`, role: "img" }, this.el);
    this.loss = make("text", { class: "mg-inside-title", x: CHART.left, y: 16 }, this.chart);
    make("path", { class: "mg-chart-axis", d: `M${CHART.left} ${top}V${top + high}H${CHART.left + this.chartWide}` }, this.chart);
    this.ticks = [0, 1].map(() => make("text", { class: "mg-inside-tick", x: CHART.left - 6, "text-anchor": "end" }, this.chart));
    this.curve = make("path", { class: "mg-curve" }, this.chart);
    this.dot = make("circle", { class: "mg-curve-dot", r: 4 }, this.chart);
    const range = { type: "range", min: 0, max: 0, value: 0, "aria-label": "step", "data-lm-suppress-shortcuts": true };
    this.slider = make("INPUT", range, make("DIV", { class: "mg-inside-slider" }, this.el));
    this.slider.parentNode.style.setProperty("--mg-start", CHART.left / width);
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
  }

  drawWords() {
    const row = make("DIV", { class: "mg-inside-row" }, this.el);
    if (!this.columns.length) return row.remove();
    const button = (name, act) => {
      const made = make("BUTTON", { type: "button", "aria-pressed": false, "data-lm-suppress-shortcuts": true }, row);
      made.textContent = name;
      made.addEventListener("click", act);
      return made;
    };
    this.foldsButton = button("All lines", () => {
      this.all = !this.all;
      this.draw();
    });
    this.offButton = button("Switch it off", () => {
      this.off = !this.off;
      this.draw();
    });
    this.words = make("DIV", { class: "mg-inside-words", "aria-live": "polite" }, row);
  }

  // A slider over the points, which a press on the map moves to the nearest.
  drawPoint() {
    const row = make("DIV", { class: "mg-inside-row mg-inside-point" }, this.el);
    const last = this.points.length;
    const range = { type: "range", min: 1, max: last, value: 1, "aria-label": "point", "data-lm-suppress-shortcuts": true };
    const name = make("LABEL", {}, row);
    name.textContent = "point";
    this.which = make("INPUT", range, name);
    this.worked = make("DIV", { class: "mg-inside-words", "aria-live": "polite" }, row);
    this.chosen = make("circle", { class: "mg-inside-chosen", r: 12 }, this.map);
    this.which.addEventListener("input", () => this.drawChosen());
    this.map.classList.add("mg-pressable");
    this.map.addEventListener("click", (event) => {
      const box = this.map.getBoundingClientRect();
      const at = [((event.clientX - box.left) / box.width) * MAP.wide, ((event.clientY - box.top) / box.height) * MAP.high];
      const far = this.points.map((point) => Math.hypot(point.at[0] - at[0], point.at[1] - at[1]));
      this.which.value = far.indexOf(Math.min(...far)) + 1;
      this.drawChosen();
    });
    this.drawChosen();
  }

  drawChosen() {
    const i = Number(this.which.value) - 1;
    this.worked.textContent = this.model.get("worked")[i];
    const [x, y] = this.points[i].at;
    [["cx", x], ["cy", y]].forEach(([key, at]) => this.chosen.setAttribute(key, at));
    this.which.setAttribute("aria-valuetext", `${i + 1}: ${this.worked.textContent}`);
  }

  key(event, place) {
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") this.press(place);
    else if (event.key === "Escape") this.press(null);
    else if (!event.key.startsWith("Arrow")) return;
    else this.neighbour(place, event.key)?.part.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  neighbour(place, key) {
    const { column, i } = this.tiles[place];
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0;
    const along = { ArrowUp: -1, ArrowDown: 1 }[key] ?? 0;
    const count = this.columns[column + aside];
    if (column + aside < 1 || column + aside > this.columns.length - 2) return null;
    const to = Math.min(Math.max(i + along, 0), count - 1);
    return this.parts[this.tiles.findIndex((tile) => tile.column === column + aside && tile.i === to)];
  }

  press(place) {
    this.pressed = this.pressed === place ? null : place;
    this.off = false;
    this.ask();
    this.draw();
  }

  // The kernel can say what the net does without a neuron only when the training is over.
  ask() {
    if (this.pressed === null || !this.frames.length) return;
    this.model.set("asked", [this.moment < 0 ? this.frames.length - 1 : this.moment, this.pressed]);
    this.model.save_changes();
  }

  get frames() {
    return this.model.get("frames");
  }

  show(moment) {
    this.moment = moment;
    this.off = false;
    this.ask();
    this.draw();
  }

  // The training is over, or has begun again.
  finished() {
    if (this.slider) {
      this.slider.max = Math.max(this.frames.length - 1, 0);
      this.slider.value = this.slider.max;
      this.slider.disabled = this.frames.length < 2;
    }
    this.moment = -1;
    this.ask();
    this.draw();
  }

  draw() {
    const frame = this.moment < 0 ? this.model.get("frame") : this.frames[this.moment];
    if (!frame?.outs || !this.el.isConnected) return; // only on the page are the theme's colours known
    const without = this.model.get("without");
    const off = this.off && String(without.asked) === String(this.model.get("asked"));
    const told = off ? without : frame;
    const bytes = new Uint8Array(told.outs.buffer, told.outs.byteOffset, told.outs.byteLength);
    const colours = coloursOf(this.el);
    const pictures = Array.from({ length: this.score + 1 }, (_, neuron) => tint(bytes, neuron, colours, this.canvas));
    this.image.setAttribute("href", pictures[this.pressed === null || off ? this.score : this.pressed]);
    if (this.columns.length) this.drawNeurons(told, pictures, off);
    this.border.setAttribute("d", this.path(told.lines.at(-1)));
    this.before.setAttribute("d", this.path(frame.lines.at(-1)));
    this.before.setAttribute("visibility", off ? "visible" : "hidden");
    this.points.forEach(({ ring, label }, i) => {
      ring.setAttribute("visibility", label * told.scores[i] > 0 ? "hidden" : "visible");
    });
    this.right.textContent = off ? `without it, ${told.right}` : told.right;
    const line = this.pressed === null ? "" : ` The line of ${this.nameOf(this.pressed)} is drawn in.`;
    this.map.setAttribute("aria-label", `Map of the points and the border: ${this.right.textContent}.${line}`);
    if (this.chart) this.drawLosses(frame);
  }

  drawNeurons(frame, pictures, off) {
    this.parts.forEach(({ part, image, line }, place) => {
      image.setAttribute("href", pictures[place]);
      if (!this.tiles[place].column) return;
      line.setAttribute("d", this.path(frame.lines[place]));
      part.setAttribute("aria-pressed", place === this.pressed);
      part.setAttribute("aria-label", `${this.nameOf(place)}: fires at ${frame.fires[place]} of ${this.points.length} points`);
      part.classList.toggle("mg-off", off && place === this.pressed);
      this.folds[place].setAttribute("d", this.path(frame.lines[place]));
      this.folds[place].setAttribute("visibility", this.all ? "visible" : "hidden");
    });
    for (const { path, from, to, layer, i, j } of this.wires) {
      const weight = frame.weights[layer][i][j] ?? 0;
      const size = Math.min(Math.abs(weight), 2);
      path.setAttribute("class", `mg-wire ${weight < 0 ? "mg-minus" : "mg-plus"}`);
      path.style.strokeWidth = (2.4 * size).toFixed(2);
      const touched = this.pressed === null || from === this.pressed || to === this.pressed;
      path.style.opacity = touched ? Math.min(0.25 + size / 2, 0.9) : 0.08;
    }
    this.fold.setAttribute("d", this.pressed === null ? "" : this.path(frame.lines[this.pressed]));
    this.foldsButton.setAttribute("aria-pressed", this.all);
    this.offButton.setAttribute("aria-pressed", this.off);
    this.offButton.disabled = this.pressed === null || !this.frames.length;
    const said = this.said(frame, off);
    if (this.words.textContent !== said) this.words.textContent = said;
  }

  drawLosses(frame) {
    const losses = this.model.get("losses").slice(0, frame.step);
    const known = this.model.get("losses").filter((loss) => loss !== null);
    const most = 1.1 * Math.max(1, ...known);
    const { left, top, high } = CHART;
    const x = (step) => left + (step / this.model.get("steps")) * this.chartWide;
    const y = (loss) => top + high * (1 - Math.max(loss, 0) / most);
    let pen = "M";
    let d = "";
    losses.forEach((loss, i) => {
      d += loss === null ? "" : `${pen}${x(i + 1).toFixed(1)} ${y(loss).toFixed(1)}`;
      pen = loss === null ? "M" : "L";
    });
    this.curve.setAttribute("d", d);
    const latest = losses.at(-1) ?? null;
    this.dot.setAttribute("visibility", latest === null ? "hidden" : "visible");
    if (latest !== null) [["cx", x(frame.step)], ["cy", y(latest)]].forEach(([key, at]) => this.dot.setAttribute(key, at));
    [0, Math.max(1, Math.floor(most))].forEach((loss, i) => {
      this.ticks[i].textContent = loss > 9999 ? loss.toExponential(0) : loss;
      this.ticks[i].setAttribute("y", y(loss) + 5);
    });
    this.loss.textContent = frame.loss;
    this.chart.setAttribute("aria-label", `The loss after each step. ${frame.loss}.`);
    this.slider.setAttribute("aria-valuetext", `${frame.loss}, ${frame.right}`);
  }

  nameOf(place) {
    const { column, i } = this.tiles[place];
    return this.columns.length > 3 ? `layer ${column}, neuron ${i + 1}` : `neuron ${i + 1}`;
  }

  // What the pressed neuron does, in a sentence or two, true at this moment.
  said(frame, off) {
    if (this.pressed === null) return "Press a neuron: the map shows where it fires, and its line, where it begins to.";
    const { column, i } = this.tiles[this.pressed];
    const name = this.nameOf(this.pressed);
    const start = `${name[0].toUpperCase()}${name.slice(1)}`;
    const count = frame.fires[this.pressed];
    const fires = count ? `fires at ${count} of ${this.points.length} points` : `fires at none of the ${this.points.length} points`;
    const ahead = frame.weights[column].map((weights) => weights[i]);
    const next = ahead.reduce((best, weight, k) => (Math.abs(weight) > Math.abs(ahead[best]) ? k : best), 0);
    if (ahead.includes(null)) return `${start} ${fires}. Its weights left the range of floats.`;
    const [weight, most] = [ahead[0], ahead[next]].map((w) => w.toFixed(2).replace("-", "−"));
    const on = column === this.columns.length - 2
      ? `Its weight in the score is ${weight}: where it fires, it pulls towards ${ahead[0] > 0 ? "blue" : "orange"}.`
      : `Its largest weight in the next layer is ${most}, in neuron ${next + 1}.`;
    if (off) return `${start} is switched off: its weights in the next layer are 0. The thin grey line is the border with it.`;
    return `${start} ${fires}. ${on}`;
  }
}

function wire(from, to) {
  const [x0, y0] = [from.left + from.wide, from.top + from.high / 2];
  const [x1, y1] = [to.left, to.top + to.high / 2];
  const middle = (x0 + x1) / 2;
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

function render({ model, el }) {
  el.classList.add("mg-inside");
  const picture = new Picture(model, el);
  const draw = () => picture.draw();
  const finished = () => picture.finished();
  const themes = new MutationObserver(draw);
  themes.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  el.addEventListener("keydown", runCell, true); // from keys.js
  model.on("change:frame change:without", draw);
  model.on("change:frames", finished);
  // JupyterLab takes what is out of sight off the page, and puts it back later.
  const sight = new ResizeObserver(draw);
  sight.observe(el);
  finished();
  return () => {
    themes.disconnect();
    sight.disconnect();
    model.off("change:frame change:without", draw);
    model.off("change:frames", finished);
  };
}

export default { render };
