// A graph, and beside it the stack of a function that walks through it: each step as the kernel saw the function do it.

import { make, svg } from "./make.js";
import { runCell } from "./keys.js";
import { makeScrubberUsable } from "./scrubber.js";
import { around } from "./sight.js";

const MOST = 14; // boxes that are drawn of a stack
const FEW = 2; // places that are written on a node

class Graph {
  constructor(frame, drawn, names) {
    this.names = names;
    this.svg = document.importNode(new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement, true);
    this.svg.classList.add("mg-svg");
    this.svg.setAttribute("role", "img");
    for (const title of this.svg.querySelectorAll("title")) title.remove(); // tooltips that say "n0"
    this.take("graph0").querySelector(":scope > polygon")?.classList.add("mg-paper");
    this.nodes = names.map((_, i) => new Card(this.take(`n${i}`)));
    for (const edge of this.svg.querySelectorAll(".edge")) {
      edge.removeAttribute("id");
      edge.querySelector("path").classList.add("mg-line");
      edge.querySelector("polygon").classList.add("mg-head");
    }
    const canvas = make("div", "mg-canvas");
    canvas.style.setProperty("--width", `${parseFloat(this.svg.getAttribute("width")) / 0.75}px`);
    canvas.append(this.svg);
    frame.append(canvas);
  }

  take(id) {
    const element = this.svg.getElementById(id);
    element.removeAttribute("id");
    return element;
  }

  show({ nodes, waiting, places }) {
    this.nodes.forEach((card, i) => card.show(nodes.includes(i), waiting.includes(i), places[i] ?? []));
    const named = (some) => some.map((i) => this.names[i]).join(", ");
    const done = Object.keys(places).sort((one, other) => places[one][0] - places[other][0]);
    const said = [
      `Graph of ${this.names.length} nodes`,
      nodes.length && `ringed: ${named(nodes)}`,
      waiting.length && `on the stack: ${named(waiting)}`,
      done.length && `numbered: ${done.map((i) => `${this.names[i]} ${places[i].join(" and ")}`).join(", ")}`,
    ];
    this.svg.setAttribute("aria-label", said.filter(Boolean).join("; "));
  }
}

class Card {
  constructor(group) {
    this.group = group;
    const [card, outline] = group.querySelectorAll("path");
    card.classList.add("mg-card");
    outline.classList.add("mg-outline");
    for (const text of group.querySelectorAll("text"))
      text.classList.add(text.getAttribute("font-weight") === "bold" ? "mg-name" : "mg-what");
    const { right, top } = around(group, [0, 0]);
    this.left = right - 11.5;
    this.badge = svg("g", { class: "mg-badge" });
    this.disc = svg("rect", { x: this.left, y: top - 9, height: 17, rx: 8.5 });
    this.place = svg("text", { y: top + 3.5, "text-anchor": "middle", "font-size": 11 });
    this.badge.append(this.disc, this.place);
    group.parentElement.append(this.badge); // over the edges
  }

  // places are the node's in the list beside the stack: none, one, or more where a walk forgets what it has seen.
  show(ringed, waits, places) {
    this.group.classList.toggle("mg-acting", ringed);
    this.group.classList.toggle("mg-waits", waits);
    this.badge.classList.toggle("mg-placed", places.length > 0);
    this.place.textContent = [...places.slice(0, FEW), ...(places.length > FEW ? ["…"] : [])].join(", ");
    const width = Math.max(17, 6 * this.place.textContent.length + 10);
    this.disc.setAttribute("width", width);
    this.place.setAttribute("x", this.left + width / 2);
  }
}

// Boxes one on the other, what came first at the bottom.
class Boxes {
  constructor(title, queue, most) {
    this.queue = queue;
    this.el = make("div", "mg-stack");
    this.taken = make("div", "mg-taken", { "aria-hidden": "true" }); // the line below says it
    this.list = make("ol", "mg-boxes", { reversed: "", style: `--most: ${Math.min(most, MOST + 1)}` });
    this.foot = make("div", "mg-foot");
    this.title = title;
    this.name = title || "calls that wait";
    this.foot.append(...coded(title ? `\`${title}\`` : this.name));
    this.el.append(this.taken, this.list, this.foot);
  }

  show({ stack, taken, fresh }) {
    const boxes = stack.map((text, i) => {
      const box = make("li", i >= stack.length - fresh ? "mg-box mg-fresh" : "mg-box");
      if (text === "None") box.classList.add("mg-none");
      box.textContent = text;
      return box;
    });
    const next = this.queue ? boxes[0] : boxes.at(-1);
    if (next) next.dataset.mark = this.queue ? "first" : this.title ? "top" : "runs";
    const hidden = boxes.length - MOST;
    if (hidden > 0) {
      boxes.splice(0, hidden);
      boxes.unshift(Object.assign(make("li", "mg-more"), { textContent: `${hidden} more` }));
    }
    this.list.replaceChildren(...boxes.reverse());
    this.list.setAttribute("aria-label", `${this.name}, ${this.queue ? "last" : "top"} first`);
    const gone = taken.map((text) => Object.assign(make("span", "mg-box mg-gone-box"), { textContent: text }));
    const word = Object.assign(make("span", "mg-hint"), { textContent: this.title ? "popped" : "ended" });
    this.taken.replaceChildren(...gone, ...(gone.length ? [word] : []));
  }
}

// The lists and sets beside the stack.
class Rows {
  constructor(rows) {
    this.el = make("div", "mg-rows");
    this.rows = rows.map(([name]) => {
      const row = make("div", "mg-row");
      const label = make("code", "");
      label.textContent = `${name} = `;
      this.items = make("span", "");
      row.append(label, this.items);
      this.el.append(row);
      return this.items;
    });
  }

  show({ rows }) {
    rows.forEach(([, open, close, items, fresh], k) => {
      const spans = items.map((text, i) => {
        const item = make("span", i >= items.length - fresh ? "mg-fresh-item" : "");
        item.textContent = text;
        return item;
      });
      const parts = spans.flatMap((span, i) => (i ? [", ", span] : [span]));
      const empty = !items.length && open === "{" ? ["set()"] : [open, ...parts, close];
      this.rows[k].replaceChildren(...empty);
    });
  }
}

// A text whose `code` is set as code.
function coded(text) {
  return text.split("`").map((part, i) => {
    if (i % 2 === 0) return part;
    return Object.assign(make("code", ""), { textContent: part });
  });
}

function render({ model, el }) {
  el.classList.add("mg-stacked");
  el.addEventListener("keydown", runCell, true);
  const error = model.get("error");
  if (error) {
    const message = make("div", "mg-message", { role: "note" });
    message.append(...coded(error));
    el.append(message);
    return;
  }
  const { start, made } = model.get("trace");
  const turns = [start, ...made];
  const line = make("div", "mg-caption mg-steps", { role: "status" });
  const beside = make("div", "mg-beside");
  const frame = make("div", "mg-frame");
  const graph = new Graph(frame, model.get("svg"), model.get("names"));
  const boxes = new Boxes(model.get("title"), model.get("queue"), Math.max(...turns.map(({ stack }) => stack.length)));
  const rows = new Rows(start.rows);
  beside.append(frame, boxes.el);
  el.append(line, beside, rows.el);
  const update = () => {
    const turn = turns[Math.min(Math.max(model.get("step"), 0), turns.length - 1)];
    line.replaceChildren(...coded(turn.said));
    for (const part of [graph, boxes, rows]) part.show(turn);
  };
  model.on("change:step", update);
  update();
  makeScrubberUsable(model);
  return () => model.off("change:step", update);
}

export default { render };
