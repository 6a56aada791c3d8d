// What lies under the pointer: its entry is framed wherever it is drawn, and told beside it.

import { cellOf, entryOf } from "./decode.js";
import { Tip } from "./dom.js";
import { fill } from "./number.js";
import { told, where } from "./tile.js";

export class Pointer {
  // wall: {root, scene, labels, curve, mark()}.
  constructor(wall) {
    this.wall = wall;
    this.over = null; // the entry under the pointer
    this.told = null; // the entry that the tooltip speaks of, and where it stands
    this.tip = new Tip(wall.root);
  }

  hover(event) {
    const { curve } = this.wall;
    const view = event.target.closest(".matrix")?.view;
    if (view?.tile.cells) {
      this.point(entryAt(view, event));
      this.tell(this.over, event.clientX, event.clientY);
    } else if (event.target === curve.canvas) {
      this.point(null);
      this.hideTip();
      this.tip.show(curve.linesAt(event.clientX), event.clientX, event.clientY);
    } else if (event.target.entry) {
      this.hideTip();
      this.point(event.target.entry); // where a factor comes from
    } else this.leave();
  }

  leave() {
    this.point(null);
    this.hideTip();
  }

  // The tooltip on an entry, at a point of the window. Returns what it says.
  tell(entry, x, y) {
    if (this.wall.making.cover.keeps(entry)) {
      this.hideTip();
      return [];
    }
    this.told = { entry, x, y };
    const lines = cellLines(this.wall.scene.tiles[entry.tile], entry, this.wall.labels);
    this.tip.show(lines, x, y);
    return lines;
  }

  hideTip() {
    this.told = null;
    this.tip.hide();
  }

  // The same tooltip over a new scene, if the entry is still there.
  tellAgain() {
    if (!this.told) return;
    const { entry, x, y } = this.told;
    const tile = this.wall.scene.tiles[entry.tile];
    if (tile?.cells && cellOf(tile, entry)) this.tell(entry, x, y);
    else this.leave();
  }

  point(entry) {
    if (JSON.stringify(entry) === JSON.stringify(this.over)) return;
    this.over = entry;
    this.wall.mark();
  }
}

// The entry under a pointer event on a matrix.
export function entryAt(view, event) {
  const cell = view.hit(event);
  return { tile: view.tile.id, ...entryOf(view.tile, cell.row, cell.column) };
}

// What is known of one entry: name and place, value, and that it stands for a block.
function cellLines(tile, entry, labels) {
  const cell = cellOf(tile, entry);
  const [rows, columns] = tile.block;
  const value = tile.cells[cell.row * tile.sent[1] + cell.column];
  const lines = [`${tile.title}  ${where(tile, cell, labels).join(" · ")}`, told(tile, value)];
  return rows * columns > 1 ? [...lines, fill(labels.largest_of, { rows, columns })] : lines;
}
