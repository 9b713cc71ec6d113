// The journey of a nudge: it travels forward through the picture, edge by edge, and the gradient comes back. The kernel
// ran the function with the leaf moved, and wrote what happens at each stage; here it is shown, played or step by step.

import { HIGH, fly, layerOf, lengthened, still, tag, underTag, wideOf } from "./flight.js";
import { areaOf, boxAround, elementOf, placeOf, reveal } from "./places.js";
import { Pieces } from "./line.js";
import { make, svg } from "./make.js";
import { same } from "./positions.js";

const FLIGHT = 1300; // milliseconds along an edge
const PAUSE = 1300; // milliseconds to look at what has arrived
const ABOVE = 11; // of a factor over its line
const BESIDE = 7; // of a number over the side of its node
const MOST = 3; // nodes to speak of at one stage
const INVITATION = "Send it: see how far it moves each number on its way.";

export class Travel {
  // wanted() returns the leaf and the size of the nudge, or null if there is none.
  constructor(stage, wanted) {
    this.stage = stage;
    this.wanted = wanted;
    this.place = -1; // the number of the stage; -1 before the nudge sets out
    this.playing = false;
    this.moving = []; // the animations of the present stage
    this.marks = []; // [element, class] of what is marked
    this.el = make("div", "mg-travel"); // the words; the buttons stand beside the controls of the nudge
    const button = (text, name, act) => {
      const one = make("button", "mg-button", { type: "button", "data-lm-suppress-shortcuts": "true" });
      one.textContent = text;
      if (name) one.setAttribute("aria-label", name);
      one.addEventListener("click", act);
      return one;
    };
    this.go = button("", "", () => this.press());
    this.back = button("‹", "previous stage", () => this.step(-1));
    this.on = button("›", "next stage", () => this.step(1));
    this.away = button("✕", "end the journey", () => this.end());
    this.count = make("span", "mg-hint mg-count");
    this.buttons = make("div", "mg-journey", { role: "group", "aria-label": "Journey of the nudge" });
    this.buttons.append(this.go, this.back, this.on, this.away, this.count);
    this.line = make("p", "mg-told", { "aria-live": "polite" });
    this.said = new Pieces(this.line);
    this.el.append(this.line);
    this.buttons.addEventListener("keydown", (event) => this.key(event));
    this.refresh();
  }

  // What the kernel says of the present position, leaf and size; null while it is still to come.
  get journey() {
    const { scene, model } = this.stage;
    const [sent, wanted] = [model.get("journey"), this.wanted()];
    if (!scene || scene.replayed || !wanted || !same(sent.at, scene.at)) return null;
    return sent.node === wanted.node && sent.h === wanted.h ? sent : null;
  }

  // The stages that can be seen in this picture: what happens inside a folded box can't.
  get stages() {
    return this.journey?.stages.filter((one) => one.said.length || this.seen(one)) ?? [];
  }

  seen({ nodes, edges }) {
    const { picture } = this.stage;
    return nodes.some(({ node }) => placeOf(picture, node)) || edges.some(({ edge }) => picture.edges[edge]);
  }

  // Whether there is nothing to send; while the kernel has yet to say so, there may be.
  get refused() {
    return !this.wanted() && Boolean(this.stage.model.get("nudged").error);
  }

  // A person presses the large button: it sends the nudge, pauses, goes on, or begins again.
  press() {
    if (this.playing) return this.pause();
    if (this.refused) return;
    this.playing = true;
    if (this.place >= 0 && this.place < this.stages.length - 1) return this.resume();
    this.begin();
  }

  begin() {
    const { stage } = this;
    if (stage.model.get("panels").includes("step")) stage.toolbar.toggle("step"); // it replays another journey
    this.place = 0;
    this.ask();
    this.show(true);
  }

  pause() {
    this.playing = false;
    clearTimeout(this.next);
    for (const one of this.moving) one.pause();
    this.refresh();
  }

  resume() {
    const under = this.moving.filter(({ playState }) => playState === "paused");
    for (const one of under) one.play();
    if (!under.length) this.later();
    this.refresh();
  }

  // One stage on or back, by hand; the first one sends the nudge.
  step(by) {
    if (this.place < 0) return by > 0 && !this.refused ? this.begin() : undefined;
    const before = this.place;
    this.playing = false;
    this.place = Math.max(Math.min(before + by, this.stages.length - 1), 0);
    if (this.place !== before) this.show(by === 1);
    else this.pause();
  }

  key(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.step(by);
  }

  end() {
    if (this.place < 0) return;
    this.place = -1;
    this.playing = false;
    this.stage.ask({ ask: "travel", on: false });
    this.show();
  }

  // Another leaf begins at its beginning; with another size of the nudge the present stage has other numbers.
  changed(leaf) {
    if (this.place < 0) return this.refresh();
    if (this.refused) return this.end();
    if (leaf) this.place = 0;
    this.playing &&= !this.known; // it has been sent, and has yet to set out
    this.ask();
    this.show(this.playing);
  }

