import { make } from "./stage.js";

// A text that is written only where it changes: that is what costs the browser.
export class Line {
  constructor(element) {
    this.element = element;
    this.node = element.appendChild(document.createTextNode(""));
    this.shown = "";
  }

  show(shown) {
    if (shown !== this.shown) this.node.data = this.shown = shown;
  }
}

// The same of pieces, each a text with a class of its own.
export class Pieces {
  constructor(element) {
    this.element = element;
    this.shown = "";
  }

  show(pieces) {
    const shown = JSON.stringify(pieces);
    if (shown === this.shown) return;
    this.shown = shown;
    const spans = pieces.map(([name, text]) => Object.assign(make("span", name), { textContent: text }));
    this.element.replaceChildren(...spans);
  }
}
