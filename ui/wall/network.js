// A small drawing of the network: a column of units for each Z_i, and the layers as lines between them. What a step makes
// lights up; a press on a layer goes to its first operation in this pass.

import { shade } from "./colour.js";
import { cellOf, isSame } from "./decode.js";
import { attribute, make, put, variable } from "./dom.js";
import { keyOf } from "./keys.js";
import { fill } from "./number.js";
import { Pool, button } from "./terms.js";

const LEAST = { wide: 70, column: 20, high: 56 }; // below this there is no drawing
const BELOW = { network: 92, region: 120 }; // its height where it stands below the wall
const MOST = 340;
const BESIDE = 14; // free between it and the matrix at its left
const LINE = 14; // of the numbers of units, and of the caption
const CAPTION = 90; // the least height with a caption
const EXCHANGE =
  '<svg width="16" height="12" viewBox="0 0 16 12" aria-hidden="true"><path d="M2 4h11l-3-3M14 8H3l3 3" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>';
const UNIT = { apart: 9, most: 16, radius: 5 };

// Where it stands: right of the last W, above the lane, in what room is free there; null where that is not enough.
export function networkPlace({ boxes, down, width }, columns, room) {
  const last = boxes[columns.findLast((column) => column.above)?.above];
  if (!last || width > room.width) return null;
  const left = Math.ceil(last.x + Math.max(last.width, last.room) + BESIDE);
  const place = { left, top: 0, width: Math.min(MOST, room.width - left - 4), height: down.above.top + down.above.height - 2 };
  const count = columns[columns.length - 1].layer;
  return place.width < LEAST.wide + LEAST.column * count || place.height < LEAST.high ? null : place;
}

// How high it is on a phone, where it stands below the wall, as wide as that; 0 where there is none.
export function heightBelow({ drawing, region }, width) {
  if (width < LEAST.wide + LEAST.column * (drawing.widths.length - 1)) return 0;
  return region ? BELOW.region : BELOW.network;
}

export const placeBelow = ({ width, below }) => ({ left: 0, top: 0, width: Math.min(MOST, width), height: below });

// The units of a column that are drawn, null where some are left out.
export function unitsShown(count, most) {
  if (count <= most) return [...Array(count).keys()];
  return [...Array(Math.max(1, most - 2)).keys(), null, count - 1];
}

// Where units lie, a list of {x, y, unit} for each column; `unit` is null for dots.
export function unitPlaces(widths, { width, height }) {
  const most = Math.max(3, Math.floor(height / UNIT.apart));
  const side = UNIT.radius + 3;
  return widths.map((count, k) => {
    const shown = unitsShown(count, most);
    const apart = Math.min(UNIT.most, height / shown.length);
    const x = side + (k * (width - 2 * side)) / (widths.length - 1);
    return shown.map((unit, i) => ({ x, y: height / 2 + (i - (shown.length - 1) / 2) * apart, unit }));
  });
}

// What a mark of the program lights up: the lines of a layer, the units of a column (from one), or both. made: the tile.
export function litBy([, quantity, , , layer], made, columns) {
  if (["P", "dW", "W"].includes(quantity)) return { lines: layer };
  const column = made?.layer ?? columns;
  if (quantity === "G" && column < columns) return { lines: layer, units: column };
  return { units: layer + 1 };
}

// The first operation of a layer in a pass, as a mark of the program.
export const firstOf = (program, phase, layer) => program.find((mark) => mark[2] === phase && mark[4] === layer);

// What is known of a matrix's entry, in the lecture's orientation: {value, tile}, or null.
export function entryIn(scene, id, row, column) {
  const tile = scene.tiles[id];
  if (!tile?.cells || tile.covered) return null;
  const turned = scene.drawing.turned.includes(tile.quantity);
  const cell = cellOf(tile, turned ? { row: column, column: row } : { row, column });
  return cell && cell.row < tile.sent[0] && cell.column < tile.sent[1]
    ? { value: tile.cells[cell.row * tile.sent[1] + cell.column], tile }
    : null;
}

