// All keys, in one table. `do` is an act for Python or the name of a command of the component; `label` a key of the
// labels. `where`: "page" for keys that hold anywhere, "matrix" for those of a matrix that has the focus, "presenter"
// for those of the presenter, which come before the others. `hidden`: the
// control that takes the key with it where a link hides it.

const step = (by, direction) => ({ do: "step", by, direction });

export const KEYS = [
  { keys: ["ArrowRight"], shown: "→", label: "step_on", act: step("operation", 1) },
  { keys: ["ArrowLeft"], shown: "←", label: "back", act: step("operation", -1) },
  { keys: ["ArrowDown"], shown: "↓", label: "key_layer_on", act: step("layer", 1) },
  { keys: ["ArrowUp"], shown: "↑", label: "key_layer_back", act: step("layer", -1) },
  { keys: ["Home"], shown: "Home", label: "key_start", command: "start" },
  { keys: ["End"], shown: "End", label: "key_end", command: "end" },
  { keys: ["f"], shown: "F", label: "key_forward", command: "forward" },
  { keys: ["b"], shown: "B", label: "key_backward", command: "backward" },
  { keys: ["u"], shown: "U", label: "key_update", command: "update" },
  { keys: ["p"], shown: "P", label: "play", command: "play", once: true, hidden: "play" },
  { keys: ["c"], shown: "C", label: "cover_on", command: "cover", once: true, hidden: "cover" },
  { keys: ["t"], shown: "T", label: "train", command: "train", hidden: "train" },
  { keys: ["l"], shown: "L", label: "curve_open", command: "curve", once: true },
  { keys: ["m"], shown: "M", label: "metric_next", command: "metric", once: true },
  { keys: ["g"], shown: "G", label: "log", command: "log", once: true },
  { keys: ["n"], shown: "N", label: "region", command: "region", once: true },
  { keys: ["k"], shown: "K", label: "key_link", command: "link", once: true },
  { keys: ["s"], shown: "S", label: "present", command: "present", once: true },
  { keys: ["?"], shown: "?", label: "key_help", command: "help", once: true },
  { keys: ["Escape"], shown: "Esc", label: "key_unselect", command: "unselect", once: true },
  { keys: [], shown: "−  0  +", label: "key_guess" },
  { keys: [], shown: "Z  Y", label: "key_undo" },
  { keys: [], shown: "← → ↑ ↓", label: "key_cells", where: "matrix" },
  { keys: [], shown: "Page ↑  Page ↓", label: "key_matrices", where: "matrix" },
  { keys: ["ArrowRight", "PageDown", " "], shown: "→  Page ↓", label: "key_next", command: "next", where: "presenter" },
  { keys: ["ArrowLeft", "PageUp"], shown: "←  Page ↑", label: "key_previous", command: "previous", where: "presenter" },
  { keys: [], shown: "Esc", label: "key_leave", where: "presenter" },
  { keys: ["Enter"], shown: "Enter", label: "key_jump", command: "jump", where: "matrix" },
  { keys: ["o"], shown: "O", label: "key_open", command: "open", where: "matrix" },
  { keys: ["e"], shown: "E", label: "key_explain", command: "explain", where: "matrix" },
  { keys: ["Escape"], shown: "Esc", label: "key_escape", command: "unselect", where: "matrix" },
];

const TYPED_INTO = "input, textarea, select, [contenteditable], [role=listbox], [role=radiogroup], [role=slider]";

// The entry of the table for a key press, or undefined.
export function entryOf(event, where = "page") {
  const { key, altKey, ctrlKey, metaKey, repeat } = event;
  if (altKey || ctrlKey || metaKey) return undefined;
  const name = key.length === 1 ? key.toLowerCase() : key;
  const found = KEYS.find((entry) => entry.keys.includes(name) && (entry.where ?? "page") === where);
  return found && !(repeat && found.once) ? found : undefined;
}

// Whether a press goes to a field that is typed into, or to an open dialog.
export function isTaken(event) {
  const target = event.composedPath()[0];
  if (target.closest?.(".track-marks")) return false; // its keys are those of the page
  return Boolean(target.closest?.(TYPED_INTO) || target.closest?.("[role=dialog], dialog:not(.presenter)"));
}

export const keyOf = (label) => KEYS.find((entry) => entry.label === label)?.shown ?? "";

// The same for a screen reader, as aria-keyshortcuts has them.
export const shortcutsOf = (label) => KEYS.find((entry) => entry.label === label).keys.join(" ");
