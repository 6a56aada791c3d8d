// The component: one root in the host element, updated in place by every scene.

import { Acts } from "./acts.js";
import { Board } from "./board.js";
import { moveBetween, moveInside } from "./choice.js";
import { cellOf, decodeScene, entryOf, picturesOf } from "./decode.js";
import { Tip, attribute, make, put, variable } from "./dom.js";
import { Film } from "./film.js";
import { LABELS } from "./labels.js";
import { fill, full } from "./number.js";
import { CurvePanel } from "./panel.js";
import { PlayerBar } from "./player.js";
import { ProvenancePanel } from "./provenance.js";
import { readLook } from "./theme.js";
import { where } from "./tile.js";

const WIDE = 900; // from here on there is a column for the curve and the panel
const SIDE = { wide: 320, gap: 24 };
const CURVE = 140; // least height
const HELD = 80; // ms without a key before Python hears of the selection

class Wall {
  constructor(host) {
    this.acts = new Acts((queue) => this.setTriggerValue("acts", queue));
    this.choice = null; // the selected entry: here at once, in Python a moment later
    this.over = null; // the entry under the pointer
    this.told = null; // the entry that the tooltip speaks of, and where it stands
    this.painted = 0;
    this.root = make("div", "wall-root", host);
    this.asked = 0;
    this.film = new Film(
      (picture) => this.open(decodeScene(picture)),
      () => this.player.playing && this.setTriggerValue("more", (this.asked += 1)),
    );
    this.player = new PlayerBar(this.root, (playing) => this.play(playing));
    this.main = make("div", "main", this.root);
    this.board = new Board(host, this.main, this.main);
    this.side = make("aside", "side");
    this.main.insertBefore(this.side, this.board.scroller);
    this.curve = new CurvePanel(this.side);
    this.panel = new ProvenancePanel(this.side, {
      choose: (entry) => this.choose(entry, 0),
      trail: (at) => this.acts.add({ do: "trail", at }),
      tool: (name) => this.acts.add({ do: "tool", name }),
      leave: () => this.board.view(this.current).matrix.focus(),
    });
    this.tip = new Tip(this.root);
    this.live = make("div", "live", this.root);
    attribute(this.live, "aria-live", "polite");
    this.listen();
  }

  listen() {
    const on = (type, handler) => this.root.addEventListener(type, (event) => this.scene && handler(event));
    on("pointermove", (event) => this.hover(event));
    on("pointerleave", () => this.leave());
    on("click", (event) => this.click(event));
    on("keydown", (event) => this.press(event));
    on("focusin", ({ target }) => (target.entry ? this.point(target.entry) : this.focused(target.view)));
    on("focusout", () => this.hush());
    this.observer = new ResizeObserver(() => {
      if (this.scene && this.root.clientWidth !== this.width) this.draw();
    });
    this.observer.observe(this.root);
    this.redraw = () => {
      this.look = null; // its masks were made in another font
      if (this.scene) this.draw();
    };
    document.fonts.addEventListener("loadingdone", this.redraw);
  }

  close() {
    this.film.stop();
    this.acts.close();
    this.observer.disconnect();
    this.player.close();
    document.fonts.removeEventListener("loadingdone", this.redraw);
    clearTimeout(this.timer);
  }

  // New pictures, or the same one in another theme.
  show({ data, setTriggerValue }) {
    this.setTriggerValue = setTriggerValue;
    if (!data) return;
    if (data === this.data) {
      if (this.scene) this.draw();
      return;
    }
    this.data = data;
    this.film.run(picturesOf(data));
  }

  open(scene) {
    this.acts.hear(scene.heard);
    if (!this.player.admits(scene.player, this.acts.awaits("play"))) return;
    this.scene = scene;
    this.labels = { ...LABELS, ...scene.labels };
    if (!this.timer && !this.acts.awaits("select")) this.choice = scene.selected;
    this.draw();
  }

  // What was computed ahead of the picture on the screen when the reader pauses never happened.
  play(playing) {
    if (!playing) this.film.stop();
    this.acts.add({ do: "play", playing, at: this.scene.curve?.here ?? 0 });
  }

  draw() {
    const { scene, board, labels } = this;
    this.width = this.root.clientWidth || 800;
    this.dress();
    const beside = this.width >= WIDE && Boolean(scene.curve || scene.panel);
    attribute(this.root, "data-wide", String(beside));
    const width = beside ? this.width - SIDE.wide - SIDE.gap : this.width;
    const deep = board.drawStrip(scene, width, this.look, labels);
    const [wide, high] = beside ? [SIDE.wide, Math.max(CURVE, deep + 14)] : [this.width, CURVE];
    this.player.draw(scene.player, labels);
    this.curve.draw(scene.curve, wide, high, this.look);
    this.panel.draw(scene.panel, beside, this.look, labels);
    board.drawWall(scene, width, this.look, labels);
    this.mark();
    this.retell();
    this.current = board.rove(this.current);
    this.painted += 1;
    attribute(this.root, "data-here", String(scene.curve?.here ?? ""));
    attribute(this.root, "data-painted", String(this.painted));
    performance.mark("wall-painted");
  }

  dress() {
    this.look = readLook(this.root, this.scene, this.look);
    attribute(this.root, "data-theme", this.look.dark ? "dark" : "light");
    variable(this.root, "--muted", this.look.colours.muted);
    variable(this.root, "--line", this.look.colours.line);
  }

