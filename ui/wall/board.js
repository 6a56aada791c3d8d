// All matrices: the equation and the loop. Elements are kept and updated in place.

import { ArrowView } from "./arrowview.js";
import { arrange, attribute, emphasise, make, put, variable } from "./dom.js";
import { compact } from "./number.js";
import { BANDS, TITLE, focusOf, loopLayout, scrolledTo } from "./loop.js";
import { StripView } from "./stripview.js";
import { Surface } from "./surface.js";
import { TileView } from "./tile.js";

const FADE = 18; // at a side where there is more to scroll to, as the style has it

// A name whose index is legible at any size.
const indexed = (name) => escape(name).replace(/ᵢ/g, "<sub>i</sub>").replace(/ᵢ₋₁/g, "<sub>i−1</sub>");

export class Board {
  // host: where document focus is looked up (the shadow root); beside: what else lies in the loop.
  constructor(host, stripParent, loopParent, beside) {
    Object.assign(this, { host, beside });
    this.views = new Map(); // "wall Z1", "strip 0"
    this.wallOrder = [];
    this.equation = new StripView(stripParent, (i) => this.view(`strip ${i}`), (rearrange) => this.keepFocus(rearrange));
    this.strip = this.equation.element;
    this.scroller = make("div", "wall", loopParent);
    this.surface = new Surface(make("div", "ground", this.scroller));
    this.loop = make("div", "loop", this.surface.element);
    this.arrows = new ArrowView();
    this.turn = make("div", "turn");
    this.heads = new Map();
    this.names = ["said", "truth"].map((kind) => make("ol", `names ${kind}`));
    this.legend = make("div", "legend");
    attribute(this.legend, "role", "note");
    for (const group of [this.strip, this.scroller]) attribute(group, "role", "group");
    this.heading = make("h3", "unseen");
  }

  view(name) {
    if (!this.views.has(name)) this.views.set(name, new TileView(name.startsWith("wall") ? this.surface : this.equation.surface));
    return this.views.get(name);
  }

  // Names of the views, as they lie.
  get stripOrder() {
    return Array.from({ length: this.equation.count }, (_, i) => `strip ${i}`);
  }

  // Views on screen, [name, view].
  shown() {
    const names = [...this.stripOrder, ...this.wallOrder.flat().filter(Boolean)];
    return names.map((name) => [name, this.views.get(name)]);
  }

  nameOf(view) {
    return this.shown().find(([, other]) => other === view)?.[0];
  }

  // Where the moves between matrices take place; null where there is none.
  places() {
    return [this.stripOrder, ...this.wallOrder];
  }

  // Draws the equation, or what is given, into {width, height}.
  drawStrip(scene, room, look, labels) {
    this.equation.draw(scene, room, look, labels);
  }

  // Returns where all of it lies.
  drawLoop(scene, room, look, labels) {
    const { columns, tiles } = scene;
    const layout = loopLayout(columns, tiles, room, focusOf(columns, tiles));
    attribute(this.scroller, "aria-label", labels.wall);
    put(this.heading, "textContent", labels.wall);
    this.wallOrder = BANDS.map((band) => columns.map((column) => column[band] && `wall ${column[band]}`));
    const plan = JSON.stringify(columns.map((column) => BANDS.map((band) => column[band])));
    if (plan !== this.loopPlan) this.keepFocus(() => this.arrangeLoop());
    this.loopPlan = plan;
    variable(this.loop, "width", `${layout.width}px`);
    variable(this.loop, "height", `${layout.height}px`);
    const blank = this.surface.fit(layout, look.ratio);
    columns.forEach((column) => {
      for (const band of BANDS) {
        const id = column[band];
        if (id) this.drawTile(tiles[id], layout.boxes[id], { note: band === "forward" ? column.note : "", blank }, look, labels);
      }
    });
    this.arrows.draw(scene, layout, look);
    this.drawHeads(scene, layout, room, look, labels);
    this.drawEnd(scene, layout, room, look);
    this.drawLegend(scene, layout, room, look, labels);
    this.follow(scene, layout, room);
    return layout;
  }

  drawTile(tile, box, { note, blank }, look, labels) {
    const view = this.view(`wall ${tile.id}`);
    view.update(tile, {}, box, { note, room: box.room }, look, labels);
    view.show(this.surface.corner(box), blank);
    box.taken = view.taken;
    variable(view.element, "left", `${box.x}px`);
    variable(view.element, "top", `${box.y - TITLE}px`);
  }

