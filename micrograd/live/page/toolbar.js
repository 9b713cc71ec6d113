// The buttons under the picture that open and close panels.

import { Fold } from "./fold.js";
import { make } from "./stage.js";

export class Toolbar {
  constructor(stage) {
    this.stage = stage;
    this.el = make("div", "mg-toolbar", { role: "toolbar", "aria-label": "Ask the graph" });
    this.buttons = new Map();
    this.add("step", "Step");
    for (const { name, label } of stage.panels()) this.add(name, label);
    this.add("larger", "Larger");
    const fold = stage.features.find((feature) => feature instanceof Fold);
    const folding = (act) => () => stage.scene && act(); // without a graph there is nothing to be opened
    this.folding = [
      this.action("Open all", folding(() => fold.openAll())),
      this.action("Close all", folding(() => fold.closeAll())),
    ];
    this.drawn({ groups: [] });
  }

  // What there is to be opened and closed depends on the shape of the graph.
  drawn({ groups }) {
    for (const button of this.folding) button.hidden = !groups.length;
  }

  add(name, label) {
    const button = this.action(label, () => this.toggle(name));
    this.buttons.set(name, button);
  }

  // Add a button that does something at once.
  action(label, act) {
    const button = make("button", "mg-button", { type: "button", "data-lm-suppress-shortcuts": "true" });
    button.textContent = label;
    button.addEventListener("click", act);
    this.el.append(button);
    return button;
  }

  // Which panels are open is the model's: all views of it, and the kernel, see the same.
  toggle(name) {
    const open = this.stage.model.get("panels");
    const panels = open.includes(name) ? open.filter((other) => other !== name) : [...open, name];
    this.stage.model.set("panels", panels);
    this.stage.model.save_changes();
  }

  update() {
    const open = this.stage.model.get("panels");
    for (const [name, button] of this.buttons) button.setAttribute("aria-pressed", open.includes(name));
    for (const panel of this.stage.panels()) {
      const before = !panel.el.hidden;
      panel.el.hidden = !open.includes(panel.name);
      if (panel.el.hidden === before) panel.toggled?.(!panel.el.hidden);
    }
    this.stage.el.classList.toggle("mg-large", open.includes("larger"));
  }
}
