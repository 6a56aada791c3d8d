// The component: one root in the host element, updated in place by every scene.

import { Choice, moveBetween, moveInside } from "./choice.js";
import { contrast, luminance, makePalette, parseColour } from "./colour.js";
import { drawCurve, nearest, reading } from "./curve.js";
import { cellOf, decodeScene, entryOf } from "./decode.js";
import { LABELS } from "./labels.js";
import { makeGlyphs } from "./glyphs.js";
import { GAP, stripLayout, wallLayout } from "./layout.js";
import { fill, full, short } from "./number.js";
import { TileView, attribute, make, put, where } from "./tile.js";

const WIDE = 900; // from here on the curve stands beside the equation
const CURVE = { wide: 300, narrow: 140 };
const LABEL = 78;
const HELD = 80; // ms without a key before Python hears of the selection

class Wall {
  constructor(host) {
    this.host = host;
    this.choice = new Choice();
    this.views = new Map(); // "wall Z1", "strip 0"
    this.painted = 0;
    this.root = make("div", "wall-root", host);
    this.top = make("div", "top", this.root);
    this.strip = make("div", "strip", this.top);
    this.curve = make("div", "curve", this.top);
    this.curveHead = make("div", "curve-head", this.curve);
    this.curveCanvas = make("canvas", "", this.curve);
    this.scroller = make("div", "wall", this.root);
    this.grid = make("div", "grid", this.scroller);
    this.tip = make("div", "tip", this.root);
    this.tip.hidden = true;
    this.live = make("div", "live", this.root);
    this.live.setAttribute("aria-live", "polite");
    for (const group of [this.strip, this.scroller]) group.setAttribute("role", "group");
    this.listen();
  }

  listen() {
    const on = (type, handler) => this.root.addEventListener(type, handler);
    on("pointermove", (event) => this.hover(event));
    on("pointerleave", () => this.leave());
    on("click", (event) => this.click(event));
    on("keydown", (event) => this.press(event));
    on("focusin", (event) => this.focused(event));
    on("focusout", () => put(this.tip, "hidden", true));
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(this.root);
    document.fonts?.ready.then(() => this.redraw());
  }

  close() {
    this.resized.disconnect();
    clearTimeout(this.timer);
  }

  // A new scene, or the same one in another theme.
  show({ data, setStateValue, setTriggerValue }) {
    Object.assign(this, { setStateValue, setTriggerValue });
    if (!data) return;
    if (data !== this.data) {
      this.data = data;
      this.scene = decodeScene(data);
      this.labels = { ...LABELS, ...this.scene.labels };
      this.choice.hear(this.scene.selected);
    }
    this.draw();
  }

  fit() {
    if (this.scene && this.root.clientWidth !== this.width) this.draw();
  }

  redraw() {
    this.look = null;
    if (this.scene) this.draw();
  }

  draw() {
    const { scene } = this;
    this.width = this.root.clientWidth || 800;
    this.readTheme();
    const beside = this.width >= WIDE && Boolean(scene.curve);
    attribute(this.root, "data-wide", String(beside));
    this.drawStrip(beside ? this.width - CURVE.wide - 24 : this.width);
    this.drawCurve(beside);
    this.drawWall();
    this.markAll();
    this.rove();
    this.painted += 1;
    this.root.dataset.painted = String(this.painted);
    this.root.dataset.here = String(scene.curve?.here ?? "");
    performance.mark("wall-painted");
  }

  readTheme() {
    const style = getComputedStyle(this.root);
    const variable = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
    const background = variable("--st-background-color", "#ffffff");
    const text = variable("--st-text-color", "#31333f");
    const font = variable("--st-font", "sans-serif");
    const primary = variable("--st-primary-color", "#ff4b4b");
    const ratio = window.devicePixelRatio || 1;
    const colours = JSON.stringify([this.scene.accents, this.scene.scale]);
    const words = JSON.stringify(this.labels);
    const signature = [background, text, font, primary, ratio, colours, words].join();
    if (this.look?.signature === signature) return;
    const dark = luminance(parseColour(background)) < 0.2;
    const soft = mixed(text, background);
    const line = dark ? "rgba(255,255,255,.14)" : "rgba(0,0,0,.12)";
    this.look = {
      signature, ratio, font, labels: this.labels, glyphs: glyphCase(font),
      palette: makePalette(this.scene, dark),
      colours: { background, text, muted: soft, primary, line },
    };
    attribute(this.root, "data-theme", dark ? "dark" : "light");
    this.root.style.setProperty("--muted", soft);
    this.root.style.setProperty("--line", line);
  }

