// Which node or box has the keyboard: the Tab key stops once at the graph, and the arrow keys go from item to item.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Focus {
  constructor(stage) {
    this.stage = stage;
    this.kept = null; // the name of the item that had it last, to be found in another layout
    stage.canvas.addEventListener("click", ({ target }) => {
      const item = this.holding(target);
      if (!item) return;
      this.move(item);
      stage.press(item);
    });
    stage.canvas.addEventListener("focusin", ({ target }) => {
      const item = this.holding(target);
      if (item) this.mark(item);
    });
    stage.canvas.addEventListener("keydown", (event) => this.key(event));
    // Panels may have the keyboard too, and Escape means the same there.
    stage.el.addEventListener("keydown", ({ key }) => key === "Escape" && stage.escape());
  }

  get items() {
    return this.stage.picture?.items ?? [];
  }

  holding(target) {
    return this.items.find(({ element }) => element.contains(target));
  }

  // Another layout is coming: the item that has the keyboard now should have it there.
  leave() {
    this.moving ||= this.items.some(({ element }) => element.contains(document.activeElement));
  }

  drawn() {
    for (const { element } of this.items) {
      element.setAttribute("tabindex", -1);
      // JupyterLab would use the arrow keys to go from cell to cell.
      element.setAttribute("data-lm-suppress-shortcuts", "true");
      element.classList.add("mg-item");
    }
    const item = this.items.find(({ name }) => name === this.kept && this.kept) ?? this.items.at(-1);
    if (!item) return;
    this.mark(item);
    if (this.moving) item.element.focus({ preventScroll: true });
    this.moving = false;
  }

  // Give the keyboard to the item of this name in the next layout.
  keep(name) {
    this.kept = name;
    this.moving = true;
  }

  mark(item) {
    this.marked?.element.setAttribute("tabindex", -1);
    this.marked = item;
    this.kept = item.name;
    item.element.setAttribute("tabindex", 0);
  }

  move(item) {
    this.mark(item);
    item.element.focus({ preventScroll: true });
    item.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  key(event) {
    this.stage.catchUpWholly();
    const item = this.holding(event.target);
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") this.stage.press(item);
    else if (event.key in STEPS) this.go(item, STEPS[event.key]);
    else if (event.key === "Home") this.move(this.items[0]);
    else if (event.key === "End") this.move(this.items.at(-1));
    else return;
    event.preventDefault();
  }

  // Go to the nearest item in a direction; sideways distance counts double.
  go(from, [right, down]) {
    const here = middle(from);
    const ahead = this.items
      .map((item) => {
        const { x, y } = middle(item);
        const along = (x - here.x) * right + (y - here.y) * down;
        const aside = Math.abs((x - here.x) * down) + Math.abs((y - here.y) * right);
        return { item, along, far: along + 2 * aside };
      })
      .filter(({ along }) => along > 1)
      .sort((one, other) => one.far - other.far);
    if (ahead.length) this.move(ahead[0].item);
  }
}

function middle({ element }) {
  const { x, y, width, height } = element.getBBox();
  return { x: x + width / 2, y: y + height / 2 };
}
