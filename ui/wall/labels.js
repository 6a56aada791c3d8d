// What the wall says when the scene brings no words of its own; Python sends them under the same keys.

export const LABELS = {
  row: "row",
  column: "column",
  index: "{axis} {index}",
  indices: "{axis} {first}–{last}",
  not_computed: "not computed yet",
  blocks: "≈ {rows}×{columns} blocks, largest |value| shown",
  largest_of: "largest of {rows} × {columns} entries",
  zeros: "exact zeros: {count}",
  matrix: "{title}, {rows} × {columns}, {range}",
  jump: "Go to the step that makes {title}",
  open: "Open {title} large",
  equation: "Equation in focus",
  wall: "All matrices",
  keys:
    "Arrow keys move the cell, Page Up and Page Down the matrix. " +
    "Enter goes to its step, O opens it large.",
};
