// The browser's half of a live plot: it shows what the kernel drew, the moment a control moves.

import { make, svg } from "./make.js";
import { Play } from "./play.js";
import { makeUsable } from "./usable.js";
import { runCell } from "./keys.js";
import { GONE, Positions, rowAt, same } from "./positions.js";

const REST = 400; // milliseconds without a change, after which a slider counts as at rest

class LivePlot {
  constructor(el, model, controls) {
    this.el = el;
    this.model = model;
    this.positions = new Positions(controls);
    this.tables = new Map();
    this.panels = [];
    el.classList.add("mg-plot");
    const played = controls[model.get("names").indexOf(model.get("play"))];
    this.play = played && new Play(played, model.get("pace"), (number) => this.move(model.get("play"), number));
    if (this.play) el.append(this.play.el);
    this.row = make("div", "mg-panels");
    this.message = make("div", "mg-message", { role: "alert" });
    this.gone = make("div", "mg-gone mg-hint", { role: "status" });
    this.spoken = make("div", "mg-spoken", { "aria-live": "polite" });
    el.append(this.row, this.message, this.gone, this.spoken);
  }

  learn(table) {
    if (table === "forget") this.tables.clear();
    else this.tables.set(table.moving, table);
    this.update();
  }

  // The panels and error of the present position; null while the kernel is still drawing them.
  here() {
    const at = this.positions.position();
    for (const table of this.tables.values()) {
      const row = table.rows[rowAt(table, at)];
      const error = table.errors[rowAt(table, at)];
      if (row && (row.length || error)) return { panels: row.map((panel) => panel.map((k) => table.texts[k])), error };
    }
    const shown = this.model.get("shown");
    return same(shown.at, at) ? shown : null;
  }

  update() {
    if (this.going) return;
    const alive = this.positions.alive();
    const here = this.here();
    if (here) {
      this.say(here.error);
      if (!here.error) this.draw(here.panels);
    } else if (!alive && !this.panels.length) this.say(GONE);
    this.gone.textContent = !alive && this.panels.length ? GONE : "";
    this.row.classList.toggle("mg-late", !here); // what is still there belongs to another position
    if (here && this.waiting) this.go();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.describe(), REST);
  }

  // An error replaces the picture, and the place keeps its size.
  say(error) {
    if (this.message.textContent === (error ?? "")) return;
    this.message.textContent = error ?? "";
    this.row.classList.toggle("mg-hidden", Boolean(error));
  }

  draw(panels) {
    while (this.panels.length > panels.length) this.panels.pop().el.remove();
    while (this.panels.length < panels.length) {
      const panel = new Panel(this);
      this.panels.push(panel);
      this.row.append(panel.el);
    }
    panels.forEach((panel, i) => this.panels[i].show(...panel));
  }

  // Tell a screen reader what the picture shows now, except the first, which is no news.
  describe() {
    const said = this.message.textContent || this.panels.map(({ said }) => said).join(" ");
    if (this.described !== undefined && this.described !== said) this.spoken.textContent = said;
    this.described = said;
  }

  // Move controls to the numbers of these [name, number], once the picture is where the last ones led: so each move is
  // drawn, and a pointer faster than the kernel skips places instead of leaving the picture behind.
  follow(numbers) {
    this.wanted = numbers;
    if (!this.waiting || !this.positions.alive()) this.go();
  }

  go() {
    const numbers = this.wanted ?? [];
    this.wanted = null;
    this.waiting = false;
    this.going = true; // nothing is drawn between the first and the second
    for (const [name, number] of numbers) this.move(name, number);
    this.going = false;
    this.waiting = numbers.length > 0 && !this.here();
    if (numbers.length) this.update();
  }

  control(name) {
    return this.positions.controls[this.model.get("names").indexOf(name)];
  }

  // A number as a control takes it: rounded to its steps.
  rounded(name, wanted) {
    const [low, high, step] = ["min", "max", "step"].map((what) => this.control(name).get(what));
    return Math.min(Math.max(low + Math.round((wanted - low) / step) * step, low), high);
  }

  move(name, wanted) {
    const control = this.control(name);
    if (!control) return;
    const value = this.rounded(name, wanted);
    if (value === control.get("value")) return;
    control.set("value", Number(value.toPrecision(12)));
    control.save_changes();
  }
}