  mark() {
    const { choice } = this;
    this.board.mark(this.scene, choice, this.over);
    attribute(this.root, "data-selected", choice ? `${choice.tile} ${choice.row} ${choice.column}` : "");
  }

  focused(view) {
    if (view) this.current = this.board.rove(this.board.nameOf(view));
  }

  hover(event) {
    const view = event.target.closest(".matrix")?.view;
    if (view?.tile.cells) {
      this.point(entryAt(view, event));
      this.tell(this.over, event.clientX, event.clientY);
    } else if (event.target === this.curve.canvas) {
      this.point(null);
      this.hush();
      this.tip.show(this.curve.linesAt(event.clientX), event.clientX, event.clientY);
    } else if (event.target.entry) {
      this.hush();
      this.point(event.target.entry); // where a factor comes from
    } else this.leave();
  }

  leave() {
    this.point(null);
    this.hush();
  }

  // The tooltip on an entry, at a point of the window. Returns what it says.
  tell(entry, x, y) {
    this.told = { entry, x, y };
    const lines = cellLines(this.scene.tiles[entry.tile], entry, this.labels);
    this.tip.show(lines, x, y);
    return lines;
  }

  hush() {
    this.told = null;
    this.tip.hide();
  }

  // The same tooltip over a new scene, if the entry is still there.
  retell() {
    if (!this.told) return;
    const { entry, x, y } = this.told;
    const tile = this.scene.tiles[entry.tile];
    if (tile?.cells && cellOf(tile, entry)) this.tell(entry, x, y);
    else this.leave();
  }

  point(entry) {
    if (JSON.stringify(entry) === JSON.stringify(this.over)) return;
    this.over = entry;
    this.mark();
  }

  click(event) {
    const view = event.target.closest(".tile")?.querySelector(".matrix").view;
    if (!view) return;
    if (event.target.closest(".title")) this.acts.add({ do: "jump", tile: view.tile.id });
    else if (event.target.closest(".open")) this.acts.add({ do: "open", tile: view.tile.id });
    else if (event.target.closest(".matrix")) {
      view.matrix.focus({ preventScroll: true });
      if (view.tile.cells) this.choose(entryAt(view, event), 0);
    }
  }

  // Selects here at once, in Python after `delay` ms without another selection.
  choose(entry, delay) {
    this.choice = entry;
    this.mark();
    clearTimeout(this.timer);
    this.timer = null;
    const send = () => {
      this.timer = null;
      this.acts.add({ do: "select", ...entry });
    };
    if (delay) this.timer = setTimeout(send, delay);
    else send();
  }

  press(event) {
    const { view } = event.target;
    if (!view || event.altKey || event.metaKey || !this.pressed(view, event.key, event.ctrlKey)) return;
    event.stopPropagation(); // the page has shortcuts on the same keys
    event.preventDefault();
  }

  // True if the key is ours.
  pressed(view, key, control) {
    const tile = view.tile.id;
    if (this.moved(key, control)) return true;
    if (control) return false;
    if (key === "Enter") this.acts.add({ do: "jump", tile });
    else if (key === "o" || key === "O") this.acts.add({ do: "open", tile });
    else if (key === "e" || key === "E") return this.panel.enter();
    else if (key === "Escape" && this.choice) {
      this.choose(null, 0);
      this.hush();
    } else return this.stepped(view, key);
    return true;
  }

  // To another matrix.
  moved(key, control) {
    const grid = this.board.places();
    const row = grid.findIndex((names) => names.includes(this.current));
    const next = moveBetween(grid, [row, grid[row].indexOf(this.current)], key, control);
    if (!next) return false;
    const { matrix, element } = this.board.view(grid[next[0]][next[1]]);
    matrix.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  // To another cell of the matrix.
  stepped(view, key) {
    const { tile, transpose } = view;
    const mine = this.choice?.tile === tile.id ? this.choice : null;
    const entry = moveInside(tile, transpose, mine, key);
    if (!entry) return false;
    if (!tile.cells) return true;
    this.over = null;
    this.choose({ tile: tile.id, ...entry }, HELD);
    const box = view.marks.selected.getBoundingClientRect();
    put(this.live, "textContent", this.tell(this.choice, box.right, box.bottom - 8).join(", "));
    return true;
  }
}

function entryAt(view, event) {
  const cell = view.hit(event);
  return { tile: view.tile.id, ...entryOf(view.tile, cell.row, cell.column) };
}

// What is known of one entry: name and place, value, and that it stands for a block.
function cellLines(tile, entry, labels) {
  const cell = cellOf(tile, entry);
  const [rows, columns] = tile.block;
  const value = tile.cells[cell.row * tile.sent[1] + cell.column];
  const lines = [`${tile.title}  ${where(tile, cell, labels).join(" · ")}`, full(value, tile.dtype)];
  return rows * columns > 1 ? [...lines, fill(labels.largest_of, { rows, columns })] : lines;
}

const walls = new WeakMap();

export default function render(component) {
  const host = component.parentElement;
  let wall = walls.get(host);
  if (!wall) walls.set(host, (wall = new Wall(host)));
  wall.show(component);
  return () => {
    if (host.isConnected) return; // Streamlit also calls this for a call overtaken by the next one
    wall.close();
    walls.delete(host);
  };
}
