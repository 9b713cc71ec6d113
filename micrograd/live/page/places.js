// Where a node is in the picture: a box of its own, a row of a folded box, or somewhere inside one.

import { around } from "./sight.js";

const HERE = [0, 0];

const WORD = 8; // how far a row reaches up into the words over it

// Return the area of a node, or of its row in a folded box, in the coordinates of the graph; null if it has none.
export function placeOf(picture, i) {
  if (picture.nodes[i]) return around(picture.nodes[i].group, HERE);
  const row = rowOf(picture, i);
  if (!row) return null;
  const [data, grad] = [row.data.box, row.grad.box].map((cell) => areaOf(cell));
  return { left: data.left, right: grad.right, top: Math.min(data.top, grad.top) - WORD, bottom: Math.max(data.bottom, grad.bottom) };
}

// The element that shows a node: itself, or the folded box that it is in.
export const elementOf = (picture, scene, i) => picture.nodes[i]?.group ?? boxAround(picture, scene, i)?.element;

// The folded box that a node is in.
export function boxAround(picture, { groups }, i) {
  return (picture.groups ?? []).find(({ outputs, group }) => outputs && groups[group].nodes.includes(i));
}

const rowOf = (picture, i) => (picture.groups ?? []).flatMap(({ rows }) => rows ?? []).find(({ index }) => index === i);

// The area of a cell, in the coordinates of the graph.
export function areaOf(cell) {
  const points = cell.getAttribute("points").trim().split(/\s+/).map((point) => point.split(",").map(Number));
  const [xs, ys] = [0, 1].map((k) => points.map((point) => point[k]));
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

// A wide picture scrolls sideways in its frame to where something happens; the page stays where it is.
export function reveal(stage, element) {
  stage.catchUpWholly();
  const [here, frame] = [element, stage.frame].map((element) => element.getBoundingClientRect());
  if (here.left < frame.left) stage.frame.scrollLeft -= frame.left - here.left + MARGIN;
  else if (here.right > frame.right) stage.frame.scrollLeft += here.right - frame.right + MARGIN;
}

const MARGIN = 40; // pixels