  arrangeLoop() {
    const ids = this.wallOrder.flat().filter(Boolean);
    const elements = ids.map((name) => this.view(name).element);
    const rest = [this.turn, ...this.names, this.legend, ...this.beside, ...this.heads.values()];
    arrange(this.loop, [this.heading, this.arrows.element, ...elements, ...rest]);
    const kept = new Set(ids);
    const gone = [...this.views.keys()].filter((name) => name.startsWith("wall") && !kept.has(name));
    for (const name of gone) this.views.delete(name);
  }

  // Symbols and words at the left of the bands, with the range of what is known.
  drawHeads(scene, { down }, room, look, labels) {
    const conventions = { sum: [labels.sum, labels.summed], mean: [labels.mean, labels.averaged], "": ["", ""] };
    const seen = {};
    for (const tile of Object.values(scene.tiles)) {
      if (tile.cells && !tile.covered && tile.scale === "signed") seen[tile.quantity] = Math.max(seen[tile.quantity] ?? 0, tile.limit);
    }
    for (const band of BANDS) {
      const heads = room.head ? scene.heads.filter((head) => head.band === band) : [];
      const element = this.head(band);
      put(element, "hidden", !heads.length);
      if (!heads.length) continue;
      variable(element, "top", `${down[band].top}px`);
      variable(element, "height", `${down[band].height}px`);
      const parts = heads.map(({ quantity, symbol, letter, word, convention }) => {
        const [said, told] = conventions[convention];
        const range = seen[quantity] ? `±${compact(seen[quantity])}` : "";
        const accent = look.palette.accent(quantity);
        const more = [escape(said), range].filter(Boolean).join(" ");
        const words = [indexed(letter), escape(word)].filter(Boolean).join(" ");
        return `<div title="${escape(told)}"><b style="color:${accent}">${indexed(symbol)}</b> <span>${more}</span><br><span>${words}</span></div>`;
      });
      put(element, "innerHTML", parts.join(""));
    }
  }

  head(band) {
    if (!this.heads.has(band)) this.heads.set(band, make("div", "band", this.loop));
    return this.heads.get(band);
  }

  // ℓ where the loop turns, and beside it what is true and what the network says.
  drawEnd(scene, layout, room, look) {
    const { boxes, across, down } = layout;
    const last = across[across.length - 1];
    const column = scene.columns[scene.columns.length - 1];
    put(this.turn, "hidden", !last || !scene.turn.symbol || !down.between.height);
    if (!last) return;
    this.drawTurn(scene, layout, room, look);
    attribute(this.turn, "data-known", String(Boolean(scene.turn.value)));
    const [from, to] = [boxes[column.forward], boxes[column.back]];
    const half = from && to ? (from.y + from.height + to.y - TITLE) / 2 : down.between.top + down.between.height / 2;
    variable(this.turn, "top", `${Math.round(half)}px`);
    const { classes } = scene;
    const lists = [[column.forward, classes.said, classes.said_head], [column.back, classes.truth, classes.truth_head]];
    this.names.forEach((element, k) => this.drawNames(element, boxes[lists[k][0]], lists[k], room.side));
  }

  // Between the last slopes and the end of the window: without the convention, or in two lines, where there is no room.
  drawTurn({ turn, columns }, { boxes, across, width }, room, look) {
    const slopes = boxes[columns.findLast((column) => column.between)?.between];
    const from = slopes ? slopes.x + slopes.width + 2 : 0;
    const to = Math.max(width, room.width);
    const wide = (text) => Math.max(...text.replaceAll("**", "").split("\n").map((line) => look.measure(line, 14, 600))) + 8;
    const text = waysToTell(turn).find((words, k, all) => wide(words) <= to - from || k === all.length - 1);
    emphasise(this.turn, text);
    attribute(this.turn, "data-lines", text.includes("\n") ? "2" : "1");
    const last = across[across.length - 1];
    const half = wide(text) / 2;
    const middle = Math.max(from + half, Math.min(last.x + last.width / 2, to - half));
    variable(this.turn, "left", `${Math.round(middle - half)}px`); // on whole pixels: else its edge is seen
    variable(this.turn, "width", `${wide(text)}px`);
  }

