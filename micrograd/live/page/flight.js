// What moves along an edge: a dot, and beside it the number that it carries, which may become another on its way.

import { svg } from "./make.js";

const AWAY = 15; // of a moving number from its dot
export const HIGH = 15; // of a tag, in the picture's units
const WIDE = [6.4, 10]; // of a tag: for each letter, and around them

export const wideOf = (text) => text.length * WIDE[0] + WIDE[1];

// A tag: a text in a small frame, centred at [x, y].
export function tag(text, [x, y], kind) {
  const wide = wideOf(text);
  const group = svg("g", { class: `mg-tag ${kind}` });
  const frame = { x: x - wide / 2, y: y - HIGH / 2, width: wide, height: HIGH, rx: HIGH / 2 };
  const words = svg("text", { x, y: y + 4, "text-anchor": "middle", "font-family": "Arial", "font-size": 11.5 });
  words.textContent = text;
  group.append(svg("rect", frame), words);
  return group;
}

// Let a dot with a number move along a path, given as text: from [first, last] the number becomes the last half-way.
// Returns the animations, the longest first.
export function fly(layer, path, { forward, kind, texts: [first, last], time }) {
  const flight = svg("g", { class: `mg-flight ${kind}` });
  flight.style.offsetPath = `path("${path}")`;
  flight.style.offsetRotate = "0deg";
  flight.append(svg("circle", { r: 5 }));
  layer.append(flight);
  const ends = [{ offsetDistance: "0%" }, { offsetDistance: "100%" }];
  const move = flight.animate(forward ? ends : ends.reverse(), { duration: time, easing: "ease-in-out", fill: "forwards" });
  const change = (text, opacity) => {
    const element = tag(text, [0, forward ? -AWAY : AWAY], kind);
    flight.append(element);
    return element.animate({ opacity }, { duration: time, fill: "forwards" });
  };
  const changes = [];
  if (first && last && last !== first) changes.push(change(first, [1, 1, 0, 0]), change(last, [0, 0, 1, 1]));
  else if (first) changes.push(change(first, [1, 1]));
  return [move, ...changes];
}

// Where the dot is when its number stands at [x, y].
export const underTag = ([x, y], forward) => [x, forward ? y + AWAY : y - AWAY];

// The path of an edge, begun and ended at other points.
export const lengthened = (line, from, to) =>
  `${line.getAttribute("d").replace(/^M\s*/, from ? `M${from} L` : "M")}${to ? ` L${to}` : ""}`;

// Whether the person wants nothing to move.
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// The layer of a picture that lies over its nodes and edges, in their coordinates.
export function layerOf(picture, name) {
  const layer = svg("g", { class: name, "aria-hidden": "true" });
  picture.svg.querySelector("g.graph").append(layer);
  return layer;
}
