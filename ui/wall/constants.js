// What is the same in all pictures, colours and words: told once by an element of its own, kept here for all walls.

let told = null;
const listeners = new Set();

export const constants = () => told;

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
