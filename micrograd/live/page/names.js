// The names of controls that stand above no live graph. The widget itself shows nothing.

import { makeUsable } from "./usable.js";

async function render({ model, el }) {
  el.style.display = "none";
  for (const [id, name] of Object.entries(model.get("names")))
    await makeUsable(await model.widget_manager.get_model(id), [name, `${name}, typed`]);
}

export default { render };