  view(name) {
    if (!this.views.has(name)) this.views.set(name, new TileView());
    return this.views.get(name);
  }

  drawStrip(available) {
    const { equation } = this.scene;
    const signs = equation.filter((term) => term.sign).length;
    const { sizes, height, least } = stripLayout(this.scene, available, signs * 14 + 10 * Math.max(0, equation.length - 1));
    const terms = equation.filter((term) => term.tile);
    this.order = { strip: terms.map((_, i) => `strip ${i}`) };
    put(this.strip, "hidden", !terms.length);
    attribute(this.strip, "aria-label", this.labels.equation);
    const kinds = equation.map((term) => (term.tile ? "m" : term.sign)).join(" ");
    if (kinds !== this.kinds) this.arrangeStrip(equation, kinds);
    terms.forEach((term, i) => {
      const view = this.view(`strip ${i}`);
      view.element.style.minWidth = `${Math.max(least, sizes[i].width)}px`;
      view.update(this.scene.tiles[term.tile], term, sizes[i], { inline: false, noted: true }, this.look);
    });
    this.strip.style.setProperty("--deep", `${height}px`);
  }

  arrangeStrip(equation, kinds) {
    const focus = this.focusName();
    let index = 0;
    this.kinds = kinds;
    this.strip.replaceChildren(
      ...equation.map((term) => {
        if (term.tile) return this.view(`strip ${index++}`).element;
        const sign = make("span", "sign");
        sign.textContent = term.sign;
        return sign;
      }),
    );
    if (focus?.startsWith("strip")) this.view(this.order.strip.includes(focus) ? focus : "strip 0").matrix.focus();
  }

