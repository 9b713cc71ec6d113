// Where the controls are, and where in a table of what was computed ahead that is.

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// The message for a person whose kernel was restarted.
export const GONE = "The kernel that computed these numbers has ended: run the cell again.";

export class Positions {
  constructor(controls) {
    this.controls = controls;
  }

  // The position of every control; for a choice among options, an index instead of a value.
  position() {
    return this.controls.map((control) => control.get("value") ?? control.get("index"));
  }

  // Whether there is a kernel to compute what is missing.
  alive() {
    return this.controls.every((control) => control.comm_live);
  }
}

// The row of a table, all positions of one slider while the other controls rest; null if it has none for this position.
export function rowAt({ moving, at, low, step, first }, here) {
  if (!here.every((value, i) => i === moving || same(value, at[i]))) return null;
  const steps = (here[moving] - low) / step;
  // A number typed between two steps has no row.
  return Math.abs(steps - Math.round(steps)) > 1e-6 ? null : Math.round(steps) - first;
}
