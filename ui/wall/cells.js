// Cells in pixels; pure functions.

// Edges of n cells over `size` pixels, whole numbers.
export function edges(n, size) {
  return Array.from({ length: n + 1 }, (_, i) => Math.round((i * size) / n));
}

// Which of n cells a position falls into.
export const indexAt = (position, size, n) => Math.max(0, Math.min(n - 1, Math.floor((position / size) * n)));