  drawNames(element, box, [id, entries, head], side) {
    const high = box ? box.height / Math.max(1, entries.length) : 0;
    put(element, "hidden", !side || !entries.length || high < 9.5 || !id);
    if (element.hidden) return;
    variable(element, "left", `${box.x + box.width + 8}px`);
    variable(element, "top", `${box.y - TITLE}px`);
    variable(element, "width", `${side - 8}px`);
    variable(element, "--high", `${high}px`);
    const rows = entries.map((entry) => {
      const [name, right] = Array.isArray(entry) ? entry : [entry, null];
      const sign = right === null ? "" : `<i class="${right ? "right" : "wrong"}">${right ? "✓" : "✗"}</i> `;
      return `<li title="${escape(name)}">${sign}${escape(name)}</li>`;
    });
    put(element, "innerHTML", `<li class="names-head">${escape(head)}</li>${rows.join("")}`);
  }

  // What the colours mean, where there is room below the way back.
  drawLegend(scene, { boxes, down, across }, room, look, labels) {
    const last = scene.columns.findLast((column) => column.below)?.below;
    const left = last ? boxes[last].x + boxes[last].width + 30 : 0;
    put(this.legend, "hidden", !last || room.width - left < 210 || down.below.height < 44 || across.length < 2);
    variable(this.legend, "left", `${left}px`);
    variable(this.legend, "top", `${down.below.top}px`);
    const bar = (from, to) => {
      const stops = Array.from({ length: 12 }, (_, i) => look.palette.rgb[Math.round(from + (i / 11) * (to - from))]);
      return `<i style="background:linear-gradient(90deg,${stops.map((rgb) => `rgb(${rgb.join(",")})`).join(",")})"></i>`;
    };
    const { shares, verdicts } = look.palette;
    const rows = [
      `<div>− ${bar(0, shares - 3)} +</div>`,
      `<div>0 ${bar(shares, verdicts - 1)} 1</div>`,
      `<div>${escape(labels.legend_slope)}</div>`,
    ];
    put(this.legend, "innerHTML", rows.join(""));
    attribute(this.legend, "aria-label", labels.legend);
  }

  // Scrolls to what was just made, once: the reader may look elsewhere.
  follow(scene, layout, room) {
    const fresh = Object.values(scene.tiles).find((tile) => tile.state === "fresh" && layout.boxes[tile.id])?.id;
    const place = `${fresh} ${layout.width} ${layout.height} ${room.width} ${room.height}`;
    if (!fresh || place === this.followed) return;
    this.followed = place;
    const { x, y, width, height } = layout.boxes[fresh];
    const scroller = this.scroller;
    if (layout.width > room.width) {
      scroller.scrollLeft = scrolledTo([x - FADE, x + width + FADE], scroller.scrollLeft, room.width, room.head);
    }
    if (layout.height > room.height) {
      scroller.scrollTop = scrolledTo([y - TITLE, y + height + 8], scroller.scrollTop, room.height, 0);
    }
  }

  // Rearranging elements takes the focus off them: gives it back, or to the matrix that took the place.
  keepFocus(rearrange) {
    const active = (this.host.activeElement === undefined ? document : this.host).activeElement;
    const name = active?.view && this.nameOf(active.view);
    rearrange();
    if (name) (this.views.get(name) ?? this.shown()[0]?.[1])?.matrix.focus({ preventScroll: true });
  }

  // Lets Tab stop at one matrix only: the one named, else the first of the wall. Returns its name.
  tabStopAt(current) {
    const names = this.shown().map(([name]) => name);
    const stop = names.includes(current) ? current : this.wallOrder.flat().find(Boolean) || names[0];
    for (const [name, view] of this.shown()) put(view.matrix, "tabIndex", name === stop ? 0 : -1);
    return stop;
  }

  // Marks the selected entry, the one under the pointer and those pointed out, wherever they are drawn; `veiled` is the
  // matrix of which only some areas are seen, {tile, areas, wrong}.
  mark({ selected, over, lit, veiled }) {
    for (const [, view] of this.shown()) {
      const { id } = view.tile;
      view.light(lit.filter((area) => area.tile === id));
      view.cover(veiled?.tile === id ? veiled.areas : null, veiled?.tile === id ? veiled.wrong : []);
      view.mark("selected", selected?.tile === id ? selected : null);
      view.mark("hover", over?.tile === id ? over : null);
    }
  }
}

// ℓ, from the longest text to the shortest: with its convention, without it, and in two lines.
function waysToTell({ symbol, value, convention }) {
  return value ? [`${symbol} = **${value}** ${convention}`, `${symbol} = **${value}**`, `${symbol} =\n**${value}**`] : [symbol];
}

const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

// Text of the data is text.
export function escape(text) {
  return text.replace(/[&<>"]/g, (character) => ESCAPED[character]);
}
