// All matrices: the equation strip and the wall. Elements are kept and updated in place.

import { attribute, make, put, variable } from "./dom.js";
import { GAP, scrolledTo, stripLayout, wallLayout } from "./layout.js";
import { TileView } from "./tile.js";

const LABEL = 78; // width of the row labels
const SIGN = { width: 14, letter: 8.5, gap: 10 };

export class Board {
  // host: where document focus is looked up (the shadow root).
  constructor(host, stripParent, wallParent) {
    this.host = host;
    this.views = new Map(); // "wall Z1", "strip 0"
    this.order = { strip: [], wall: [] }; // names of the views, as they lie
    this.strip = make("div", "strip", stripParent);
    this.scroller = make("div", "wall", wallParent);
    this.grid = make("div", "grid", this.scroller);
    for (const group of [this.strip, this.scroller]) attribute(group, "role", "group");
  }

  view(name) {
    if (!this.views.has(name)) this.views.set(name, new TileView());
    return this.views.get(name);
  }

  // Views on screen, [name, view].
  shown() {
    const names = [...this.order.strip, ...this.order.wall.flat().filter(Boolean)];
    return names.map((name) => [name, this.views.get(name)]);
  }

  nameOf(view) {
    return this.shown().find(([, other]) => other === view)?.[0];
  }

  // Where the moves between matrices take place; null where there is none.
  places() {
    return [this.order.strip, ...this.order.wall];
  }

  // Draws the strip `width` pixels wide and returns the height of its pictures.
  drawStrip(scene, width, look, labels) {
    const equation = scene.equation ?? [];
    const terms = equation.filter((term) => term.tile);
    const { sizes, height, lines, least } = stripLayout(scene, width, signsWidth(equation));
    put(this.strip, "hidden", scene.equation === null);
    attribute(this.strip, "aria-label", labels.equation);
    variable(this.strip, "--deep", `${height + lines}px`);
    this.order.strip = terms.map((_, i) => `strip ${i}`);
    const plan = JSON.stringify(equation.map((term) => (term.tile ? null : term.sign)));
    if (plan !== this.stripPlan) this.keepFocus(() => this.arrangeStrip(equation));
    this.stripPlan = plan;
    terms.forEach((term, i) => {
      const view = this.view(`strip ${i}`);
      variable(view.element, "min-width", `${Math.max(least, sizes[i].width)}px`);
      view.update(scene.tiles[term.tile], term, sizes[i], { inline: false, noted: true }, look, labels);
    });
    return scene.equation ? height : 0;
  }

  arrangeStrip(equation) {
    let index = 0;
    const sign = (term) => Object.assign(make("span", "sign"), { textContent: term.sign });
    const matrix = () => this.view(`strip ${index++}`).element;
    this.strip.replaceChildren(...equation.map((term) => (term.tile ? matrix() : sign(term))));
  }

  drawWall(scene, width, look, labels) {
    const { rows, columns } = scene.wall;
    const layout = wallLayout(scene, width - LABEL - GAP);
    put(this.scroller, "hidden", !rows.length);
    attribute(this.scroller, "aria-label", labels.wall);
    this.order.wall = rows.map((row) => row.tiles.map((id) => id && `wall ${id}`));
    const plan = JSON.stringify([columns.length, rows]);
    if (plan !== this.wallPlan) this.keepFocus(() => this.arrangeWall(scene.wall));
    this.wallPlan = plan;
    columns.forEach((column, j) => put(this.heads[j], "textContent", column));
    variable(this.grid, "grid-template-columns", [LABEL, ...layout.widths].map((w) => `${w}px`).join(" "));
    rows.forEach((row, i) => {
      variable(this.rowLabels[i], "--accent", look.palette.accent(row.quantity));
      columns.forEach((_, j) => {
        variable(this.slots[i][j], "--deep", `${layout.heights[i]}px`);
        const tile = scene.tiles[row.tiles[j]];
        const place = { inline: layout.inline, noted: layout.blocks[i] };
        if (tile) this.view(`wall ${tile.id}`).update(tile, {}, layout.size(i, j, tile), place, look, labels);
      });
    });
    if (layout.scrolls) this.follow(scene, layout.widths, width);
  }

  // Scrolls to the layer in which something was just computed, once: the reader may look elsewhere.
  follow(scene, widths, width) {
    const { rows, columns } = scene.wall;
    const isFresh = (id) => scene.tiles[id]?.state === "fresh";
    const fresh = rows.flatMap((row) => row.tiles).find(isFresh);
    if (!fresh || fresh === this.followed) return;
    this.followed = fresh;
    const column = columns.findIndex((_, j) => rows.some((row) => row.tiles[j] === fresh));
    this.scroller.scrollLeft = scrolledTo(column, widths, this.scroller.scrollLeft, width, LABEL + GAP);
  }

  arrangeWall({ rows, columns }) {
    this.heads = columns.map(() => make("div", "column-head"));
    this.rowLabels = rows.map((row) => Object.assign(make("div", "row-label"), { textContent: row.label }));
    this.slots = rows.map((row) =>
      columns.map((_, j) => {
        const slot = make("div", "slot");
        if (row.tiles[j]) slot.append(this.view(`wall ${row.tiles[j]}`).element);
        return slot;
      }),
    );
    const body = rows.flatMap((_, i) => [this.rowLabels[i], ...this.slots[i]]);
    this.grid.replaceChildren(make("div", "corner"), ...this.heads, ...body);
    const kept = new Set(this.order.wall.flat());
    const gone = [...this.views.keys()].filter((name) => name.startsWith("wall") && !kept.has(name));
    for (const name of gone) this.views.delete(name);
  }

  // Rearranging elements takes the focus off them: gives it back, or to the matrix that took the place.
  keepFocus(rearrange) {
    const active = (this.host.activeElement === undefined ? document : this.host).activeElement;
    const name = active?.view && this.nameOf(active.view);
    rearrange();
    if (name) (this.views.get(name) ?? this.shown()[0]?.[1])?.matrix.focus({ preventScroll: true });
  }

  // One tab stop for all: the matrix named `current`, else the first of the wall. Returns its name.
  rove(current) {
    const names = this.shown().map(([name]) => name);
    const stop = names.includes(current) ? current : this.order.wall.flat().find(Boolean) || names[0];
    for (const [name, view] of this.shown()) put(view.matrix, "tabIndex", name === stop ? 0 : -1);
    return stop;
  }

  // Marks the selected entry, the one under the pointer and those pointed out, wherever they are drawn.
  mark(scene, selected, over) {
    for (const [, view] of this.shown()) {
      const { id } = view.tile;
      view.light(scene.lit.filter((lit) => lit.tile === id));
      view.mark("selected", selected?.tile === id ? selected : null);
      view.mark("hover", over?.tile === id ? over : null);
    }
  }
}

// Room for the signs and the gaps; a sign may be a word: "normalize(exp(".
function signsWidth(equation) {
  const signs = equation.filter((term) => term.sign);
  const widths = signs.map((term) => Math.max(SIGN.width, term.sign.length * SIGN.letter));
  return widths.reduce((sum, width) => sum + width, SIGN.gap * Math.max(0, equation.length - 1));
}
