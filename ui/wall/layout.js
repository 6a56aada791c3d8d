// How the window is shared for a scene, and what the style is told of it.

import { attribute, variable } from "./dom.js";
import { heightWanted } from "./loop.js";
import { heightBelow } from "./network.js";
import { NARROW, frame, presented } from "./sizes.js";

const HIDDEN_HEADER = 64; // a page whose sidebar is closed has its button in the corner

export function sizeOf(scene, width, high, presents) {
  const deepest = Math.max(1, ...Object.values(scene.tiles).map((tile) => Math.max(...tile.sent)));
  const isWhole = scene.columns.length > 0;
  if (!isWhole) return { strip: width, matrix: Math.min(360, Math.max(150, 22 * deepest)), wraps: true, small: width < NARROW };
  const wanted = heightWanted(scene.columns, scene.tiles);
  const names = scene.classes.truth.length > 0;
  const picture = scene.pictures ? scene.pictures.shape[2] / scene.pictures.shape[1] : 0;
  if (presents) return presented(width, high, { picture });
  return frame(width, high, { wanted, rows: deepest, names, picture, below: heightBelow(scene, width) });
}

export function layOut(root, size) {
  attribute(root, "data-narrow", String(size.narrow));
  attribute(root, "data-tight", String(size.tight));
  attribute(root, "data-cornered", String(root.getBoundingClientRect().left < HIDDEN_HEADER));
  const wide = {
    gap: size.gap, stage: size.stage, magnifier: size.magnifier, wall: size.wall.height, track: size.track, buttons: size.buttons,
    presented: size.presented ?? 0, "line-height": size.line ?? 0, head: size.head ?? 17,
  };
  for (const [name, pixels] of Object.entries(wide)) variable(root, `--${name}`, `${pixels}px`);
  variable(root, "--grow", String(size.grow));
}
