// The part of the page where one view shows the picture, its messages, and the features that a person can use.
//
// Each feature has a file of its own and any of these methods:
//   alter(scene)     change what will be shown: other numbers, or texts in place of numbers in scene.mask
//   drawn(picture)   another layout is on the stage
//   show(scene)      other numbers are on the stage; null while the kernel still computes them
//   rest()           the sliders have come to rest
//   pressed(item)    a node or box was pressed; return true to keep it from the other features
//   escape()         Escape was pressed
// and, if it has something to say, an element `el` under the picture, or over it if it is `above`. A feature with a
// `label` is a panel, which a button in the toolbar opens and closes. `actions`, pairs of a label and a function, give
// it a button each, shown as long as its method serves(scene) says that they are useful; a `tool` is a button that it
// looks after itself.

import { Picture } from "./picture.js";
import { Focus } from "./focus.js";
import { Judge } from "./judge.js";
import { Toolbar } from "./toolbar.js";
import { Sight } from "./sight.js";
import { make } from "./make.js";
import { GONE } from "./positions.js";

const MOST = 24; // pictures to keep
const HOLD = 4000; // milliseconds within which the kernel answers, as a rule
const GESTURES = ["wheel", "pointerdown", "keydown"];
const REST = 400; // milliseconds without a change, after which a slider counts as at rest

export class Stage {
  constructor(el, model, numbers, features) {
    this.el = el;
    this.model = model;
    this.numbers = numbers;
    this.scene = null;
    this.picture = null;
    this.pictures = new Map(); // by their SVG text
    this.asked = null; // the view that the kernel was last asked for
    el.classList.add("mg-stage");
    this.title = make("div", "mg-title");
    this.frame = make("div", "mg-frame");
    this.canvas = make("div", "mg-canvas");
    this.overlay = make("div", "mg-overlay"); // lies over the picture, in its coordinates
    this.message = make("div", "mg-message", { role: "alert" });
    this.spoken = make("div", "mg-spoken", { "aria-live": "polite" });
    this.gone = make("div", "mg-gone mg-hint", { role: "status" });
    this.above = make("div", "mg-above");
    this.below = make("div", "mg-below");
    this.frame.append(this.canvas);
    this.judge = new Judge(this);
    this.features = features.map((Feature) => new Feature(this));
    this.focus = new Focus(this);
    this.toolbar = new Toolbar(this, this.features);
    this.below.append(this.gone, ...this.said(), this.toolbar.el, ...this.toolbar.panels.map(({ el }) => el));
    this.above.append(...this.features.filter(({ above }) => above).map(({ el }) => el));
    el.append(this.title, this.above, this.frame, this.message, this.spoken, this.below);
    this.retitle();
    this.sight = new Sight(this.frame, () => this.catchUp());
    this.late = false; // whether the part of the picture that is out of sight shows older numbers
  }

  said() {
    return this.features.filter(({ el, label, above }) => el && !label && !above).map(({ el }) => el);
  }

  // Ask the kernel; what it computes arrives in the model's traits.
  ask(message) {
    this.model.send({ at: this.numbers.position(), shape: this.scene?.shape ?? -1, ...message });
  }

  retitle() {
    this.title.textContent = this.model.get("title");
  }