  drawCurve(beside) {
    const { curve } = this.scene;
    put(this.curve, "hidden", !curve);
    if (!curve) return;
    const width = beside ? CURVE.wide : this.width;
    const deep = parseFloat(this.strip.style.getPropertyValue("--deep")) || 0;
    const height = beside ? Math.max(CURVE.narrow, deep + 20) : CURVE.narrow;
    const { ratio, palette, colours, font } = this.look;
    const size = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.curveCanvas.width !== size[0] || this.curveCanvas.height !== size[1]) {
      Object.assign(this.curveCanvas, { width: size[0], height: size[1] });
      Object.assign(this.curveCanvas.style, { width: `${width}px`, height: `${height}px` });
    }
    const at = curve.here === null ? curve.x.count - 1 : curve.x.values.indexOf(curve.here);
    const parts = reading(curve, at);
    this.legend([curve.title, ...curve.series.map((s) => [s, parts.find((p) => p.name === s.name)])]);
    this.scale = drawCurve(this.curveCanvas.getContext("2d"), curve, { width, height, ratio, palette, colours, font });
  }

  legend([title, ...series]) {
    while (this.curveHead.children.length < series.length + 1) make("span", "", this.curveHead);
    const [first, ...rest] = this.curveHead.children;
    put(first, "textContent", title);
    put(first, "className", "curve-title");
    rest.forEach((element, i) => {
      put(element, "hidden", !series[i]);
      if (!series[i]) return;
      const [line, value] = series[i];
      put(element, "className", `series ${line.role}`);
      element.style.setProperty("--accent", this.look.palette.accent(line.role));
      put(element, "textContent", value ? `${line.name} ${value.text}` : line.name);
    });
    attribute(this.curveCanvas, "role", "img");
    attribute(this.curveCanvas, "aria-label", [...this.curveHead.children].filter((e) => !e.hidden).map((e) => e.textContent).join(", "));
  }

  drawWall() {
    const { scene } = this;
    const layout = wallLayout(scene, this.width - LABEL - GAP);
    const ids = scene.wall.rows.map((row) => row.tiles);
    this.order.wall = ids.map((row) => row.map((id) => id && `wall ${id}`));
    put(this.scroller, "hidden", !ids.length);
    attribute(this.scroller, "aria-label", this.labels.wall);
    const plan = JSON.stringify([scene.wall.columns, scene.wall.rows]);
    if (plan !== this.plan) this.arrangeWall(plan);
    const columns = `${LABEL}px ${layout.widths.map((width) => `${width}px`).join(" ")}`;
    if (this.grid.style.gridTemplateColumns !== columns) this.grid.style.gridTemplateColumns = columns;
    this.rowLabels.forEach((element, i) => {
      element.style.setProperty("--accent", this.look.palette.accent(scene.wall.rows[i].quantity));
    });
    ids.forEach((row, i) =>
      row.forEach((id, j) => {
        if (!id) return;
        const tile = scene.tiles[id];
        const place = { inline: layout.inline, noted: layout.blocks[i] };
        this.view(`wall ${id}`).update(tile, { transpose: false }, layout.size(i, j, tile), place, this.look);
      }),
    );
    this.grid.querySelectorAll(".slot").forEach((slot) => {
      const height = `${layout.heights[Number(slot.dataset.row)]}px`;
      if (slot.style.getPropertyValue("--deep") !== height) slot.style.setProperty("--deep", height);
    });
  }

  arrangeWall(plan) {
    const { rows, columns } = this.scene.wall;
    const focus = this.focusName();
    this.plan = plan;
    this.rowLabels = [];
    const parts = [make("div", "corner")];
    for (const column of columns) Object.assign(parts[parts.push(make("div", "column-head")) - 1], { textContent: column });
    rows.forEach((row, i) => {
      const label = make("div", "row-label");
      label.textContent = row.label;
      this.rowLabels.push(label);
      parts.push(label);
      columns.forEach((_, j) => {
        const slot = make("div", "slot");
        slot.dataset.row = String(i);
        if (row.tiles[j]) slot.append(this.view(`wall ${row.tiles[j]}`).element);
        parts.push(slot);
      });
    });
    this.grid.replaceChildren(...parts);
    const kept = new Set([...this.order.wall.flat(), ...this.order.strip]);
    for (const name of this.views.keys()) if (name.startsWith("wall") && !kept.has(name)) this.views.delete(name);
    if (focus && kept.has(focus)) this.view(focus).matrix.focus({ preventScroll: true });
  }

  // Views on screen, by name.
  shown() {
    return [...this.order.strip, ...this.order.wall.flat().filter(Boolean)].map((name) => [name, this.views.get(name)]);
  }

  markAll() {
    const { value } = this.choice;
    for (const [, view] of this.shown()) {
      view.light(this.scene.lit.filter((lit) => lit.tile === view.tile.id));
      view.mark("selected", value?.tile === view.tile.id ? value : null);
      view.mark("hover", this.over?.tile === view.tile.id ? this.over : null);
    }
    this.root.dataset.selected = value ? `${value.tile} ${value.row} ${value.column}` : "";
  }

  focusName() {
    const active = (this.host.activeElement === undefined ? document : this.host).activeElement;
    const found = [...this.views].find(([, view]) => view.matrix === active);
    return found && found[0];
  }

  // One tab stop: the matrix last focused, else the first of the wall.
  rove() {
    const names = this.shown().map(([name]) => name);
    if (!names.includes(this.current)) this.current = this.order.wall.flat().find(Boolean) || names[0];
    for (const [name, view] of this.shown()) put(view.matrix, "tabIndex", name === this.current ? 0 : -1);
  }

  focused(event) {
    const view = event.target.view;
    if (!view) return;
    this.current = this.shown().find(([, other]) => other === view)?.[0] ?? this.current;
    this.rove();
  }

  viewOf(event) {
    return event.target.closest(".tile")?.querySelector(".matrix").view;
  }

  hover(event) {
    const view = event.target.closest(".matrix")?.view;
    if (view && view.tile.cells) {
      const cell = view.hit(event);
      this.point(view, { tile: view.tile.id, ...entryOf(view.tile, cell.row, cell.column) });
      this.tell(cellWords(view, this.over, this.labels), event.clientX, event.clientY);
    } else if (event.target === this.curveCanvas) {
      this.readCurve(event);
    } else this.leave();
  }

  readCurve(event) {
    const { curve } = this.scene;
    const box = this.curveCanvas.getBoundingClientRect();
    const { first, last, across, x } = this.scale;
    const value = first + ((event.clientX - box.left - x(first)) / across) * (last - first);
    const at = nearest(curve.x.values, value);
    if (at < 0) return;
    const words = reading(curve, at).map((part) => `${part.name} ${part.text}`);
    this.tell([`${curve.x.label} ${short(curve.x.values[at], 6)}`, ...words], event.clientX, event.clientY);
  }

  leave() {
    this.point(null, null);
    put(this.tip, "hidden", true);
  }

  point(_, entry) {
    if (JSON.stringify(entry) === JSON.stringify(this.over ?? null)) return;
    this.over = entry;
    for (const [, view] of this.shown()) view.mark("hover", entry?.tile === view.tile.id ? entry : null);
  }

  // The tooltip beside a point of the window, inside the component.
  tell(lines, x, y) {
    put(this.tip, "hidden", false);
    this.tip.replaceChildren(...lines.map((text, i) => Object.assign(make("div", i ? "" : "tip-head"), { textContent: text })));
    const box = this.root.getBoundingClientRect();
    const [width, height] = [this.tip.offsetWidth, this.tip.offsetHeight];
    const left = Math.min(x - box.left + 14, box.width - width);
    const under = y - box.top + 18;
    const top = under + height <= box.height ? under : y - box.top - height - 10;
    this.tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }

  click(event) {
    const view = this.viewOf(event);
    if (!view) return;
    if (event.target.closest(".title")) this.setTriggerValue("jump", view.tile.id);
    else if (event.target.closest(".open")) this.setTriggerValue("open", view.tile.id);
    else if (event.target.closest(".matrix")) {
      view.matrix.focus({ preventScroll: true });
      const cell = view.tile.cells && view.hit(event);
      if (cell) this.choose({ tile: view.tile.id, ...entryOf(view.tile, cell.row, cell.column) }, 0);
    }
  }

  choose(value, delay) {
    this.choice.set(value);
    this.markAll();
    clearTimeout(this.timer);
    const send = () => {
      this.choice.send();
      this.setStateValue("selected", value);
    };
    if (delay) this.timer = setTimeout(send, delay);
    else send();
  }

  press(event) {
    const view = event.target.view;
    if (!view || event.altKey || event.metaKey) return;
    if (!this.pressed(view, event.key, event.ctrlKey)) return;
    event.stopPropagation();
    event.preventDefault();
  }

  // True if the key was ours.
  pressed(view, key, control) {
    const { tile, transpose } = view;
    const move = this.move(view, key, control);
    if (move) return true;
    if (control) return false;
    if (key === "Enter") this.setTriggerValue("jump", tile.id);
    else if (key === "o" || key === "O") this.setTriggerValue("open", tile.id);
    else if (key === "Escape" && this.choice.value) {
      this.choose(null, 0);
      put(this.tip, "hidden", true);
    } else {
      const mine = this.choice.value?.tile === tile.id ? this.choice.value : null;
      const entry = tile.cells && moveInside(tile, transpose, mine, key);
      if (!entry) return key.startsWith("Arrow") || key === "Home" || key === "End";
      this.choose({ tile: tile.id, ...entry }, HELD);
      this.announce(view);
    }
    return true;
  }

  move(view, key, control) {
    const grid = [this.order.strip, ...this.order.wall];
    const row = grid.findIndex((names) => names.includes(this.current));
    const next = moveBetween(grid, [row, grid[row].indexOf(this.current)], key, control);
    if (!next) return false;
    const target = this.views.get(grid[next[0]][next[1]]);
    target.matrix.focus({ preventScroll: true });
    target.element.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  announce(view) {
    const lines = cellWords(view, this.choice.value, this.labels);
    put(this.live, "textContent", lines.join(", "));
    const box = view.marks.selected.getBoundingClientRect();
    this.tell(lines, box.right, box.bottom - 8);
  }
}

