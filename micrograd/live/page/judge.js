// The kernel's remarks on numbers that differ from the rules of the operations: asked for only while a person looks at
// a feature that shows them.

import { same } from "./positions.js";

export class Judge {
  constructor(stage) {
    this.stage = stage;
    this.looking = new Set(); // the features that show them
  }

  // A feature starts to show the remarks, or stops.
  look(feature, does) {
    const before = this.looking.size;
    if (does) this.looking.add(feature);
    else this.looking.delete(feature);
    if ((before > 0) !== this.looking.size > 0) this.ask();
  }

  ask() {
    if (this.stage.numbers.alive()) this.stage.ask({ ask: "judge", on: this.looking.size > 0 });
  }

  // The kernel follows the sliders by itself; ask it where it does not, as with a slow function.
  rest() {
    const { scene, model } = this.stage;
    if (this.looking.size && scene && !same(model.get("judged").at, scene.at)) this.ask();
  }

  // The remarks on a scene's shape; late if they are about another position.
  of(scene) {
    const { at, shape, remarks } = this.stage.model.get("judged");
    return shape === scene.shape ? { ...remarks, late: !same(at, scene.at) } : null;
  }
}

// A number as shown, and the remark on it; found is [as the picture has it, as shown here, the remark].
export function remarked(judged, found, shown) {
  if (!found) return [shown, ""];
  if (judged.late) return [shown, "≠ …"]; // most likely wrong here too
  return found[0] === shown ? found.slice(1) : [shown, ""];
}
