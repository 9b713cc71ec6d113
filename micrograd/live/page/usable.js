// The parts of an ipywidgets control that take the keyboard have no accessible names, and JupyterLab takes the arrow
// keys from elements that it does not know.

import { runCell } from "./keys.js";

// names are for the control's parts, in their order on the page.
export async function makeUsable(control, names) {
  for (const view of await Promise.all(Object.values(control.views ?? {}))) {
    view.el.addEventListener("keydown", runCell, true);
    const parts = [...view.el.querySelectorAll("[role=slider], [contenteditable], button"), view.el];
    parts.slice(0, names.length).forEach((part, i) => {
      part.setAttribute("aria-label", names[i]);
      part.setAttribute("data-lm-suppress-shortcuts", "true");
      if (part.isContentEditable) part.setAttribute("role", "textbox");
    });
  }
}
