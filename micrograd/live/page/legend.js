// The panel that explains the signs in the picture, each beside a small sample of it.

import { make } from "./make.js";

const cell = (name, text, kind) =>
  `<rect class="${name}" x="1" y="3" width="58" height="20"/><text class="${kind}" x="30" y="17.5">${text}</text>`;

const arrow = (y, wide, dashes = "none") =>
  `<g class="mg-flow"><path class="mg-line" d="M2 ${y}H48" stroke-width="${wide}" stroke-dasharray="${dashes}"/>` +
  `<path class="mg-head" d="M47 ${y - 3.5}l10 3.5l-10 3.5z"/></g>`;

const frame = (gap) =>
  `<rect class="mg-card mg-outline" x="${gap}" y="${gap}" width="${60 - 2 * gap}" height="${26 - 2 * gap}" rx="4"/>`;

const tag = (kind, text) =>
  `<g class="mg-tag ${kind}"><rect x="6" y="5" width="48" height="17" rx="8.5"/><text x="30" y="18">${text}</text></g>`;

// Each sign: its sample, what it means, and whether a picture has it.
const SIGNS = [
  [cell("mg-data-cell", "2.0", "mg-data"), "data: the number itself", ".mg-data"],
  [cell("mg-grad-cell", "−3.0", "mg-grad"), "grad: how much the output moves for each unit that this number moves", ".mg-grad"],
  [cell("mg-empty-cell", "—", "mg-what"), "a gradient that is not computed yet", ".mg-empty-cell"],
  [cell("mg-grad-cell", "?", "mg-grad"), "to be predicted: type what belongs here", ({ mask }) => [...mask.values()].includes("?")],
  [`<text class="mg-slope" x="30" y="17.5">×2.0</text>`, "slope: the local derivative, by which a gradient is multiplied on its way back", ".mg-slope"],
  [arrow(6, 1) + arrow(19, 5), "the wider, the more gradient flows back", ".mg-flow"],
  [arrow(13, 2, "5,2"), "dashed: what flows back is negative", ".mg-line[stroke-dasharray]"],
  [arrow(13, 1).replace(' class="mg-flow"', ""), "grey: no gradient flows back, or none of a finite size", ".edge:not(.mg-flow)"],
  [`${frame(1)}${frame(4)}<text class="mg-name" x="30" y="17.5">► f</text>`, "a folded group: press it to look inside", ".group"],
  [`${frame(1)}<text class="mg-what" x="22" y="16">▼ f</text>`, "an open group: press its title to fold it", ".cluster"],
  [tag("mg-data", "+0.001"), "how far a nudge has really moved this number", ".mg-journey-layer .mg-tag.mg-data"],
  [tag("mg-factor", "×−3.0"), "what the nudge is multiplied by on its way, and the gradient on its way back", ".mg-tag.mg-factor"],
  [tag("mg-grad", "6.0"), "the gradient, as it has come back to here", ".mg-journey-layer .mg-tag.mg-grad"],
  [cell("mg-grad-cell mg-differs", "2.0", "mg-grad mg-differs"), "≠: the other class has a different number here", ".mg-differs"],
];

export class Legend {
  name = "legend";
  label = "Legend";

  constructor(stage) {
    this.stage = stage;
    this.el = make("div", "mg-panel mg-legend", { role: "group", "aria-label": "Legend" });
    this.el.hidden = true;
    const list = this.el.appendChild(make("ul", ""));
    this.items = SIGNS.map(([sample, meaning]) => {
      const item = list.appendChild(make("li", ""));
      item.innerHTML = `<svg viewBox="0 0 60 26" aria-hidden="true">${sample}</svg>`;
      item.append(Object.assign(make("span", ""), { textContent: meaning }));
      return item;
    });
  }

  drawn() {
    this.met = null; // the signs that this picture has had: they stay, or the page would jump in a drag
  }

  show() {
    if (!this.met) this.rest();
  }

  toggled(open) {
    if (open) this.rest();
  }

  rest() {
    const { scene, picture } = this.stage;
    if (this.el.hidden || !scene) return;
    this.met ??= new Set();
    SIGNS.forEach(([, , sign], k) => {
      if (typeof sign === "string" ? picture.svg.querySelector(sign) : sign(scene)) this.met.add(k);
      this.items[k].hidden = !this.met.has(k);
    });
  }
}