// Which row of the batch the units show, and which units are those of the selected entry, {column, unit}.
export function chosen(scene, selected) {
  const tile = selected && scene.tiles[selected.tile];
  if (!tile) return { row: 0, units: [] };
  const turned = scene.drawing.turned.includes(tile.quantity);
  const [row, unit] = turned ? [selected.column, selected.row] : [selected.row, selected.column];
  const i = tile.layer ?? scene.drawing.widths.length;
  if (["W", "dW"].includes(tile.quantity)) return { row: 0, units: [{ column: i, unit: row }, { column: i + 1, unit }] };
  const column = ["P", "D", "M"].includes(tile.quantity) ? i + 1 : i;
  return { row, units: [{ column, unit }] };
}

export class NetworkView {
  // on: {go(tile), exchange()}.
  constructor(on) {
    this.element = make("div", "network");
    attribute(this.element, "role", "group");
    this.canvas = make("canvas", "", this.element);
    this.caption = make("span", "network-caption", this.element);
    this.layers = new Pool(() => {
      const element = button("network-layer", this.element);
      element.tabIndex = -1; // ↑ and ↓ go through layers
      element.addEventListener("click", () => on.go(element.tile));
      return { element, arrow: make("span", "", element) };
    });
    this.exchange = button("network-exchange", this.element);
    put(this.exchange, "innerHTML", EXCHANGE);
    this.exchange.addEventListener("click", () => on.exchange());
    this.counts = new Pool(() => ({ element: make("span", "network-count", this.element) }));
  }

  // place: {left, top, width, height} in the loop, or null; selected: the entry whose units are marked, or null.
  draw(scene, place, selected, look, labels) {
    Object.assign(this, { scene, place, selected, look, labels });
    put(this.element, "hidden", !place);
    if (!place) return;
    const { widths } = scene.drawing;
    const top = place.height >= CAPTION ? LINE : 0;
    this.room = { width: place.width, height: place.height - LINE - top };
    this.units = unitPlaces(widths, this.room);
    const mark = scene.cursor ? scene.program[scene.cursor - 1] : null;
    this.mark = mark;
    this.lit = mark ? litBy(mark, scene.tiles[mark[3]], widths.length) : {};
    attribute(this.element, "aria-label", fill(labels.network, { widths: widths.join("-") }));
    for (const name of ["left", "top", "width", "height"]) variable(this.element, name, `${place[name]}px`);
    variable(this.canvas, "top", `${top}px`);
    put(this.caption, "hidden", !top);
    put(this.exchange, "hidden", !scene.region);
    put(this.exchange, "title", `${labels.region_show} (${keyOf("region")})`);
    attribute(this.exchange, "aria-label", labels.region_show);
    this.drawLabels(widths, top);
    this.paint();
  }

  // The numbers of units below, a button over each layer, and the way the step goes.
  drawLabels(widths, top) {
    const { units, mark, lit, look, labels, scene, room } = this;
    const accent = mark ? look.palette.accent(mark[1]) : look.colours.muted;
    this.counts.fill(widths, ({ element }, count, k) => {
      put(element, "textContent", String(count));
      variable(element, "left", `${units[k][0].x}px`);
      variable(element, "color", lit.units === k + 1 ? accent : look.colours.muted);
      variable(element, "fontWeight", lit.units === k + 1 ? 700 : 400);
    });
    const phase = mark?.[2] ?? "forward";
    this.layers.fill(widths.slice(1), ({ element, arrow }, _width, k) => {
      const first = firstOf(scene.program, phase, k + 1);
      element.tile = first[3];
      const words = fill(labels.network_layer, { layer: k + 1, title: first[0] });
      attribute(element, "aria-label", words);
      put(element, "title", words);
      variable(element, "left", `${units[k][0].x}px`);
      variable(element, "width", `${units[k + 1][0].x - units[k][0].x}px`);
      variable(element, "top", `${top}px`);
      variable(element, "height", `${room.height + LINE}px`);
      const isHere = mark?.[4] === k + 1;
      put(arrow, "textContent", isHere ? { forward: "→", backward: "←", update: "↻" }[phase] : "");
      if (isHere) variable(arrow, "color", accent);
    });
  }