class Panel {
  constructor(plot) {
    this.plot = plot;
    this.el = make("div", "mg-plot-panel");
    this.title = this.el.appendChild(make("div", "mg-plot-title"));
    this.svg = svg("svg", { role: "img" });
    this.frame = this.svg.appendChild(svg("g", { class: "mg-plot-frame" }));
    // Cuts off what lies outside of it.
    this.area = this.svg.appendChild(svg("svg", { class: "mg-plot-area", role: "presentation" }));
    this.el.append(this.svg);
    this.parts = [];
    this.held = null; // where in the area a pointer holds the cross
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.about.drag.some(Boolean)) return;
      this.svg.setPointerCapture(event.pointerId);
      this.drag(event);
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (this.svg.hasPointerCapture(event.pointerId)) this.drag(event);
    });
    // In the end the controls are where the pointer is, whatever the kernel is busy with.
    for (const end of ["pointerup", "pointercancel"]) this.svg.addEventListener(end, () => this.plot.go());
    this.svg.addEventListener("lostpointercapture", () => (this.held = null));
  }

  // A panel's texts: what it is about, its title, what is said of it, and an element for each mark.
  show(about, title, said, ...parts) {
    if (about !== this.text) this.meet(about);
    if (title !== this.title.textContent) this.title.textContent = title;
    if (said !== this.said) this.svg.setAttribute("aria-label", said);
    this.said = said;
    parts.forEach((part, k) => {
      if (part === this.parts[k]) return;
      const old = this.area.childNodes[k];
      const element = parsed(part);
      if (old) this.area.replaceChild(element, old);
      else this.area.append(element);
    });
    while (this.area.childNodes.length > parts.length) this.area.lastChild.remove();
    this.parts = parts;
    this.lead();
  }

  // The cross is where the pointer holds it, before the kernel has drawn the rest.
  lead() {
    const cross = this.area.querySelector(".mg-cross");
    if (!cross) return;
    cross.removeAttribute("transform");
    if (!this.held) return;
    const { x, y, width, height } = cross.getBBox();
    const [right, down] = this.held;
    cross.setAttribute("transform", `translate(${right - x - width / 2} ${down - y - height / 2})`);
  }

  meet(text) {
    this.text = text;
    this.about = JSON.parse(text);
    const [wide, high] = this.about.size;
    const [x, y, width, height] = this.about.box;
    this.el.style.setProperty("--wide", `${wide}px`);
    const top = y - 3; // the title is above the SVG, in the room that the drawing leaves for it
    this.svg.setAttribute("viewBox", `0 ${top} ${wide} ${high - top}`);
    for (const [name, value] of Object.entries({ x, y, width, height })) this.area.setAttribute(name, value);
    this.frame.innerHTML = this.about.frame;
    this.svg.classList.toggle("mg-draggable", this.about.drag.some(Boolean));
  }

  drag(event) {
    const sides = this.frame.querySelector(".mg-sides").getBoundingClientRect();
    const parts = [(event.clientX - sides.left) / sides.width, (sides.bottom - event.clientY) / sides.height];
    const numbers = [this.about.x, this.about.y].map(({ ends: [low, high], log }, i) => {
      const at = low + parts[i] * (high - low);
      return [this.about.drag[i], log ? 10 ** at : at];
    });
    if (this.plot.positions.alive() && numbers.every(([name]) => this.plot.control(name))) {
      const [, , width, height] = this.about.box;
      const [right, up] = numbers.map(([name, number], i) => this.part(i, this.plot.rounded(name, number)));
      this.held = [right * width, (1 - up) * height];
      this.lead();
    }
    this.plot.follow(numbers.filter(([name]) => name));
  }

  // How far along an axis, from 0 to 1, a number is.
  part(i, number) {
    const { ends: [low, high], log } = [this.about.x, this.about.y][i];
    return ((log ? Math.log10(number) : number) - low) / (high - low);
  }
}

function parsed(part) {
  const holder = svg("g");
  holder.innerHTML = part;
  return holder.firstChild;
}

async function render({ model, el }) {
  const find = (id) => model.widget_manager.get_model(id);
  const controls = await Promise.all(model.get("controls").map(find));
  const plot = new LivePlot(el, model, controls);
  const update = () => plot.update();
  const learn = (message) => plot.learn(message);
  el.addEventListener("keydown", runCell, true);
  for (const control of controls) control.on("change:value change:index comm_live_update", update);
  model.on("change:shown", update);
  model.on("msg:custom", learn);
  update();
  const named = await Promise.all(Object.entries(model.get("named")).map(async ([id, names]) => [await find(id), names]));
  const name = () => named.forEach(([control, names]) => makeUsable(control, names));
  name();
  // The kernel draws ahead only from here on: the first picture does not wait for it.
  requestAnimationFrame(() => {
    model.send({ ask: "drawn" });
    name(); // shown again, a plot is on the page before its controls
  });
  return () => {
    for (const control of controls) control.off("change:value change:index comm_live_update", update);
    model.off("change:shown", update);
    model.off("msg:custom", learn);
    clearTimeout(plot.rest);
    plot.play?.stop();
    el.replaceChildren();
  };
}

export default { render };
