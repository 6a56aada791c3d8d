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
  },
  false,
);
