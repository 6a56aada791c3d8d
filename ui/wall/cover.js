// What a step makes stays blank until the reader has said what it will be, cell by cell.

import { cellOf } from "./decode.js";

export const SIGNS = { "-": -1, "−": -1, 0: 0, "+": 1 };
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

// Whether a guess is right: a sign, one of those above, or a number to as many decimals as were written.
export function isRight(guess, value) {
  if (guess in SIGNS) return Math.sign(value) === SIGNS[guess];
  const decimals = (guess.split(".")[1] ?? "").length;
  return Math.abs(Number(guess) - value) <= 0.5 * 10 ** -decimals * (1 + 1e-9);
}

// What was written, as `isRight` takes it; null if it is neither a sign nor a number.
export function readGuess(text) {
  const guess = text.trim().replace("−", "-").replace(",", ".");
  return guess in SIGNS || NUMBER.test(guess) ? guess : null;
}

// The sign of what was guessed, as Python reads it.
export function signOf(guess) {
  const value = guess in SIGNS ? SIGNS[guess] : Number(guess);
  return value > 0 ? "+" : value < 0 ? "-" : "0";
}

export class Cover {
  constructor() {
    this.on = false;
    this.told = []; // of this result: {row, column, right}
    this.open({ tiles: {}, equation: [] });
  }

  // Another picture: another result is covered again.
  open(scene) {
    const made = scene.equation.length ? scene.equation[scene.equation.length - 1].tile : undefined;
    const tile = scene.tiles[made];
    const whole = tile?.state === "fresh" && tile.cells && tile.block.every((n) => n === 1);
    const step = whole ? `${scene.curve?.here} ${scene.cursor} ${made}` : "";
    if (step !== this.step) Object.assign(this, { step, told: [], lifted: false });
    this.tile = whole ? tile : null;
  }

  set(on) {
    if (on !== this.on) this.toggle();
  }

  toggle() {
    this.on = !this.on;
    this.lifted = false;
  }

  // Uncovers this result; the next one is covered again.
  lift() {
    this.lifted = true;
  }

  get hides() {
    return this.on && !this.lifted && this.tile !== null && this.told.length < this.tile.cells.length;
  }

  // Whether the value of an entry is still to be predicted.
  keeps(entry) {
    return this.hides && entry?.tile === this.tile.id && !this.knows(entry);
  }

  knows({ row, column }) {
    return this.told.some((cell) => cell.row === row && cell.column === column);
  }

  // The entry that is asked for: the chosen one, else the first in reading order that is not known.
  // `fixed`: no other than the chosen one.
  asked(choice, fixed = false) {
    if (this.keeps(choice)) return choice;
    if (fixed) return null;
    const [rows, columns] = this.tile.shape;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        if (!this.knows({ row, column })) return { tile: this.tile.id, row, column };
      }
    }
    return null;
  }

  // Uncovers an entry; whether the guess was right.
  guess(entry, guess) {
    const { row, column } = cellOf(this.tile, entry);
    const right = isRight(guess, this.tile.cells[row * this.tile.sent[1] + column]);
    this.told.push({ row, column, right });
    return right;
  }
}
