// The few characters of a number as alpha masks. A canvas shapes every new text anew, which is most of the time of a
// step; masks are copied into the picture twenty times faster, and without a canvas in the tests.

const ALPHABET = "0123456789.−+e∞Na";

// The masks of a font at a size in device pixels. `canvas` is lent and may be any size.
export function makeGlyphs(canvas, font, size, weight = 400) {
  const height = Math.ceil(size * 1.3);
  const baseline = Math.ceil(size);
  const setUp = () => {
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.font = `${weight} ${size}px ${font}`;
    context.textBaseline = "alphabetic";
    context.fillStyle = "#000";
    return context;
  };
  let context = setUp();
  const digit = Math.max(...[..."0123456789"].map((c) => context.measureText(c).width));
  const rise = Math.round(context.measureText("0").actualBoundingBoxAscent);
  const glyphs = { height, baseline, rise, digit: Math.round(digit), marks: new Map() };
  for (const character of ALPHABET) {
    const natural = context.measureText(character).width;
    const advance = Math.max(1, Math.round(/\d/.test(character) ? digit : natural));
    const width = advance + 2;
    Object.assign(canvas, { width, height });
    context = setUp();
    context.fillText(character, 1 + (advance - natural) / 2, baseline);
    const { data } = context.getImageData(0, 0, width, height);
    glyphs.marks.set(character, { advance, width, mask: Uint8Array.from({ length: width * height }, (_, i) => data[4 * i + 3]) });
  }
  return glyphs;
}

export function textWidth(glyphs, text) {
  let width = 0;
  for (const character of text) width += glyphs.marks.get(character).advance;
  return width;
}

// Writes a text centred on (cx, cy) in `ink` on a ground of one colour, both [r, g, b].
export function writeText(picture, glyphs, text, cx, cy, ink, ground) {
  let left = Math.round(cx - textWidth(glyphs, text) / 2) - 1;
  const top = Math.round(cy + glyphs.rise / 2) - glyphs.baseline;
  const steps = ink.map((v, i) => v - ground[i]);
  for (const character of text) {
    const { advance, width, mask } = glyphs.marks.get(character);
    for (let y = Math.max(0, -top); y < glyphs.height && top + y < picture.height; y += 1) {
      for (let x = Math.max(0, -left); x < width && left + x < picture.width; x += 1) {
        const alpha = mask[y * width + x];
        if (alpha < 8) continue;
        const part = alpha / 255;
        picture.words[(top + y) * picture.width + left + x] =
          (255 << 24) |
          ((ground[2] + steps[2] * part) << 16) |
          ((ground[1] + steps[1] * part) << 8) |
          (ground[0] + steps[0] * part);
      }
    }
    left += advance;
  }
}
