// The browser's half of the live graph: it shows the numbers that the kernel computed, the moment a slider moves.
// Nothing here computes a gradient or knows a rule: the kernel writes everything that is said about the numbers.

import { Numbers } from "./numbers.js";
import { Stage } from "./stage.js";
import { Steps } from "./steps.js";
import { Differences } from "./differences.js";
import { Predict } from "./predict.js";
import { Fold } from "./fold.js";
import { Explain } from "./explain.js";
import { Formula } from "./formula.js";
import { Nudge } from "./nudge.js";
import { Legend } from "./legend.js";
import { Overview } from "./overview.js";
import { makeUsable } from "./usable.js";
import { makeScrubberUsable } from "./scrubber.js";
import { runCell } from "./keys.js";

// The order matters: what Steps replays, Predict may hide; a box that Fold opens is not explained.
const FEATURES = [Steps, Predict, Differences, Fold, Explain, Formula, Nudge, Legend, Overview];

async function render({ model, el }) {
  const ids = model.get("controls");
  const controls = await Promise.all(ids.map((id) => model.widget_manager.get_model(id)));
  const numbers = new Numbers(model, controls);
  const stage = new Stage(el, model, numbers, FEATURES);
  el.addEventListener("keydown", runCell, true);
  const update = () => stage.update();
  const moved = () => stage.update(true);
  const learn = (about, buffers) => {
    numbers.learn(about, buffers);
    update();
  };
  for (const control of controls) control.on("change:value change:index comm_live_update", moved);
  const parts = ["shown", "views", "step", "steps", "trace", "answers", "hidden", "judged", "refusal"];
  model.on(parts.map((part) => `change:${part}`).join(" "), update);
  model.on("change:panels", () => stage.toolbar.update());
  model.on("change:scrubber change:panels", () => makeScrubberUsable(model));
  model.on("change:title", () => stage.retitle());
  model.on("msg:custom", learn);
  stage.toolbar.update();
  update();
  // The kernel computes tables only from here on: the first picture does not wait for them.
  requestAnimationFrame(() => model.send({ ask: "drawn" }));
  model.get("names").forEach((name, i) => makeUsable(controls[i], [name, `${name}, typed`]));
  makeScrubberUsable(model);
  return () => {
    for (const control of controls) control.off("change:value change:index comm_live_update", moved);
    stage.dispose();
  };
}

export default { render };
