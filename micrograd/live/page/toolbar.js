// The buttons under the picture: they open and close panels, or do at once what a feature offers.

import { make } from "./make.js";

export class Toolbar {
  constructor(stage, features) {
    this.model = stage.model;
    this.stage = stage; // what "Larger" enlarges
    this.panels = features.filter(({ label }) => label);
    this.el = make("div", "mg-toolbar", { role: "toolbar", "aria-label": "Ask the graph" });
    this.switches = new Map(); // by the name of the panel that each opens
    for (const { name, label } of [STEP, ...this.panels, LARGER])
      this.switches.set(name, this.button(label, () => this.toggle(name)));
    this.offers = features
      .filter(({ actions }) => actions)
      .map((feature) => ({ feature, buttons: feature.actions.map(([label, act]) => this.button(label, act)) }));
    for (const { buttons } of this.offers) for (const button of buttons) button.hidden = true;
    this.el.append(...features.flatMap(({ tool }) => tool ?? []));
  }

  // A feature's actions may be of no use for this graph.
  drawn(scene) {
    for (const { feature, buttons } of this.offers)
      for (const button of buttons) button.hidden = !feature.serves(scene);
  }

  button(label, act) {
    const button = make("button", "mg-button", { type: "button", "data-lm-suppress-shortcuts": "true" });
    button.textContent = label;
    button.addEventListener("click", act);
    this.el.append(button);
    return button;
  }

  // The model knows which panels are open, so that all its views and the kernel agree.
  toggle(name) {
    if (name === STEP.name) this.stage.hold();
    const open = this.model.get("panels");
    const panels = open.includes(name) ? open.filter((other) => other !== name) : [...open, name];
    this.model.set("panels", panels);
    this.model.save_changes();
  }

  update() {
    const open = this.model.get("panels");
    for (const [name, button] of this.switches) button.setAttribute("aria-pressed", open.includes(name));
    for (const panel of this.panels) {
      const before = !panel.el.hidden;
      panel.el.hidden = !open.includes(panel.name);
      if (panel.el.hidden === before) panel.toggled?.(!panel.el.hidden);
    }
    const large = open.includes(LARGER.name);
    if (large !== this.stage.el.classList.contains("mg-large"))
      this.stage.resize(() => this.stage.el.classList.toggle("mg-large", large));
  }
}

const STEP = { name: "step", label: "Step" };
const LARGER = { name: "larger", label: "Larger" };
