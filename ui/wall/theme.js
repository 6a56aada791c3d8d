// What the page looks like, read from its --st-* variables, and everything made from it once.

import { contrast, luminance, makePalette, parseColour, veiled } from "./colour.js";
import { makeGlyphs, ramp } from "./glyphs.js";

const VEIL = { light: 0.6, dark: 0.46 }; // of what is below it, so much is hidden: light digits fade sooner

// The look of an element; `before` itself if nothing changed: looks are compared by identity.
export function readLook(element, constants, before) {
  const style = getComputedStyle(element);
  const value = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const background = value("--st-background-color", "#ffffff");
  const text = value("--st-text-color", "#31333f");
  const primary = value("--st-primary-color", "#ff4b4b");
  const font = value("--st-font", "sans-serif");
  const ratio = window.devicePixelRatio || 1;
  const signature = JSON.stringify([background, text, primary, font, ratio]);
  if (before?.signature === signature && before.of === constants) return before;
  const dark = luminance(parseColour(background)) < 0.2;
  const line = dark ? "#ffffff26" : "#0000001f";
  const colours = { background, text, primary, line, muted: softened(text, background) };
  const palette = withRamps(makePalette(constants, dark));
  const under = withRamps(veiled(palette, parseColour(background), VEIL[dark ? "dark" : "light"]));
  return { signature, of: constants, ratio, font, dark, colours, palette, veiled: under, glyphs: glyphCase(font), measure: measurer(font) };
}

// The text colour, softened as far as it can still be read.
function softened(text, background) {
  const [front, back] = [parseColour(text), parseColour(background)];
  for (const part of [0.62, 0.7, 0.8]) {
    const rgb = front.map((v, i) => Math.round(part * v + (1 - part) * back[i]));
    if (contrast(rgb, back) >= 4.5) return `rgb(${rgb.join(",")})`;
  }
  return text;
}

// Adds the pixels from each shade to its ink, made when first asked for.
function withRamps(palette) {
  const made = [];
  palette.ramp = (index) => (made[index] ??= ramp(palette.rgb[index], palette.ink[index]));
  return palette;
}

// Masks by size and weight, made when first asked for.
function glyphCase(font) {
  const made = new Map();
  return (size, weight = 400) => {
    const name = `${size} ${weight}`;
    if (!made.has(name)) made.set(name, makeGlyphs(document.createElement("canvas"), font, size, weight));
    return made.get(name);
  };
}

// The width of a text in pixels, measured once: {size, weight}.
function measurer(font) {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map();
  return (text, size, weight = 400) => {
    const name = `${size} ${weight} ${text}`;
    if (!known.has(name)) {
      context.font = `${weight} ${size}px ${font}`;
      known.set(name, Math.ceil(context.measureText(text).width) + 1);
    }
    return known.get(name);
  };
}
