// While operations are played, a result is seen to be made: cell by cell, with the row and the column it comes from.

const LASTS = 750; // ms, of the second that an operation is played for
const PER_CELL = 90; // ms, where there are few

// The parts of the operands of an equation that a cell of its result comes from, as {tile, rows, columns}; null is all of
// them.
export function sources(terms, tiles, { row, column }) {
  const dot = terms.findIndex((term) => term.sign === "·");
  const whole = tiles[terms[terms.length - 1].tile].quantity === "S";
  return terms.slice(0, -1).flatMap((term, k) => {
    if (!term.tile) return [];
    const ofRow = dot >= 0 ? k < dot : whole;
    const ofColumn = dot >= 0 && k > dot;
    const drawn = { rows: ofColumn ? null : [row], columns: ofRow ? null : [column] };
    return [{ tile: term.tile, ...(term.transpose ? { rows: drawn.columns, columns: drawn.rows } : drawn) }];
  });
}

// What of a result is seen once the first `count` of its cells are there: areas [{rows, columns}], first and last.
export function seen(count, [, columns]) {
  const [full, rest] = [Math.floor(count / columns), count % columns];
  const areas = full ? [{ rows: [0, full - 1], columns: [0, columns - 1] }] : [];
  return rest ? [...areas, { rows: [full, full], columns: [0, rest - 1] }] : areas;
}

export class Sweep {
  // draw: is told when there is something new to be seen. frame: requestAnimationFrame.
  constructor(draw, frame = (act) => requestAnimationFrame(act)) {
    Object.assign(this, { draw, frame });
    this.made = null;
  }

  start(scene) {
    const last = scene.equation[scene.equation.length - 1];
    const tile = scene.tiles[last?.tile];
    if (!tile?.cells || tile.block.some((n) => n > 1) || scene.equation.length < 2) return this.stop();
    const cells = tile.cells.length;
    Object.assign(this, { made: tile, scene, cells, count: 0, began: null, lasts: Math.min(LASTS, cells * PER_CELL) });
    this.frame((now) => this.next(now, scene));
    return undefined;
  }

  stop() {
    this.made = null;
  }

  next(now, scene) {
    if (!this.made || this.scene !== scene) return;
    this.began ??= now;
    const count = Math.min(this.cells, 1 + Math.floor(((now - this.began) / this.lasts) * this.cells));
    const done = now - this.began > this.lasts;
    if (done) this.stop();
    if (done || count !== this.count) {
      this.count = count;
      this.draw();
    }
    if (!done) this.frame((later) => this.next(later, scene));
  }

  // The cell that is being made, as an entry; null before the first.
  get cell() {
    if (!this.count) return null;
    const columns = this.made.shape[1];
    const at = this.count - 1;
    return { tile: this.made.id, row: Math.floor(at / columns), column: at % columns };
  }

  get areas() {
    return seen(this.count, this.made.shape);
  }

  get lit() {
    return this.cell ? sources(this.scene.equation, this.scene.tiles, this.cell) : [];
  }
}
