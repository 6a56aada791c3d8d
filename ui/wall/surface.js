// One canvas for all matrices of the loop, or of the equation: to a browser a canvas is a layer, and every layer takes time
// with each picture.

import { make, put, variable } from "./dom.js";

export class Surface {
  constructor(element) {
    this.element = element;
    this.canvas = make("canvas", "surface", element);
    this.context = this.canvas.getContext("2d", { willReadFrequently: true }); // pictures come from memory
    this.plan = "";
  }

  // Of a size in CSS pixels, on which pictures lie at {left, top, width, height}. True if it is blank: something has moved.
  fit({ width, height, boxes }, ratio) {
    const plan = JSON.stringify([width, height, ratio, Object.values(boxes).map((box) => [box.x, box.y, box.width, box.height])]);
    if (plan === this.plan) return false;
    Object.assign(this, { plan, ratio });
    const [across, down] = [width * ratio, height * ratio].map(Math.ceil);
    if (this.canvas.width === across && this.canvas.height === down) this.context.clearRect(0, 0, across, down);
    put(this.canvas, "width", across);
    put(this.canvas, "height", down);
    variable(this.canvas, "width", `${across / ratio}px`);
    variable(this.canvas, "height", `${down / ratio}px`);
    return true;
  }

  // The pixel at which a picture begins whose corner is there, in CSS pixels.
  corner({ x, y }) {
    return [Math.round(x * this.ratio), Math.round(y * this.ratio)];
  }
}
