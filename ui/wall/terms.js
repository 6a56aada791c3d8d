// The terms that make a number: what was sent of them, and the rows of a table that show them.

import { shade } from "./colour.js";
import { attribute, make, put } from "./dom.js";
import { fill, short, special } from "./number.js";

// The terms of a panel in one list of groups, ready to be drawn: {letter, sign, columns, rows}.
export function readTerms(panel) {
  return panel.terms.map(({ letter, sign, columns, values, places, shares }) => {
    const rows = values.map((value, k) => ({
      value,
      place: places[k],
      share: shares[k],
      factors: columns.map(({ name, tile, rows: down, columns: across, values: numbers }) => {
        const entry = { tile, row: down[k], column: across[k] };
        return { name: `${name}[${down[k]}, ${across[k]}]`, value: numbers[k], entry: tile && entry };
      }),
    }));
    return { letter, sign, columns, rows };
  });
}

// By magnitude, what is not a number first; or by place, as they came.
export function ordered(rows, bySize) {
  const size = (row) => (Number.isNaN(row.value) ? Infinity : Math.abs(row.value));
  return bySize ? [...rows].sort((a, b) => size(b) - size(a) || a.place - b.place) : rows;
}

// Magnitude at the ends of the bars: the largest finite one.
export function barLimit(values) {
  return values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
}

// Left edge and width of a bar in percent, zero in the middle.
export function barBox(value, limit) {
  if (Number.isNaN(value)) return { left: 0, width: 100 };
  const part = limit > 0 ? Math.min(1, Math.abs(value) / limit) : Number.isFinite(value) ? 0 : 1;
  return { left: value < 0 ? 50 - 50 * part : 50, width: 50 * part };
}

// Where a key leads among rows of factors, [row, column], or null if it does not move.
// Up and Down keep the column, and at its end go on through the factors of the row; Left and Right read on.
export function moveFactor(counts, [row, column], pressed) {
  const flat = counts.flatMap((count, i) => Array.from({ length: count }, (_, j) => [i, j]));
  const at = flat.findIndex(([i, j]) => i === row && j === column);
  const on = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[pressed];
  if (pressed === "Home") return flat[0] ?? null;
  if (pressed === "End") return flat[flat.length - 1] ?? null;
  if (!on || !flat.length) return null;
  const next = [row + on, column];
  const vertical = pressed === "ArrowUp" || pressed === "ArrowDown";
  if (vertical && counts[next[0]] > column) return next;
  return flat[Math.max(0, Math.min(flat.length - 1, at + on))];
}

// A part of 0 to 1 in whole per cent; of what is nearly nothing or nearly all a tenth, so that it is not taken for that. Of
// an infinite whole it is no number.
export function percent(share) {
  if (!Number.isFinite(share)) return special(share);
  const whole = Math.round(share * 100);
  const isTrue = share === 0 || share === 1 || (whole !== 0 && whole !== 100);
  if (isTrue) return `${whole} %`;
  if (Math.abs(share) < 0.0005) return "< 0.1 %";
  return Math.abs(share - 1) < 0.0005 ? "> 99.9 %" : `${(share * 100).toFixed(1)} %`;
}

// A list of elements that are made when needed, hidden when not, and never thrown away.
export class Pool {
  constructor(create) {
    this.create = create;
    this.items = [];
  }

  // Shows as many as there are values; `update(item, value, index)`.
  fill(values, update) {
    while (this.items.length < values.length) this.items.push(this.create());
    this.items.forEach((item, i) => {
      put(item.element, "hidden", i >= values.length);
      if (i < values.length) update(item, values[i], i);
    });
  }

  get shown() {
    return this.items.filter((item) => !item.element.hidden);
  }
}

export function button(className, parent) {
  return Object.assign(make("button", className, parent), { type: "button" });
}

// A signed bar in a cell.
export class Bar {
  constructor(parent) {
    this.element = make("div", "bar", make("td", "bar-cell", parent));
    this.fill = make("div", "bar-fill", this.element);
    attribute(this.element.parentElement, "aria-hidden", "true");
  }

  draw(value, limit, palette) {
    const { left, width } = barBox(value, limit);
    const colour = palette.rgb[shade(palette, value, limit)].join(",");
    const style = `left:${left.toFixed(2)}%;width:${width.toFixed(2)}%;background:rgb(${colour})`;
    put(this.fill.style, "cssText", style);
  }
}

// A head of a row or a column; without words it is a cell like others.
function headed(element, words, role) {
  put(element, "textContent", words);
  attribute(element, "role", words ? role : "cell");
}

// One term: its place, its factors, their product, its share, its bar.
class Row {
  constructor(body) {
    this.element = make("tr", "", body);
    this.place = make("th", "", this.element);
    attribute(this.place, "scope", "row");
    this.value = make("td", "number", this.element);
    this.share = make("td", "share", this.element);
    this.bar = new Bar(this.element);
    this.cells = new Pool(() => this.cell());
  }

  cell() {
    const element = make("td", "");
    this.element.insertBefore(element, this.value);
    const link = button("factor", element);
    link.tabIndex = -1;
    return { element, link };
  }

  draw({ place, value, share, factors }, { letter, own, limit, palette, labels }) {
    headed(this.place, letter ? String(place) : "", "rowheader");
    put(this.element, "className", own === place && letter ? "own" : "");
    put(this.value, "textContent", short(value, 4));
    put(this.share, "textContent", share === undefined ? "" : percent(share));
    this.bar.draw(value, limit, palette);
    this.cells.fill(factors, ({ link }, factor) => {
      put(link, "textContent", short(factor.value, 4));
      put(link, "disabled", !factor.entry);
      const words = { name: factor.name, value: short(factor.value, 6) };
      attribute(link, "aria-label", fill(factor.entry ? labels.follow : "{name} = {value}", words));
      link.entry = factor.entry;
    });
  }

  // The factors that can be followed.
  get links() {
    return this.cells.shown.map((cell) => cell.link).filter((link) => link.entry);
  }
}

// Terms of one form under their heads.
export class Group {
  constructor(table) {
    this.element = make("tbody", "", table);
    this.head = make("tr", "heads", this.element);
    this.letter = make("th", "", this.head);
    this.value = make("th", "number", this.head);
    this.share = make("th", "share", this.head);
    attribute(make("td", "", this.head), "aria-hidden", "true");
    this.heads = new Pool(() => {
      const element = make("th", "");
      this.head.insertBefore(element, this.value);
      return { element, sign: make("span", "", element), title: make("span", "", element) };
    });
    this.rows = new Pool(() => new Row(this.element));
  }

  draw({ letter, sign, columns, rows }, bySize, how) {
    attribute(this.element, "data-many", String(columns.length > 3));
    const first = columns.length ? letter : sign; // a term that is not taken apart stands there whole
    put(this.letter, "innerHTML", first);
    attribute(this.letter, "role", first ? "columnheader" : "cell");
    put(this.value, "textContent", how.labels.term);
    headed(this.share, rows[0]?.share === undefined ? "" : how.labels.share, "columnheader");
    this.heads.fill(columns, (head, { title, factor }, j) => {
      put(head.sign, "innerHTML", j ? (factor ? "· " : "") : sign);
      put(head.title, "textContent", title);
      attribute(head.element, "scope", "col");
    });
    this.rows.fill(ordered(rows, bySize), (item, row) => item.draw(row, { ...how, letter }));
  }
}