// What is known of one entry: name, place, value, and that it stands for a block.
function cellWords(view, entry, labels) {
  const { tile } = view;
  const cell = cellOf(tile, entry);
  const value = tile.cells[cell.row * tile.sent[1] + cell.column];
  const lines = [`${tile.title}  ${where(tile, cell, labels).join(" · ")}`, full(value, tile.dtype)];
  if (tile.block[0] * tile.block[1] > 1) lines.push(fill(labels.largest_of, { rows: tile.block[0], columns: tile.block[1] }));
  return lines;
}

// The text colour, softened as far as it can still be read.
function mixed(text, background) {
  const [a, b] = [parseColour(text), parseColour(background)];
  for (const part of [0.62, 0.7, 0.8]) {
    const rgb = a.map((v, i) => Math.round(part * v + (1 - part) * b[i]));
    if (contrast(rgb, b) >= 4.6) return `rgb(${rgb.join(",")})`;
  }
  return text;
}

// Masks by size and weight, made when first asked for.
function glyphCase(font) {
  const made = new Map();
  return (size, weight = 400) => {
    const name = `${size} ${weight}`;
    if (!made.has(name)) made.set(name, makeGlyphs(document.createElement("canvas"), font, size, weight));
    return made.get(name);
  };
}

const walls = new WeakMap();

export default function render(component) {
  const host = component.parentElement;
  let wall = walls.get(host);
  if (!wall) walls.set(host, (wall = new Wall(host)));
  wall.show(component);
  return () => {
    if (host.isConnected) return; // a call overtaken by the next one, not the end of the component
    wall.close();
    walls.delete(host);
  };
}
