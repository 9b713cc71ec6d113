import { make } from "./make.js";

// A text that is written only when it changes, since writing is what costs the browser.
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

// The same for pieces, each a text of a kind, as the kernel sends them.
export class Pieces {
  constructor(element) {
    this.element = element;
    this.shown = "";
  }

  show(pieces) {
    const shown = JSON.stringify(pieces);
    if (shown === this.shown) return;
    this.shown = shown;
    const spans = pieces.map(([kind, text]) => Object.assign(make("span", KINDS[kind]), { textContent: text }));
    this.element.replaceChildren(...spans);
  }
}

const KINDS = {
  "": "",
  hint: "mg-hint",
  data: "mg-data-text",
  grad: "mg-grad-text",
  sum: "mg-sum",
  via: "mg-via",
  wrong: "mg-wrong",
};
