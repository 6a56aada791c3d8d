// The words of the wall as Python sends them, in English.

import { readFileSync } from "node:fs";

const source = readFileSync(new URL("../../ui/labels.py", import.meta.url), "utf8");
const entries = source.matchAll(/"(\w+)": _\(\s*((?:"[^"]*"\s*)+)\)/g);

export const LABELS = Object.fromEntries(
  Array.from(entries, ([, name, texts]) => [name, Array.from(texts.matchAll(/"([^"]*)"/g), (text) => text[1]).join("")]),
);