  // Ask for the wanted journey, unless the kernel has yet to answer: what was wanted last counts then.
  ask() {
    const wanted = this.wanted();
    if (!wanted || this.asked || this.journey) return;
    this.asked = true;
    this.stage.ask({ ask: "travel", on: true, ...wanted });
  }

  answered() {
    this.asked = false;
    if (this.place >= 0) this.ask();
    this.follow();
  }

  // The sliders have come to rest. The kernel follows them by itself; ask it where it does not, as with a slow function.
  rest() {
    this.asked = false;
    if (this.place >= 0 && this.stage.scene) this.ask();
  }

  // Other numbers, or another picture, are on the stage: an old number never stands at a new position.
  follow() {
    if (this.place < 0) return;
    if (this.stage.model.get("panels").includes("step")) return this.end();
    const { journey } = this;
    if (journey === this.known && this.stage.picture === this.picture) return;
    if (!journey && this.known) this.playing = false;
    this.show(this.playing);
  }

  // Show the present stage; moves says that it has just been reached, so that what it sends is seen to travel.
  show(moves = false) {
    this.clear();
    const { picture, scene } = this.stage;
    const stages = this.place < 0 ? [] : this.stages;
    [this.known, this.picture] = [this.place < 0 ? null : this.journey, picture];
    if (stages.length) this.place = Math.min(this.place, stages.length - 1);
    if (this.known?.error) this.playing = false;
    this.refresh();
    if (!stages.length) return picture?.describe();
    this.stage.catchUpWholly();
    picture.svg.classList.add("mg-travelling");
    this.layer = layerOf(picture, "mg-journey-layer");
    const [past, now] = [stages.slice(0, this.place), stages[this.place]];
    const drawn = new Drawn(this.layer, picture, scene);
    for (const one of past) drawn.add(one);
    this.mark(drawn.marks([...past, now]));
    const arrived = () => {
      drawn.add(now);
      if (this.playing) this.later();
      else picture.describe();
    };
    const flights = moves && !still() ? drawn.flights(now) : [];
    if (!flights.length) return arrived();
    this.moving = flights.flat();
    flights[0][0].onfinish = () => {
      this.moving = [];
      drawn.land();
      arrived();
    };
  }

  // Take away what the last stage has drawn.
  clear() {
    clearTimeout(this.next);
    for (const one of this.moving) one.onfinish = null;
    this.moving = [];
    this.layer?.remove();
    this.mark([]);
    this.picture?.svg.classList.remove("mg-travelling");
    for (const node of Object.values(this.picture?.nodes ?? {})) node.travelled = "";
  }

  later() {
    this.next = setTimeout(() => this.proceed(), PAUSE);
  }

  proceed() {
    this.place += 1;
    if (this.place >= this.stages.length - 1) this.playing = false;
    this.show(true);
  }

  mark(marks) {
    for (const [element, name] of this.marks) element.classList.remove(name);
    for (const [element, name] of marks) element.classList.add(name);
    const here = marks.find(([, name]) => name.startsWith("mg-reached"));
    if (here) reveal(this.stage, here[0]);
    this.marks = marks;
  }

  // The words, and the buttons that are of use. While it plays nothing is read out: there would be no end to it.
  refresh() {
    const { place, playing } = this;
    const stages = place < 0 ? [] : this.stages;
    const last = place === stages.length - 1;
    const texts = playing ? PAUSING : place < 0 ? SENDING : last ? REPEATING : RESUMING;
    [this.go.textContent] = texts;
    this.go.setAttribute("aria-label", texts[1]);
    // Not `disabled`, which would take the keyboard from the button just pressed.
    const onward = place < 0 ? this.refused : last;
    const off = [[this.go, this.refused], [this.back, place <= 0], [this.on, onward], [this.away, place < 0]];
    for (const [button, useless] of off) button.setAttribute("aria-disabled", useless);
    this.count.textContent = stages.length ? `${place + 1} of ${stages.length}` : "";
    this.line.setAttribute("aria-live", playing ? "off" : "polite");
    this.said.show(this.told(stages[place]));
  }

  told(now) {
    if (this.place < 0) return [["hint", INVITATION]];
    const { journey, stage } = this;
    if (!journey) return [["", "…"]];
    if (journey.error) return [["", journey.error]];
    if (!now || now.said.length) return now?.said ?? [];
    const shown = now.nodes.filter(({ node }) => placeOf(stage.picture, node));
    if (!shown.length) return [["", `It goes on inside ${this.boxes(now)}.`]];
    const more = shown.length > MOST ? [["hint", ` And ${shown.length - MOST} more.`]] : [];
    return [...shown.slice(0, MOST).flatMap(({ said }, k) => (k ? [["", " "], ...said] : said)), ...more];
  }

