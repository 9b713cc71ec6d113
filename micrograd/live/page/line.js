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
