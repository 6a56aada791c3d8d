// What is pasted into a cell.

// The cells of a text as a spreadsheet copies them, or null for another text: tabs between cells, lines. A comma is a
// decimal one only where tabs part the cells.
export function block(text) {
  if (!/[\t\n]/.test(text.trim())) return null;
  const foreign = text.includes("\t") ? /[\s;[\](){}&\\]/ : /[\s,;[\](){}&\\]/;
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
  const rows = lines.map((line) => line.split("\t").map((cell) => cell.trim()));
  const whole = rows.every((row) => row.length === rows[0].length && !row.some((cell) => foreign.test(cell)));
  return whole ? rows : null;
}

// Whether it is one number, for one cell.
export const isOne = (text) => text.length <= 60 && !/[\s;[\](){}&]/.test(text.trim());
