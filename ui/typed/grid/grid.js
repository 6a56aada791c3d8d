// The fields of a matrix. Enter goes down a column and on to the next, arrows go to the neighbours, Tab goes on along
// the row. What was typed is told after a short rest, and at once when a field is left.

import { block, isOne } from "./block.js";

const REST = 200; // ms
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Grid {
  constructor(host) {
    this.root = document.createElement("div");
    this.root.className = "grid-root";
    host.append(this.root);
    for (const type of ["input", "change", "keydown", "paste", "focusin"])
      this.root.addEventListener(type, (event) => event.target.dataset?.row && this[type](event));
  }

  close() {
    clearTimeout(this.rest);
    this.root.remove();
  }

  // data: version, name and cells; see ui/typed/grid/__init__.py.
  show({ data: [data], setStateValue, setTriggerValue }) {
    this.tell = (cells) => setStateValue("typed", { version: this.version, cells });
    this.hand = (text) => setTriggerValue("pasted", text);
    const known = this.known ?? data.cells;
    this.known = data.cells;
    this.most = data.most;
    if (data.version === this.version && data.name === this.name) return;
    const [focused, unknown] = [this.focused(), this.unknownTo(known)];
    clearTimeout(this.rest);
    Object.assign(this, { version: data.version, name: data.name });
    this.build(data.cells);
    this.told = JSON.stringify(data.cells);
    if (focused) this.go(...focused);
    for (const [r, c, value] of unknown) if (data.cells[r]?.[c] === known[r][c]) this.write(r, c, value);
    this.say();
  }

  // What was typed and Python has not heard of yet: other sizes, asked for a moment before, do not undo it.
  unknownTo(known) {
    const cells = (this.fields ?? []).flatMap((row, r) => row.map((field, c) => [r, c, field.value]));
    return cells.filter(([r, c, value]) => known[r]?.[c] !== undefined && value !== known[r][c]);
  }

  write(r, c, value) {
    const field = this.fields[r][c];
    field.value = value;
    if (field === document.activeElement) field.setSelectionRange(value.length, value.length);
  }

  build(cells) {
    const table = document.createElement("table");
    table.setAttribute("aria-label", this.name);
    const head = table.createTHead().insertRow();
    head.append(heading("", ""), ...cells[0].map((_cell, c) => heading(c, "col")));
    const body = table.createTBody();
    this.fields = cells.map((row, r) => {
      const line = body.insertRow();
      line.append(heading(r, "row"));
      return row.map((cell, c) => line.insertCell().appendChild(this.field(cell, r, c)));
    });
    this.root.replaceChildren(table);
  }

  field(cell, r, c) {
    const field = Object.assign(document.createElement("input"), { value: cell, autocomplete: "off", maxLength: 1000 });
    field.setAttribute("aria-label", `${this.name}[${r}, ${c}]`);
    Object.assign(field, { spellcheck: false, enterKeyHint: "next" });
    Object.assign(field.dataset, { row: r, column: c });
    return field;
  }

  // The row and the column of the field that is typed into, or null.
  focused() {
    const field = document.activeElement;
    return this.root.contains(field) ? place(field) : null;
  }

  // Whether there is such a cell.
  go(r, c) {
    const field = this.fields[r]?.[c];
    field?.focus();
    return Boolean(field);
  }

  say() {
    clearTimeout(this.rest);
    const cells = this.fields.map((row) => row.map((field) => field.value));
    const written = JSON.stringify(cells);
    if (written === this.told) return;
    this.told = written;
    this.tell(cells);
  }

  focusin({ target }) {
    target.select();
  }

  input() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.say(), REST);
  }

  change() {
    this.say();
  }

  keydown(event) {
    const { key, target, altKey, ctrlKey, metaKey, shiftKey, isComposing } = event;
    if (altKey || ctrlKey || metaKey || isComposing) return;
    const [r, c] = place(target);
    if (key === "Enter") {
      event.preventDefault();
      this.say();
      if (shiftKey) this.go(r - 1, c);
      else if (!this.go(r + 1, c)) this.go(0, c + 1);
    } else if (MOVES[key] && !shiftKey && leaves(target, key)) {
      const [down, right] = MOVES[key];
      if (this.go(r + down, c + right)) event.preventDefault();
    }
  }

  // One number goes into its cell, a block of a spreadsheet into those from here on; Python reads all else.
  paste(event) {
    const text = event.clipboardData.getData("text/plain");
    if (isOne(text)) return;
    event.preventDefault();
    const cells = block(text);
    const [r, c] = place(event.target);
    if (!cells || !this.fields[r + cells.length - 1]?.[c + cells[0].length - 1]) {
      this.hand(text.slice(0, this.most + 1)); // Python says of a longer one that it is too long
      return;
    }
    cells.forEach((row, i) => row.forEach((cell, j) => (this.fields[r + i][c + j].value = cell)));
    this.say();
  }
}

const place = (field) => [Number(field.dataset.row), Number(field.dataset.column)];

function heading(text, scope) {
  const cell = Object.assign(document.createElement(scope ? "th" : "td"), { textContent: text });
  if (scope) cell.scope = scope;
  return cell;
}

// Whether an arrow leaves the field: those to the sides from the end of what is in it, or when all is selected.
function leaves(field, key) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (key === "ArrowUp" || key === "ArrowDown" || (start === 0 && end === value.length)) return true;
  return start === end && end === (key === "ArrowLeft" ? 0 : value.length);
}
