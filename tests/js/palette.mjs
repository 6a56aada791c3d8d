// A palette of three colours: blue, white and red.

import { makePalette } from "../../ui/wall/colour.js";

export const palette = makePalette(
  {
    scale: { light: ["#0000ff", "#ffffff", "#ff0000"] },
    shares: { light: ["#ffffff", "#008080"] },
    zero: { light: "#cccccc" },
    verdicts: { light: ["#aa0000", "#00aa00"] },
    broken: "#ff00c8",
    accents: { Y: ["#222222", "#dddddd"] },
    classes: [["#0072b2", "#56b4e9"], ["#d55e00", "#e69f00"], ["#00805e", "#2fc79a"], ["#b0578d", "#e39cc6"], ["#6b6100", "#f0e442"]],
  },
  false,
);
