// Which part of the picture a person can see: while a slider moves, only that part is touched.

const AROUND = 300; // pixels on each side: a fast scroll may show them before the page's scripts hear of it

export class Sight {
  // moved is called whenever another part may have come into sight.
  constructor(frame, moved) {
    this.frame = frame;
    this.within = []; // the elements that the frame is in: if anything above it grows, one of them does
    this.areas = new WeakMap(); // by picture
    this.moved = () => {
      this.forget();
      moved();
    };
    this.resized = new ResizeObserver(this.moved);
    this.resized.observe(frame);
    document.addEventListener("scroll", this.moved, { capture: true, passive: true });
  }

  // Return the part of the picture in sight, in its coordinates; null if that can't be told. It is kept, since to
  // measure anything while a slider moves would lay out the page once more.
  of(picture) {
    if (!this.areas.has(picture)) {
      this.follow();
      this.areas.set(picture, this.measure(picture));
    }
    return this.areas.get(picture);
  }

  forget() {
    this.areas = new WeakMap();
  }

  follow() {
    const within = [];
    for (let one = this.frame.parentElement; one; one = one.parentElement) within.push(one);
    for (const one of this.within) if (!within.includes(one)) this.resized.unobserve(one);
    for (const one of within) if (!this.within.includes(one)) this.resized.observe(one);
    this.within = within;
  }

  measure({ svg, size }) {
    const [whole, frame] = [svg, this.frame].map((element) => element.getBoundingClientRect());
    if (!whole.width) return null;
    const unit = size[0] / whole.width;
    return {
      left: (Math.max(frame.left, 0) - AROUND - whole.left) * unit,
      right: (Math.min(frame.right, innerWidth) + AROUND - whole.left) * unit,
      top: (Math.max(frame.top, 0) - AROUND - whole.top) * unit,
      bottom: (Math.min(frame.bottom, innerHeight) + AROUND - whole.top) * unit,
    };
  }

  dispose() {
    this.resized.disconnect();
    document.removeEventListener("scroll", this.moved, { capture: true });
  }
}

// Whether two areas have anything in common.
export const meet = (one, other) =>
  one.left <= other.right && one.right >= other.left && one.top <= other.bottom && one.bottom >= other.top;

// Return the smallest area around what the shapes of an SVG group draw, moved by [right, down]. Their control points
// lie around a curve.
export function around(group, [right, down]) {
  const [xs, ys] = [[], []];
  for (const shape of group.querySelectorAll("path, polygon"))
    (shape.getAttribute("d") ?? shape.getAttribute("points"))
      .match(/-?[\d.]+(?:e-?\d+)?/g)
      .forEach((length, i) => (i % 2 ? ys : xs).push(parseFloat(length)));
  return {
    left: Math.min(...xs) + right,
    right: Math.max(...xs) + right,
    top: Math.min(...ys) + down,
    bottom: Math.max(...ys) + down,
  };
}
