// From a number to a colour and the ink that can be read on it.

const HALF = 255; // on either side of zero

export function parseHex(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

// "#rgb", "#rrggbb", "rgb(…)" or "rgba(…)" as [r, g, b].
export function parseColour(text) {
  const value = text.trim();
  if (value.startsWith("#")) return parseHex(value.length < 7 ? value.replace(/[\da-f]/gi, "$&$&") : value);
  return (value.match(/[\d.]+/g) || ["255", "255", "255"]).slice(0, 3).map(Number);
}

// Relative luminance, WCAG 2.
export function luminance([r, g, b]) {
  const linear = [r, g, b].map((v) => (v <= 10.31475 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

// The softer of two inks that still reaches 4.5:1; black or white always does.
export function inkOn(rgb) {
  const dark = contrast(rgb, [0, 0, 0]) >= contrast(rgb, [255, 255, 255]);
  const soft = dark ? [38, 39, 48] : [242, 244, 248];
  return contrast(rgb, soft) >= 4.5 ? soft : dark ? [0, 0, 0] : [255, 255, 255];
}

// One opaque pixel as ImageData stores it.
export const word = ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

// So many colours between some stops.
function between(stops, count) {
  return Array.from({ length: count }, (_, i) => {
    const at = (i / (count - 1)) * (stops.length - 1);
    const left = Math.min(Math.floor(at), stops.length - 2);
    return stops[left].map((v, k) => Math.round(v + (at - left) * (stops[left + 1][k] - v)));
  });
}

// Everything that drawing needs of a theme: for each shade its colour, its pixel and the ink read on it.
export function makePalette({ scale, shares, zero, broken, accents, verdicts, classes }, dark) {
  const theme = dark ? "dark" : "light";
  const palette = { dark, rgb: between(scale[theme].map(parseHex), 2 * HALF + 1) };
  palette.zero = palette.rgb.push(parseHex(zero[theme])) - 1;
  palette.broken = palette.rgb.push(parseHex(broken)) - 1;
  palette.shares = palette.rgb.length;
  palette.rgb.push(...between(shares[theme].map(parseHex), HALF + 1));
  palette.verdicts = palette.rgb.length;
  palette.rgb.push(...(verdicts?.[theme] ?? []).map(parseHex));
  palette.ink = palette.rgb.map(inkOn);
  palette.words = Uint32Array.from(palette.rgb, word);
  palette.accent = (name) => (accents[name] || accents.Y)[dark ? 1 : 0];
  palette.ofClass = (label) => classes[label % classes.length][dark ? 1 : 0]; // of more classes some have the same
  return palette;
}

const FAINT = 3.6; // contrast of a veiled number: it steps back, and can be read

// The palette under a veil of the page's colour, which hides so much of it. An ink is the softest that can be read there.
export function veiled(palette, page, share) {
  const mix = (from, to, part) => from.map((v, k) => Math.round(v + (to[k] - v) * part));
  const rgb = palette.rgb.map((colour) => mix(colour, page, share));
  const ink = rgb.map((ground) => {
    const full = inkOn(ground);
    const parts = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    return parts.map((part) => mix(ground, full, part)).find((soft) => contrast(soft, ground) >= FAINT) ?? full;
  });
  return { ...palette, rgb, ink, words: Uint32Array.from(rgb, word) };
}

const FINEST = 16; // decades below 1 in which an error still has a colour

// Index into the palette. On the scale of both signs a number that is not zero never gets the colour of zero; a share is
// blank at 0; a slope is blank at 1, where all of the signal passes, and has the colour of zero where none does. An error
// is coloured by its decade; a ratio is blank at 1, and by its logarithm on either side, a sign turned being the far end.
export function shade(palette, value, limit, scale = "signed") {
  if (!Number.isFinite(value)) return palette.broken;
  if (scale === "verdict") return palette.verdicts + value;
  if (scale === "error") return palette.shares + (value > 0 ? Math.round(HALF * within(1 + Math.log10(value) / FINEST, 0)) : 0);
  if (scale === "ratio") return HALF + Math.round(HALF * (value > 0 ? within(Math.log(value) / limit, -1) : -1));
  if (scale === "share") return palette.shares + Math.round(value * HALF);
  if (value === 0) return palette.zero;
  if (scale === "slope") return palette.shares + Math.round((1 - value) * HALF);
  const part = limit > 0 ? within(value / limit, -1) : 0;
  return HALF + Math.round(part * HALF);
}

const within = (part, least) => Math.max(least, Math.min(1, part));
