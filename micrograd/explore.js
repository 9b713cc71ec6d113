// The browser's half of the live graph: it shows the numbers that the kernel computed, the moment a slider moves.
// The layout is Graphviz's; a move changes only texts, widths and dashes in it. Nothing here computes a gradient.

// A number to four digits, as draw.number in Python writes it.
export function number(x) {
  const rounded = Number(x.toPrecision(4));
  if (!Number.isFinite(rounded)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "−inf";
  const size = Math.abs(rounded);
  if (size === 0) return "0.0";
  const digits =
    size < 1e-3 || size >= 1e4
      ? rounded.toExponential().replace("e+", "e")
      : String(rounded).includes(".") ? String(rounded) : `${rounded}.0`;
  return digits.replaceAll("-", "−");
}

// An edge's width in points, as draw.edge_width in Python has it.
const width = (flow) => (Math.abs(flow) < Infinity ? Math.min(1 + Math.log2(1 + Math.abs(flow)), 6) : 6);

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// What the kernel has computed so far, and where the controls are.
class Numbers {
  constructor(model, controls) {
    this.model = model;
    this.controls = controls;
    this.tables = new Map();
  }

  // Where every control is; a choice among options has an index in place of a value.
  position() {
    return this.controls.map((control) => control.get("value") ?? control.get("index"));
  }

  // Whether there is a kernel that computes what is missing.
  alive() {
    return this.controls.every((control) => control.comm_live);
  }

  // The shape and numbers, or the error, for the present position; null while the kernel still computes them.
  here() {
    const at = this.position();
    for (const table of this.tables.values()) {
      const row = table.row(at);
      if (row) return row;
    }
    const shown = this.model.get("shown");
    if (!same(shown.at, at)) return null;
    return { shape: shown.shape, error: shown.error, numbers: floats(shown.numbers) };
  }
}

// What a person reads whose kernel was restarted.
const GONE = "The kernel that computed these numbers has ended: run the cell again.";

// All positions of one slider while the other controls rest: a row of numbers for each.
class Table {
  constructor(about, buffer, shapes) {
    Object.assign(this, about);
    const all = floats(buffer);
    let end = 0;
    this.rows = about.shapes.map((shape) => {
      const start = end;
      if (shape >= 0) end += 2 * shapes[shape].nodes.length + shapes[shape].edges.length;
      return all.subarray(start, end);
    });
  }

  row(at) {
    if (!at.every((value, i) => i === this.moving || same(value, this.at[i]))) return null;
    const steps = (at[this.moving] - this.low) / this.step;
    const k = Math.round(steps) - this.first;
    // A number that was typed between two steps has no row.
    if (Math.abs(steps - Math.round(steps)) > 1e-6 || !(k in this.rows)) return null;
    if (this.shapes[k] < 0) return this.errors[k] ? { shape: -1, error: this.errors[k] } : null;
    return { shape: this.shapes[k], error: "", numbers: this.rows[k] };
  }
}

// The doubles in a buffer, which may begin anywhere: a Float64Array may not.
function floats(view) {
  return new Float64Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

// One layout, taken apart into the pieces that change.
class Picture {
  constructor({ svg, names, nodes, edges }) {
    this.names = names;
    this.svg = document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
    this.svg.classList.add("mg-svg");
    this.svg.setAttribute("role", "group");
    this.svg.setAttribute("aria-label", `Graph of ${nodes.length} nodes`);
    this.svg.style.setProperty("--width", `${parseFloat(this.svg.getAttribute("width")) / 0.75}px`);
    for (const title of this.svg.querySelectorAll("title")) title.remove(); // tooltips that say "n0"
    const group = (id) => {
      const element = this.svg.getElementById(id);
      element.removeAttribute("id"); // another graph on the page has an n0 too
      return element;
    };
    group("graph0").querySelector(":scope > polygon")?.classList.add("mg-paper");
    this.nodes = nodes.map(([op, hasGrad], i) => new NodeBox(group(`n${i}`), names[i], hasGrad));
    this.edges = edges.map(([input, result, hasSlope], i) => ({
      input,
      result,
      hasSlope,
      arrow: new Arrow(group(`e${i}`)),
    }));
    this.numbers = null;
  }

  // Show a row of numbers: every node's data, every node's gradient, every edge's slope.
  show(numbers) {
    if (this.numbers === numbers) return;
    this.numbers = numbers;
    const n = this.nodes.length;
    this.nodes.forEach((node, i) => node.show(numbers[i], numbers[n + i]));
    this.edges.forEach(({ input, result, hasSlope, arrow }, i) => {
      const slope = numbers[2 * n + i];
      const from = hasSlope ? result : input;
      const known = this.nodes[from].hasGrad;
      arrow.show(hasSlope ? slope : null, known ? numbers[n + from] * (hasSlope ? slope : 1) : null);
    });
  }

  // Show that the numbers of this position are on their way; those of the last one are gone.
  wait() {
    this.numbers = null;
    for (const node of this.nodes) node.wait();
    for (const { arrow, hasSlope } of this.edges) arrow.wait(hasSlope);
  }

  // Tell a screen reader what a person sees; only at rest, for it costs more than the picture.
  describe() {
    for (const node of this.nodes) node.describe();
    return this.nodes.at(-1)?.description ?? "";
  }
}

class NodeBox {
  constructor(group, name, hasGrad) {
    this.group = group;
    this.name = name;
    this.hasGrad = hasGrad;
    const [card, outline] = group.querySelectorAll("path");
    card.classList.add("mg-card");
    outline.classList.add("mg-outline");
    const texts = [...group.querySelectorAll("text")];
    for (const text of texts) text.classList.add("mg-what");
    const bold = texts.find((text) => text.getAttribute("font-weight") === "bold");
    bold?.classList.replace("mg-what", "mg-name");
    const [dataCell, gradCell] = group.querySelectorAll("polygon");
    dataCell.classList.add("mg-data-cell");
    if (hasGrad) gradCell.classList.add("mg-grad-cell");
    else gradCell.classList.add("mg-empty-cell");
    const [data, , grad] = texts.slice(-3);
    this.data = new Cell(data, dataCell, "mg-data");
    this.grad = hasGrad ? new Cell(grad, gradCell, "mg-grad") : null;
    group.setAttribute("role", "img");
  }

  show(data, grad) {
    this.data.show(number(data));
    this.grad?.show(number(grad));
  }

  wait() {
    this.data.show("…");
    this.grad?.show("…");
  }

  describe() {
    const grad = this.grad ? `gradient ${this.grad.shown}` : "gradient not yet computed";
    this.description = `${this.name}: data ${this.data.shown}, ${grad}`;
    if (this.group.getAttribute("aria-label") !== this.description)
      this.group.setAttribute("aria-label", this.description);
  }
}

// A text in the middle of a box of fixed size.
class Cell {
  constructor(text, box, name) {
    this.text = text;
    this.shown = text.textContent;
    const xs = box.getAttribute("points").trim().split(/\s+/).map((point) => parseFloat(point));
    this.room = Math.max(...xs) - Math.min(...xs);
    text.setAttribute("x", (Math.max(...xs) + Math.min(...xs)) / 2);
    text.setAttribute("text-anchor", "middle");
    text.classList.replace("mg-what", name) || text.classList.add(name);
    this.crowded = false;
    this.fit();
  }

  show(shown) {
    if (shown === this.shown) return;
    this.shown = shown;
    this.text.firstChild.data = shown;
    this.fit();
  }

  // A number that is too long for its box is written smaller.
  fit() {
    const crowded = this.shown.length > this.room / 7.5;
    if (crowded !== this.crowded) this.text.classList.toggle("mg-crowded", (this.crowded = crowded));
  }
}

class Arrow {
  constructor(group) {
    this.group = group;
    this.line = group.querySelector("path");
    const [head, label] = group.querySelectorAll("polygon");
    this.head = head;
    const text = group.querySelector("text");
    this.slope = text && label ? new Cell(text, label, "mg-slope") : null;
    this.line.classList.add("mg-line");
    head.classList.add("mg-head");
    this.look = null;
  }

  // flow is the gradient that goes back along this edge, null if none has been computed.
  show(slope, flow) {
    if (slope !== null) this.slope?.show(`×${number(slope)}`);
    const wide = flow === null ? 1 : width(flow).toFixed(2);
    const look = `${wide} ${flow < 0}`;
    if (look === this.look) return;
    this.look = look;
    this.group.classList.toggle("mg-flow", flow !== null);
    this.line.setAttribute("stroke-width", wide);
    this.head.setAttribute("stroke-width", wide);
    if (flow < 0) this.line.setAttribute("stroke-dasharray", "5,2");
    else this.line.removeAttribute("stroke-dasharray");
  }

  wait(hasSlope) {
    if (hasSlope) this.slope?.show("…");
  }
}

// The place on the page where one view shows pictures and messages.
class Stage {
  constructor(el, numbers) {
    this.numbers = numbers;
    this.pictures = new Map();
    el.classList.add("mg-stage");
    this.frame = Object.assign(document.createElement("div"), { className: "mg-frame" });
    this.message = Object.assign(document.createElement("div"), { className: "mg-message" });
    this.message.setAttribute("role", "alert");
    this.spoken = Object.assign(document.createElement("div"), { className: "mg-spoken" });
    this.spoken.setAttribute("aria-live", "polite");
    el.append(this.frame, this.message, this.spoken);
    this.current = null;
  }

  update() {
    const here = this.numbers.here();
    // Before there is any picture the message's place says that the numbers are on their way.
    const waiting = !this.numbers.alive() ? GONE : this.current ? "" : "…";
    this.say(here === null ? waiting : here.error);
    if (here === null || here.error) this.current?.wait();
    else this.draw(here.shape, here.numbers);
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.describe(), 400);
  }

  // An error stands where the picture was, and takes no other room.
  say(error) {
    if (this.message.textContent === error) return;
    this.message.textContent = error;
    this.frame.classList.toggle("mg-hidden", error !== "");
    this.keepHeight();
  }

  draw(shape, numbers) {
    if (!this.pictures.has(shape)) this.pictures.set(shape, new Picture(this.numbers.model.get("shapes")[shape]));
    const picture = this.pictures.get(shape);
    picture.show(numbers);
    if (picture === this.current) return;
    this.frame.replaceChildren(picture.svg);
    this.current = picture;
    this.keepHeight();
  }

  // Another shape, or a message, takes the place of the last one. It never shrinks, so that the page does not jump.
  keepHeight() {
    const height = Math.max(parseFloat(this.frame.style.minHeight) || 0, this.frame.clientHeight);
    this.frame.style.minHeight = `${Math.max(height, this.message.offsetHeight)}px`;
  }

  // Tell a screen reader the result; not the first one, which is no news.
  describe() {
    const description = this.current?.describe() ?? "";
    if (this.described) this.spoken.textContent = description;
    this.described = true;
  }
}

// ipywidgets' sliders have no accessible name, and JupyterLab takes the arrow keys from what it does not know.
async function makeUsable(control, name) {
  for (const view of await Promise.all(Object.values(control.views ?? {}))) {
    for (const handle of view.el.querySelectorAll("[role=slider]")) {
      handle.setAttribute("aria-label", name);
      handle.setAttribute("data-lm-suppress-shortcuts", "true");
    }
    for (const readout of view.el.querySelectorAll("[contenteditable]")) {
      readout.setAttribute("role", "textbox");
      readout.setAttribute("aria-label", `${name}, typed`);
    }
  }
}

async function render({ model, el }) {
  const ids = model.get("controls");
  const controls = await Promise.all(ids.map((id) => model.widget_manager.get_model(id)));
  const numbers = new Numbers(model, controls);
  const stage = new Stage(el, numbers);
  const update = () => stage.update();
  const learn = (about, buffers) => {
    if (about === "forget") numbers.tables.clear();
    else numbers.tables.set(about.moving, new Table(about, buffers[0], model.get("shapes")));
    update();
  };
  for (const control of controls) control.on("change:value change:index comm_live_update", update);
  model.on("change:shown", update);
  model.on("msg:custom", learn);
  update();
  // The kernel computes tables only from here on: the first picture does not wait for them.
  requestAnimationFrame(() => model.send("drawn"));
  model.get("names").forEach((name, i) => makeUsable(controls[i], name));
  return () => {
    for (const control of controls) control.off("change:value change:index comm_live_update", update);
  };
}

export default { render };
