// The scrubber's parts get their accessible names: it is made when somebody first asks for it, and its parts appear on
// the page a moment later.

import { makeUsable } from "./usable.js";

export async function makeScrubberUsable(model) {
  for (const [id, names] of Object.entries(model.get("scrubber"))) {
    const control = await model.widget_manager.get_model(id);
    for (let frames = 0; frames < 60 && !Object.keys(control.views ?? {}).length; frames++)
      await new Promise(requestAnimationFrame);
    await makeUsable(control, names);
    if (control.get("max") !== undefined) await sayHowMany(control);
  }
}

// A slider over steps says "3 of 14"; it would say "3".
async function sayHowMany(control) {
  for (const view of await Promise.all(Object.values(control.views ?? {})))
    for (const handle of view.el.querySelectorAll("[role=slider]")) {
      const say = () => {
        const text = `${parseInt(handle.getAttribute("aria-valuenow"))} of ${control.get("max")}`;
        if (handle.getAttribute("aria-valuetext") !== text) handle.setAttribute("aria-valuetext", text);
      };
      new MutationObserver(say).observe(handle, { attributes: true });
      say();
    }
}