  // Another entry is selected.
  choose(selected) {
    if (isSame(selected, this.selected)) return;
    this.selected = selected;
    if (this.place) this.paint();
  }

  paint() {
    const { look, room, units, scene, canvas } = this;
    const { ratio } = look;
    put(canvas, "width", Math.round(room.width * ratio));
    put(canvas, "height", Math.round(room.height * ratio));
    variable(canvas, "width", `${room.width}px`);
    variable(canvas, "height", `${room.height}px`);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, room.width, room.height);
    this.picked = chosen(scene, this.selected);
    put(this.caption, "textContent", fill(this.labels.network_units, { index: this.picked.row }));
    for (let i = 1; i < units.length; i += 1) this.paintLines(context, i);
    units.forEach((column, k) => column.forEach((unit) => this.paintUnit(context, k + 1, unit)));
  }

  paintLines(context, layer) {
    const { look, scene, lit, mark, units } = this;
    const shines = lit.lines === layer;
    const id = mark?.[1] === "dW" ? `dW${layer}` : scene.tiles[`W+${layer}`] ? `W+${layer}` : `W${layer}`;
    const plain = new Path2D(); // many lines at once are painted faster than one by one
    const valued = [];
    for (const from of units[layer - 1]) {
      for (const to of units[layer]) {
        if (from.unit === null || to.unit === null) continue;
        const found = shines ? entryIn(scene, id, from.unit, to.unit) : null;
        const line = found ? new Path2D() : plain;
        line.moveTo(from.x, from.y);
        line.lineTo(to.x, to.y);
        if (found) valued.push([line, found]);
      }
    }
    context.strokeStyle = look.colours.line;
    context.lineWidth = 1;
    context.stroke(plain);
    for (const [line, found] of valued) {
      context.strokeStyle = this.colourOf(found);
      context.lineWidth = 1 + (2 * Math.abs(found.value)) / (found.tile.limit || 1) || 1;
      context.stroke(line);
    }
  }

  paintUnit(context, column, { x, y, unit }) {
    const { look, lit, mark, picked } = this;
    context.fillStyle = look.colours.muted;
    if (unit === null) {
      for (const dy of [-3, 0, 3]) context.fillRect(x - 0.75, y + dy - 0.75, 1.5, 1.5);
      return;
    }
    const [found, quantity] = this.valueOf(column, unit);
    const isPicked = picked.units.some((one) => one.column === column && one.unit === unit);
    const shines = lit.units === column;
    context.beginPath();
    context.arc(x, y, Math.min(UNIT.radius, (this.room.height / this.units[column - 1].length) * 0.42), 0, 2 * Math.PI);
    context.fillStyle = found ? this.colourOf(found) : look.colours.background;
    context.fill();
    context.lineWidth = shines || isPicked ? 2 : 1;
    context.strokeStyle = isPicked ? look.colours.text : look.palette.accent(shines ? mark[1] : quantity);
    if (!found && !shines && !isPicked) context.strokeStyle = look.colours.muted;
    context.stroke();
  }

  // The activation of a unit; on the way back its gradient, once there is one.
  valueOf(column, unit) {
    const { scene, mark, picked } = this;
    const last = column === this.units.length;
    const back = mark && mark[2] !== "forward" ? [`G${column}`] : [];
    for (const id of [...back, ...(last ? ["S"] : []), `Z${column}`]) {
      const found = entryIn(scene, id, picked.row, unit);
      if (found) return [found, found.tile.quantity];
    }
    return [null, "Z"];
  }

  colourOf({ value, tile }) {
    const { palette } = this.look;
    return `rgb(${palette.rgb[shade(palette, value, tile.limit, tile.scale)].join(",")})`;
  }
}
