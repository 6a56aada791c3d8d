// The keys of a matrix that has the focus. After a click on a cell the arrows still go through the operations: who wants to
// go from cell to cell by keys comes by Tab.

import { moveBetween, moveInside } from "./choice.js";
import { entryOf as keyEntry } from "./keys.js";
import { fetchLater } from "./later.js";

const HELD = 80; // ms without a key before Python hears of the selection

export class MatrixKeys {
  constructor(wall) {
    this.wall = wall;
    this.clicked = null; // the matrix that has the focus by a click
  }

  press(event) {
    const { view } = event.target;
    if (!view || this.wall.presenter.on || event.altKey || event.metaKey || !this.pressed(view, event)) return;
    event.stopPropagation(); // the page has other things on the same keys
    event.preventDefault();
  }

  // True if the key is one of a matrix.
  pressed(view, event) {
    const { key, ctrlKey } = event;
    if (this.moved(key, ctrlKey)) return true;
    if (ctrlKey) return false;
    const { id } = view.tile;
    const command = keyEntry(event, "matrix")?.command;
    if (command === "jump") this.wall.acts.add({ do: "jump", tile: id });
    else if (command === "open") {
      fetchLater();
      this.wall.acts.add({ do: "open", tile: id });
    } else if (command === "explain") return this.wall.panel.enter();
    else if (command === "unselect") {
      if (this.wall.choice) this.wall.choose(null, 0);
      this.wall.pointer.hideTip();
      view.matrix.blur(); // the keys are the page's again
    } else return this.stepped(view, key);
    return true;
  }

  // To another matrix.
  moved(key, control) {
    const grid = this.wall.board.places();
    const row = grid.findIndex((names) => names.includes(this.wall.current));
    const next = moveBetween(grid, [row, grid[row].indexOf(this.wall.current)], key, control);
    if (!next) return false;
    const { matrix, element } = this.wall.board.view(grid[next[0]][next[1]]);
    matrix.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  // To another cell of the matrix.
  stepped(view, key) {
    if (view === this.clicked) return false;
    const { tile, transpose } = view;
    const mine = this.wall.choice?.tile === tile.id ? this.wall.choice : null;
    const entry = moveInside(tile, transpose, mine, key);
    if (!entry) return false;
    if (!tile.cells) return true;
    this.wall.pointer.over = null;
    this.wall.choose({ tile: tile.id, ...entry }, HELD);
    const box = view.marks.selected.getBoundingClientRect();
    this.wall.spoken.sayCell(this.wall.choice, this.wall.pointer.tell(this.wall.choice, box.right, box.bottom - 8).join(", "));
    return true;
  }
}
