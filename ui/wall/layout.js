// Tells the style how the window is shared, as sizes.js has it.

import { attribute, variable } from "./dom.js";

const HIDDEN_HEADER = 64; // a page whose sidebar is closed has its button in the corner

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
