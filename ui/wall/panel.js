// The document side of the loss curve: a line of words and a canvas.

import { drawCurve, nearest, reading } from "./curve.js";
import { attribute, make, put, variable } from "./dom.js";
import { short } from "./number.js";

export class CurvePanel {
  constructor(parent) {
    this.element = make("div", "curve", parent);
    this.head = make("div", "curve-head", this.element);
    this.canvas = make("canvas", "", this.element);
    attribute(this.canvas, "role", "img");
  }

  draw(curve, width, height, look) {
    this.curve = curve;
    put(this.element, "hidden", !curve);
    if (!curve) return;
    const { ratio, palette, colours, font } = look;
    put(this.canvas, "width", Math.round(width * ratio));
    put(this.canvas, "height", Math.round(height * ratio));
    variable(this.canvas, "width", `${width}px`);
    variable(this.canvas, "height", `${height}px`);
    this.legend(palette);
    const options = { width, height, ratio, palette, colours, font };
    this.scale = drawCurve(this.canvas.getContext("2d"), curve, options);
  }

  // Title, and each series with its value where one is.
  legend(palette) {
    const { title, series, here, x } = this.curve;
    const parts = reading(this.curve, here === null ? x.count - 1 : x.values.indexOf(here));
    const text = (name) => parts.find((part) => part.name === name)?.words ?? name;
    const words = series.map(({ name, role }) => ({ role, text: text(name) }));
    while (this.head.children.length <= words.length) make("span", "", this.head);
    const [first, ...rest] = this.head.children;
    put(first, "className", "curve-title");
    put(first, "textContent", title);
    rest.forEach((element, i) => {
      put(element, "hidden", !words[i]);
      if (!words[i]) return;
      put(element, "className", `series ${words[i].role}`);
      put(element, "textContent", words[i].text);
      variable(element, "--accent", palette.accent(words[i].role));
    });
    attribute(this.canvas, "aria-label", [title, ...words.map((word) => word.text)].join(", "));
  }

  // What the curve says nearest to a point of the window, as lines of text.
  linesAt(clientX) {
    const { curve, scale } = this;
    const across = clientX - this.canvas.getBoundingClientRect().left - scale.x(scale.first);
    const at = nearest(curve.x.values, scale.first + (across / scale.across) * (scale.last - scale.first));
    if (at < 0) return [];
    const head = `${curve.x.label} ${short(curve.x.values[at], 6)}`;
    return [head, ...reading(curve, at).map((part) => part.words)];
  }
}
