// From what a reader types, as dW1[0, 2] or ∇W₁[0,2], to a cell; pure functions.

const PATTERN = /^(.+?)\[\s*(\d{1,6})\s*,\s*(\d{1,6})\s*\]$/;
const LOWERED = "₀₁₂₃₄₅₆₇₈₉";
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

// A name without what can't be typed: indices as plain digits, no blanks, no brackets around it, no case.
export function plain(name) {
  const digits = [...name].map((c) => {
    const at = Math.max(LOWERED.indexOf(c), RAISED.indexOf(c));
    return at < 0 ? c : String(at);
  });
  return digits.join("").replace(/[\s⁽⁾]/g, "").replace(/^\((.*)\)$/, "$1").toLowerCase();
}

// {entry}, or {problem: a label, values}; of one that is still to be made, {unmade: entry} too. tiles: those of the scene,
// by id.
export function readCell(text, tiles) {
  const found = PATTERN.exec(text.trim());
  const name = found ? found[1] : text.trim();
  const wanted = plain(name).replace(/^∇/, "d");
  const tile = Object.values(tiles).find((t) => [t.id, t.title, t.short].some((own) => own && plain(own).replace(/^∇/, "d") === wanted));
  if (!tile || !found) return { problem: "no_matrix", values: { name, example: "dW1[0, 2]" } };
  const [row, column] = [Number(found[2]), Number(found[3])];
  const [rows, columns] = tile.shape;
  if (row >= rows || column >= columns) {
    return { problem: "no_entry", values: { name: tile.title, rows: rows - 1, columns: columns - 1 } };
  }
  const entry = { tile: tile.id, row, column };
  return tile.cells ? { entry } : { problem: "not_yet", values: { name: tile.title }, unmade: entry };
}
