// Which node or box has the keyboard: the graph is one stop of the Tab key, and the arrow keys go from thing to thing.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Focus {
  constructor(stage) {
    this.stage = stage;
    this.kept = null; // the name of the thing that had it last, to be found in another layout
    stage.canvas.addEventListener("click", ({ target }) => {
      const thing = this.holding(target);
      if (!thing) return;
      this.move(thing);
      stage.press(thing);
    });
    stage.canvas.addEventListener("focusin", ({ target }) => {
      const thing = this.holding(target);
      if (thing) this.mark(thing);
    });
    stage.canvas.addEventListener("keydown", (event) => this.key(event));
    // Panels may have the keyboard too, and Escape means the same there.
    stage.el.addEventListener("keydown", ({ key }) => key === "Escape" && stage.escape());
  }

  get things() {
    return this.stage.picture?.things ?? [];
  }

  holding(target) {
    return this.things.find(({ element }) => element.contains(target));
  }

  // Another layout is about to come: who had the keyboard in this one is to have it there.
  leave() {
    this.moving ||= this.things.some(({ element }) => element.contains(document.activeElement));
  }

  drawn() {
    for (const { element } of this.things) {
      element.setAttribute("tabindex", -1);
      // JupyterLab would take the arrow keys to go from cell to cell.
      element.setAttribute("data-lm-suppress-shortcuts", "true");
      element.classList.add("mg-thing");
    }
    const thing = this.things.find((one) => one.name === this.kept && this.kept) ?? this.things.at(-1);
    if (!thing) return;
    this.mark(thing);
    if (this.moving) thing.element.focus({ preventScroll: true });
    this.moving = false;
  }

  // The next layout is to have the keyboard on the thing of this name.
  keep(name) {
    this.kept = name;
    this.moving = true;
  }

  mark(thing) {
    this.marked?.element.setAttribute("tabindex", -1);
    this.marked = thing;
    this.kept = thing.name;
    thing.element.setAttribute("tabindex", 0);
  }

  move(thing) {
    this.mark(thing);
    thing.element.focus({ preventScroll: true });
    thing.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  key(event) {
    const thing = this.holding(event.target);
    if (!thing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") this.stage.press(thing);
    else if (event.key in STEPS) this.go(thing, STEPS[event.key]);
    else if (event.key === "Home") this.move(this.things[0]);
    else if (event.key === "End") this.move(this.things.at(-1));
    else return;
    event.preventDefault();
  }

  // Go to the nearest thing in a direction; what lies aside of it counts as farther away.
  go(from, [right, down]) {
    const here = middle(from);
    const ahead = this.things
      .map((thing) => {
        const { x, y } = middle(thing);
        const along = (x - here.x) * right + (y - here.y) * down;
        const aside = Math.abs((x - here.x) * down) + Math.abs((y - here.y) * right);
        return { thing, along, far: along + 2 * aside };
      })
      .filter(({ along }) => along > 1)
      .sort((one, other) => one.far - other.far);
    if (ahead.length) this.move(ahead[0].thing);
  }
}

function middle({ element }) {
  const { x, y, width, height } = element.getBBox();
  return { x: x + width / 2, y: y + height / 2 };
}