  // Show the present numbers; moving says that a slider has just moved.
  update(moving = false) {
    if (moving) [this.last, this.now] = [this.now ?? -Infinity, performance.now()];
    const here = this.numbers.here();
    const failed = here && (here.error || this.model.get("views")[here.shape]?.error);
    this.scene = here === null || failed ? null : this.sceneOf(here);
    // Before there is any picture the message's place says that one is on its way.
    const waiting = !this.numbers.alive() ? GONE : this.picture ? "" : "…";
    this.say(failed || (this.scene ? "" : waiting));
    // A saved picture, or numbers that came before the kernel ended: they still hold, but no others will come.
    this.gone.textContent = this.scene && !this.numbers.alive() ? GONE : "";
    if (this.scene) this.draw(this.scene);
    else this.refresh();
    for (const feature of this.features) feature.show?.(this.scene);
    this.dim();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.describe(), REST);
  }

  // Return what to show for a row of numbers; null if its layout is not here yet.
  sceneOf({ shape, numbers }) {
    const view = this.model.get("views")[shape];
    if (!view) {
      const wanted = `${shape} ${this.model.get("views").length}`;
      if (this.asked !== wanted) this.ask({ ask: "view", shape });
      this.asked = wanted;
      return null;
    }
    this.asked = null;
    const about = this.model.get("shapes")[shape];
    const half = about.compared ? numbers.length / 2 : numbers.length;
    const scene = { ...about, shape, view, at: this.numbers.position(), mask: new Map() };
    scene.numbers = numbers.subarray(0, half);
    scene.others = about.compared ? numbers.subarray(half) : null;
    for (const feature of this.features) feature.alter?.(scene);
    return scene;
  }

  // An error replaces the picture, and takes no other room.
  say(error) {
    if (this.message.textContent === error) return;
    this.message.textContent = error;
    this.frame.classList.toggle("mg-hidden", error !== "");
    this.keepHeight(Math.max(this.frame.clientHeight, this.message.offsetHeight));
  }

  draw(scene) {
    // By its text: for each new shape, the model makes new views of all shapes.
    const { svg } = scene.view;
    const picture = this.pictures.get(svg) ?? new Picture(scene.view, scene);
    if (picture !== this.picture) this.remember(svg, picture);
    const folded = this.picture && this.shape === scene.shape; // the person folded it, and sees the page move
    this.shape = scene.shape;
    if (picture !== this.picture) {
      this.keepHeight(folded ? 0 : this.frame.clientHeight);
      this.focus.leave();
      this.picture = picture;
      this.el.style.setProperty("--width", `${picture.pixels[0]}px`);
      this.el.style.setProperty("--units", picture.size[0]);
      this.canvas.replaceChildren(picture.svg, this.overlay);
      for (const feature of this.features) feature.drawn?.(picture, scene);
      this.toolbar.drawn(scene);
      this.focus.drawn(picture);
    }
    this.refresh();
  }

  // Show the present numbers where a person sees them; the rest catches up when it comes into sight, or at rest.
  refresh() {
    if (!this.picture) return;
    const area = this.fresh === this.picture ? this.sight.of(this.picture) : null;
    this.fresh = this.picture;
    this.late = area !== null;
    this.picture.show(this.scene, area, this.now - this.last < REST); // a single move is not worth the change
  }

  catchUp() {
    if (this.late) this.picture.show(this.scene, this.sight.of(this.picture));
  }

  // Must be called before anything is measured in the picture.
  catchUpWholly() {
    if (this.late) this.picture.show(this.scene);
    this.late = false;
    this.sight.forget();
    if (this.picture) this.sight.of(this.picture); // measured now, while nobody waits for it
  }

  // Draw it larger or smaller: its middle stays in the middle, and its upper edge where that is on the page.
  resize(change) {
    const { frame } = this;
    const middle = (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth;
    const top = frame.getBoundingClientRect().top;
    change();
    this.catchUpWholly();
    frame.scrollLeft = middle * frame.scrollWidth - frame.clientWidth / 2;
    const moved = frame.getBoundingClientRect().top - top;
    if (moved) scrollerOf(frame)?.scrollBy(0, moved);
  }

  // Something opens or closes above the picture, now or when the kernel has made it: the picture stays where it is.
  hold() {
    const explorer = this.el.closest(".mg-explorer");
    if (!explorer) return;
    const top = this.frame.getBoundingClientRect().top;
    const stay = () => {
      const moved = this.frame.getBoundingClientRect().top - top;
      if (moved) scrollerOf(this.frame)?.scrollBy(0, moved);
    };
    this.release();
    this.held = new ResizeObserver(stay);
    this.held.observe(explorer);
    this.holding = setTimeout(() => this.release(), HOLD);
    for (const gesture of GESTURES) addEventListener(gesture, this.release, { capture: true, passive: true });
  }

  // The person moves the page, or does something else.
  release = () => {
    clearTimeout(this.holding);
    this.held?.disconnect();
    for (const gesture of GESTURES) removeEventListener(gesture, this.release, { capture: true });
  };

  // Keep the pictures that were on the stage most recently: each way of folding makes another.
  remember(svg, picture) {
    this.pictures.delete(svg);
    this.pictures.set(svg, picture);
    if (this.pictures.size > MOST) this.pictures.delete(this.pictures.keys().next().value);
  }

  // Another shape or a message replaces the last one. The place never shrinks, so that the page does not jump.
  keepHeight(height) {
    this.frame.style.minHeight = height ? `${Math.max(height, parseFloat(this.frame.style.minHeight) || 0)}px` : "";
  }

  press(item) {
    this.touched = item;
    this.catchUpWholly();
    if (this.scene) this.features.some((feature) => feature.pressed?.(item, this.scene));
    this.dim();
  }

  escape() {
    for (const feature of this.features) feature.escape?.();
    this.dim();
  }

  // While some edges are lit, dim the others. (CSS could use :has(), but that would cost more than all the rest.)
  dim() {
    this.picture?.svg.classList.toggle("mg-dimmed", this.picture.svg.querySelector(".edge.mg-lit") !== null);
  }

  // The view is gone from the page.
  dispose() {
    clearTimeout(this.rest);
    this.release();
    this.sight.dispose();
    for (const feature of this.features) feature.dispose?.();
    // JupyterLab holds on to the view of a cell that ran again; it need not hold the pictures and their numbers too.
    this.pictures.clear();
    this.picture = this.fresh = this.scene = null;
    this.numbers.tables.clear();
    this.el.replaceChildren();
  }

  // Tell a screen reader the new result, except the first, which is no news.
  describe() {
    this.catchUpWholly();
    this.picture?.describe();
    this.judge.rest();
    for (const feature of this.features) feature.rest?.();
    const last = this.scene?.nodes.length - 1;
    const root = this.picture?.nodes[last] ?? this.picture?.items.find(({ outputs }) => outputs?.includes(last));
    const description = (this.scene && root?.description) ?? "";
    if (this.described && this.described !== description) this.spoken.textContent = description;
    this.described = description;
  }
}

// The element that the page scrolls to show another.
function scrollerOf(element) {
  let one = element.parentElement;
  while (one && !(one.scrollHeight > one.clientHeight && /auto|scroll/.test(getComputedStyle(one).overflowY)))
    one = one.parentElement;
  return one;
}
