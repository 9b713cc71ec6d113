// What the kernel says of the numbers that are not as the rules of the operations have them: asked for while a person
// looks at something that tells it.

import { same } from "./numbers.js";

export class Judge {
  constructor(stage) {
    this.stage = stage;
    this.looking = new Set(); // the features that tell it
  }

  // A feature begins to tell it, or ends.
  look(feature, does) {
    const before = this.looking.size;
    if (does) this.looking.add(feature);
    else this.looking.delete(feature);
    if ((before > 0) !== this.looking.size > 0) this.ask();
  }

  ask() {
    if (this.stage.numbers.alive()) this.stage.ask({ ask: "judge", on: this.looking.size > 0 });
  }

  // The kernel follows the sliders by itself; it is asked where it does not, as with a slow function.
  rest() {
    const { scene, model } = this.stage;
    if (this.looking.size && scene && !same(model.get("judged").at, scene.at)) this.ask();
  }

  // What it has said of a scene's shape; late says that it was about another position.
  of(scene) {
    const { at, shape, remarks } = this.stage.model.get("judged");
    return shape === scene.shape ? { ...remarks, late: !same(at, scene.at) } : null;
  }
}

// A number as it is shown, and the remark on it: what is judged is [as the picture has it, to be shown, the remark].
export function remarked(judged, found, shown) {
  if (!found) return [shown, ""];
  if (judged.late) return [shown, "≠ …"]; // most likely it is wrong here too
  return found[0] === shown ? found.slice(1) : [shown, ""];
}
