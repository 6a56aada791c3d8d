// What is the same in all pictures, colours and words: told once by an element of its own, kept here for all walls.

let told = null;
const listeners = new Set();

export const constants = () => told;

// The words of a wall; a strip, which has no loop to go to, has some of its own.
export function wordsOf(labels, whole) {
  if (whole) return labels;
  return {
    ...labels,
    jump: labels.strip_jump,
    open: labels.strip_open,
    equation: labels.strip_equation,
    matrix_keys: labels.strip_matrix_keys,
  };
}

// New ones, of another language or page.
export function tell(value) {
  told = value;
  for (const listener of listeners) listener();
}

// Calls back whenever there are new ones; returns what ends it.
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