  // The folded boxes in which a stage happens, in words.
  boxes({ nodes }) {
    const { picture, scene } = this.stage;
    const names = [...new Set(nodes.map(({ node }) => boxAround(picture, scene, node)?.name ?? "a box"))];
    if (names.length > MOST) return `${names.length} boxes`;
    return new Intl.ListFormat("en-GB").format(names);
  }
}

// What the large button does: the text on it, and its name.
const [SENDING, PAUSING] = [["▶ Send it", "send the nudge through the graph"], ["❚❚ Pause", "pause"]];
const [RESUMING, REPEATING] = [["▶ Go on", "go on"], ["↻ Again", "send the nudge again"]];

const KINDS = { start: "mg-data", forward: "mg-data", turn: "mg-grad", back: "mg-grad", end: "" };

// What stands in the picture after some stages of a journey.
class Drawn {
  constructor(layer, picture, scene) {
    Object.assign(this, { layer, picture, scene });
    [this.under, this.over] = [svg("g"), svg("g")]; // the factors, and what moves
    this.layer.append(this.under, this.over);
    this.factors = new Map(); // by edge
  }

  // A stage that is over: its numbers stand beside its nodes, its factors on its edges.
  add({ way, nodes, edges }) {
    const kind = KINDS[way];
    for (const one of edges) this.factor(one);
    for (const { node, tag: text } of nodes) {
      const at = this.spot(node, kind, text);
      if (at) this.under.append(tag(text, at, kind));
      const box = this.picture.nodes[node];
      if (box && kind === "mg-data") box.travelled = `${box.travelled}, moved by ${text}`;
    }
  }

  // The number that an edge multiplies by, in its middle, if the edge is drawn for itself.
  factor({ edge, factor }) {
    const arrow = this.picture.edges[edge]?.arrow;
    if (!arrow || arrow.inner.length > 1 || !factor) return;
    this.factors.get(edge)?.remove();
    const { line } = arrow;
    const { x, y } = line.getPointAtLength(line.getTotalLength() / 2);
    const one = tag(factor, arrow.slope ? middleOf(arrow.slope.box) : [x, y - ABOVE], "mg-factor");
    this.under.prepend(one);
    this.factors.set(edge, one);
  }

  // Where a node's number stands: how far it moved where the nudge comes in, its gradient where that comes back.
  spot(node, kind, text) {
    const place = placeOf(this.picture, node);
    if (!place) return null;
    const inside = wideOf(text) / 2 - BESIDE;
    return kind === "mg-grad" ? [place.right - inside, place.bottom + 1] : [place.left + inside, place.top - 1];
  }

  // Let what a stage sends travel, each along its edge.
  flights({ way, edges }) {
    const [kind, forward] = [KINDS[way], way === "forward"];
    const arrows = new Map();
    for (const one of edges) {
      const arrow = this.picture.edges[one.edge]?.arrow;
      if (arrow) arrows.set(arrow, [...(arrows.get(arrow) ?? []), one]);
      this.factor(one);
    }
    const landed = new Map(); // how many land at a node
    return [...arrows].map(([arrow, them]) => {
      const texts = them.length === 1 ? [them[0].from, them[0].to] : ["", ""];
      const stand = forward ? texts : texts.toReversed(); // at the input and at the result
      const ends = this.scene.edges[them[0].edge].slice(0, 2);
      const spots = ends.map((i, k) => this.spot(i, kind, stand[k]));
      const [target, before] = [forward ? 1 : 0, landed.get(ends[forward ? 1 : 0]) ?? 0];
      landed.set(ends[target], before + 1);
      if (spots[target]) spots[target][1] += (forward ? 1 : -1) * HIGH * before; // one beside the other, until they add up
      const path = lengthened(arrow.line, ...spots.map((spot) => spot && underTag(spot, forward)));
      return fly(this.over, path, { forward, kind, texts, time: FLIGHT });
    });
  }

  land() {
    this.over.replaceChildren();
  }

  // What to mark after these stages, as [element, class] pairs: the edges on the way, and the nodes just reached.
  marks(stages) {
    const found = new Map();
    for (const { way, edges } of stages)
      for (const { edge } of edges) {
        const group = this.picture.edges[edge]?.arrow.group;
        if (group) found.set(group, way === "forward" ? "mg-sent" : "mg-returned");
      }
    const { way, nodes } = stages.at(-1);
    const reached = KINDS[way] === "mg-grad" ? "mg-reached-grad" : "mg-reached-data";
    const elements = nodes.map(({ node }) => elementOf(this.picture, this.scene, node)).filter((element) => element);
    return [...elements.map((element) => [element, reached]), ...found];
  }
}

function middleOf(box) {
  const { left, right, top, bottom } = areaOf(box);
  return [(left + right) / 2, (top + bottom) / 2];
}
