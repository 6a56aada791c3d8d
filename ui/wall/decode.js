// The wire format of figures/wall/packing.py: pictures, each with its length before it; a picture is the length of its
// header, the header as JSON, padding, payload.

const ARRAYS = { float64: Float64Array, float32: Float32Array, uint16: Uint16Array, uint8: Uint8Array };

// The pictures of a message, still packed: {film: those to be shown, next: what each of the next operations changes}.
export function picturesOf(bytes) {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [film, next] = [[], []];
  for (let at = 0; at < bytes.length; ) {
    const [length, kind] = [words.getUint32(at, true), words.getUint32(at + 4, true)];
    (kind ? next : film).push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return { film, next };
}

// JSON has no word for what is not finite: it comes as {"float": "NaN"}, wherever there may be a number.
const MARK = '{"float":';
const revived = (_key, value) => (value !== null && typeof value === "object" && "float" in value ? Number(value.float) : value);
export const parsed = (text) => JSON.parse(text, text.includes(MARK) ? revived : undefined);

// What is as usual with a matrix is not said (USUAL in figures/wall/packing.py).
const USUAL = {
  state: "known", layer: null, scale: "signed", block: [1, 1], dtype: "float64", offset: null, zeros: 0, nan: 0, infinite: 0, remark: "", names: [],
};
const usual = ({ shape, range, layer }) => ({
  ...USUAL, sent: shape, index: String(layer ?? ""), limit: range ? Math.max(-range[0], range[1]) : 0,
});

// Nor is what is so with the curve of the loss (_OF_THE_LOSS there).
const OF_THE_LOSS = { metric: "loss", bounds: null, classes: [] };

// A curve with typed arrays in place of offsets; view: makes one of a kind, an offset and a count.
function readCurve(curve, view) {
  const { x, series, earlier } = Object.assign(curve, { ...OF_THE_LOSS, ...curve });
  x.values = view("float64", x.offset, x.count);
  for (const line of series) line.values = view("float64", line.offset, x.count);
  if (earlier) Object.assign(earlier, {
    xs: view("float64", earlier.x, earlier.count),
    values: view("float64", earlier.offset, earlier.count),
  });
}

// The header with typed arrays in place of offsets. The bytes are copied once: they may arrive unaligned. What they do
// not say is as in the scene before.
export function decodeScene(bytes, before) {
  const { buffer } = bytes.slice();
  const length = new DataView(buffer).getUint32(0, true);
  const scene = parsed(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = Math.ceil((4 + length) / 8) * 8;
  const view = (kind, offset, count) => new ARRAYS[kind](buffer, start + offset, count);
  for (const [id, said] of Object.entries(scene.tiles)) {
    const tile = (scene.tiles[id] = said === null ? before.tiles[id] : { ...usual(said), ...said });
    if (said === null) continue;
    const count = tile.sent[0] * tile.sent[1];
    tile.id = id;
    tile.cells = tile.offset === null ? null : view(tile.dtype, tile.offset, count);
    tile.chosen = tile.chosen === undefined ? null : view("uint16", tile.chosen, count);
  }
  const { curve, large, region, pictures } = scene;
  for (const bytes of [region, pictures]) {
    if (bytes?.shape) bytes.cells = view("uint8", bytes.offset, bytes.shape.reduce((a, b) => a * b, 1));
  }
  for (const lines of [curve, large]) if (lines) readCurve(lines, view);
  return { ...before, ...scene };
}

// True if two tiles would put the same pixels into a canvas of the same size.
export function samePicture(a, b) {
  if (a.limit !== b.limit || a.scale !== b.scale || a.dtype !== b.dtype || (a.cells === null) !== (b.cells === null)) return false;
  if (a.sent[0] !== b.sent[0] || a.sent[1] !== b.sent[1]) return false;
  if (a.cells === null) return true;
  for (let i = 0; i < a.cells.length; i += 1) if (!Object.is(a.cells[i], b.cells[i])) return false;
  return true;
}

// True indices, in the whole matrix, of the entry that a sent cell shows.
export function entryOf(tile, row, column) {
  const [height, width] = tile.block;
  const inside = tile.chosen ? tile.chosen[row * tile.sent[1] + column] : 0;
  return { row: row * height + Math.floor(inside / width), column: column * width + (inside % width) };
}

// The sent cell that holds an entry, or null if the tile has no such entry.
export function cellOf(tile, entry) {
  if (!tile || entry.row >= tile.shape[0] || entry.column >= tile.shape[1]) return null;
  return { row: Math.floor(entry.row / tile.block[0]), column: Math.floor(entry.column / tile.block[1]) };
}

// Whether two entries, or none, are one.
export function isSame(a, b) {
  return a === b || Boolean(a && b && a.tile === b.tile && a.row === b.row && a.column === b.column);
}

// First and last index that a sent cell covers along an axis (0 down, 1 across).
export function spanOf(tile, axis, index) {
  const first = index * tile.block[axis];
  return [first, Math.min(first + tile.block[axis], tile.shape[axis]) - 1];
}
