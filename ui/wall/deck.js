// The deck: operations with their track, updates with theirs. Every button says its key.

import { drawTrack, nearest, trackScale } from "./curve.js";
import { attribute, emphasise, make, put, variable } from "./dom.js";
import { keyOf, shortcutsOf } from "./keys.js";
import { fill } from "./number.js";
import { PACES } from "./player.js";
import { Pool, button } from "./terms.js";

const PHASES = ["forward", "backward", "update"];
const SCREEN = '<svg width="18" height="14" viewBox="0 0 18 14" aria-hidden="true"><path d="M1 1h16M2.5 1v8.5h13V1M9 9.5V12M5.5 13l3.500-2.5l3.5 2.500" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>';
const CURVE = '<svg width="16" height="12" viewBox="0 0 16 12" aria-hidden="true"><path d="M1 1v10h14M3 3c3 6 6 6 11 6" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>';
const TRAIN = [1, 10, 100];
const START = 16; // width of the mark before the first operation
const ASIDE = 64; // beside the track, where the name of the operation stands that has no room in its mark
const TYPE = 11; // of names in marks, and of phases

export class Deck {
  // on: what is done, {act, command, seek, go, pace}.
  constructor(parent, on) {
    this.on = on;
    this.element = make("footer", "deck", parent);
    attribute(this.element, "role", "group");
    this.heading = make("h3", "unseen", this.element);
    const steps = make("div", "deck-steps", this.element);
    this.back = this.button("deck-back", steps, () => on.act("back"));
    this.step = this.button("deck-step filled", steps, () => on.act("step_on"));
    this.play = this.button("deck-play", steps, () => on.command("play"));
    this.pace = make("select", "deck-pace", steps);
    this.pace.addEventListener("change", () => on.pace(this.pace.value));
    this.cover = this.button("deck-cover", steps, () => on.command("cover"));
    this.present = this.button("deck-present", steps, () => on.command("present"));
    this.help = this.button("deck-help", steps, () => on.command("help"));
    const train = make("div", "deck-train", this.element);
    this.place = make("span", "place", train);
    this.trainHead = make("span", "train-head", train);
    this.trains = TRAIN.map((n) => this.button("deck-n", train, () => on.train(n)));
    this.epoch = this.button("deck-epoch", train, () => on.train(this.player.batches));
    this.restart = this.button("deck-restart", train, () => on.restart());
    this.curveButton = this.button("deck-curve", train, () => on.command("curve"));
    this.makeTrack();
    this.makeCurve();
  }

  button(className, parent, act) {
    const element = button(`deck-button ${className}`, parent);
    element.addEventListener("click", act);
    return element;
  }

  makeTrack() {
    const track = make("div", "track", this.element);
    const heads = make("div", "track-heads", track);
    this.phases = PHASES.map((phase) => this.button(`track-phase ${phase}`, heads, () => this.on.command(phase)));
    this.marks = make("div", "track-marks", track);
    attribute(this.marks, "role", "slider");
    this.marks.tabIndex = 0;
    this.beside = make("b", "", this.marks);
    this.program = new Pool(() => {
      const element = make("span", "", this.marks);
      return { element, name: make("i", "", element) };
    });
    this.index = make("span", "track-index", track);
    this.marks.addEventListener("pointerdown", (event) => this.drag(event, true));
    this.marks.addEventListener("pointermove", (event) => event.buttons && this.drag(event, false));
  }

  makeCurve() {
    this.curveTrack = make("div", "track-curve", this.element);
    this.canvas = make("canvas", "", this.curveTrack);
    attribute(this.canvas, "role", "img");
    this.legend = make("div", "track-legend", this.curveTrack);
    this.canvas.addEventListener("click", (event) => this.on.go(this.updateAt(event)));
  }

  draw(scene, size, look, labels, player, covered) {
    Object.assign(this, { scene, labels, player: scene.player });
    variable(this.element, "height", size.narrow ? "auto" : `${size.deck}px`);
    attribute(this.element, "aria-label", labels.deck);
    put(this.heading, "textContent", labels.deck);
    say(this.back, "←", labels.back, "back");
    put(this.back, "disabled", !scene.cursor && !scene.curve?.here);
    say(this.step, `${labels.step} <kbd aria-hidden="true">${keyOf("step_on")}</kbd>`, labels.step_on, "step_on");
    this.drawPlay(player);
    this.drawPace(player, labels);
    say(this.cover, labels.cover, labels.cover_on, "cover_on");
    attribute(this.cover, "aria-pressed", String(covered));
    say(this.present, SCREEN, labels.present, "present");
    say(this.help, "?", labels.help, "key_help");
    emphasise(this.place, scene.player.place);
    put(this.trainHead, "textContent", labels.train);
    this.trains.forEach((element, i) => say(element, String(TRAIN[i]), fill(labels.train_n, { n: TRAIN[i] }), i ? "" : "train"));
    say(this.epoch, labels.epoch, fill(labels.train_epoch, { n: scene.player.batches }));
    say(this.restart, "↺", labels.restart);
    put(this.restart, "disabled", !scene.curve?.here);
    say(this.curveButton, CURVE, labels.curve_open, "curve_open");
    this.drawProgram(scene, size, look, labels);
    this.drawLoss(scene.curve, size, look, labels);
  }

  drawPlay(player) {
    const { labels } = this;
    const word = player.playing ? labels.pause : labels.play;
    const sign = `<span class="play-sign" data-sign="${player.playing ? "pause" : "play"}"></span>`;
    say(this.play, `${sign}<span>${word}</span>`, word, "play");
    attribute(this.element, "data-playing", String(player.playing));
  }

  drawPace(player, labels) {
    attribute(this.pace, "aria-label", labels.pace);
    put(this.pace, "title", labels.pace);
    const options = PACES.map(({ name }) => `<option value="${name}">${labels[`pace_${name}`]}</option>`);
    put(this.pace, "innerHTML", options.join(""));
    if (this.pace.value !== player.pace.name) this.pace.value = player.pace.name;
  }

  drawProgram({ program, cursor }, { track: width }, look, labels) {
    const wide = (text) => look.measure(text, TYPE, 600);
    const counts = PHASES.map((phase) => program.filter((mark) => mark[2] === phase).length);
    const widths = phaseWidths(counts, PHASES.map((phase) => wide(labels[phase]) + 6), width - START);
    const each = markWidths(program, Object.fromEntries(PHASES.map((phase, i) => [phase, widths[i]])), wide);
    this.edges = each.reduce((edges, own) => [...edges, edges[edges.length - 1] + own], [START]);
    this.width = width;
    this.drawPhases(program, cursor, counts, widths, labels);
    const names = ["", ...markNames(program, each, wide)];
    this.program.fill([null, ...program], ({ element, name }, mark, i) => {
      const state = i < cursor ? "done" : i === cursor ? "now" : "ahead";
      put(element, "className", mark ? state : `${state} start`);
      variable(element, "--accent", mark ? look.palette.accent(mark[1]) : "");
      variable(element, "width", `${mark ? each[i - 1] : START}px`);
      put(name, "textContent", names[i]);
    });
    this.drawBeside(names[cursor] ? null : program[cursor - 1], wide, look);
    const title = cursor ? program[cursor - 1][0] : labels.given;
    const words = fill(labels.operation, { n: cursor, count: program.length, title });
    attribute(this.marks, "aria-label", labels.program);
    attribute(this.marks, "aria-valuemin", "0");
    attribute(this.marks, "aria-valuemax", String(program.length));
    attribute(this.marks, "aria-valuenow", String(cursor));
    attribute(this.marks, "aria-valuetext", words);
    put(this.marks, "title", words);
    put(this.index, "innerHTML", `<b>${cursor}</b> / ${program.length}`);
  }

  // The name of the step where it has no room in its mark.
  drawBeside(mark, wide, look) {
    const name = mark && [shortOf(mark), mark[6]].find((text) => wide(text) <= ASIDE);
    put(this.beside, "textContent", name ?? "");
    if (mark) variable(this.beside, "--accent", look.palette.accent(mark[1]));
  }

  drawPhases(program, cursor, counts, widths, labels) {
    PHASES.forEach((phase, i) => {
      const element = this.phases[i];
      put(element, "hidden", !counts[i]);
      put(element, "textContent", labels[phase]);
      put(element, "title", `${fill(labels.to_end, { phase: labels[phase] })} (${keyOf(`key_${phase}`)})`);
      attribute(element, "aria-label", element.title);
      variable(element, "width", `${widths[i] + (i ? 0 : START)}px`);
      attribute(element, "aria-current", String(program[Math.max(0, cursor - 1)]?.[2] === phase));
    });
  }

  // The step under the pointer; told once while the pointer stays in it.
  drag(event, first) {
    const box = this.marks.getBoundingClientRect();
    const x = event.clientX - box.left;
    const to = Math.min(this.scene.program.length, this.edges.filter((edge) => edge <= x).length);
    if (first) this.marks.setPointerCapture(event.pointerId);
    else if (to === this.dragged) return;
    this.dragged = to;
    this.on.seek(to);
  }

  drawLoss(curve, { track: width, tight }, look, labels) {
    put(this.curveTrack, "hidden", !curve);
    if (!curve) return;
    this.curve = curve;
    const [high, { ratio }] = [tight ? 22 : 30, look];
    const drawn = [curve, width, high, look];
    if (drawn.every((part, k) => part === this.lossDrawn?.[k])) return; // most steps change nothing in it
    this.lossDrawn = drawn;
    put(this.canvas, "width", Math.round(width * ratio));
    put(this.canvas, "height", Math.round(high * ratio));
    variable(this.canvas, "width", `${width}px`);
    variable(this.canvas, "height", `${high}px`);
    drawTrack(this.canvas.getContext("2d"), curve, { ...look, width, height: high });
    put(this.legend, "innerHTML", curve.series.map(({ name, role }) =>
      `<span class="series ${role}" style="--accent:${look.palette.accent(role)}">${name}</span>`).join(""));
    attribute(this.canvas, "aria-label", labels.curve);
    put(this.canvas, "title", labels.curve);
  }

  // The update nearest to the pointer.
  updateAt(event) {
    const { curve } = this;
    const scale = trackScale(curve, this.width);
    const x = event.clientX - this.canvas.getBoundingClientRect().left;
    return curve.x.values[nearest(curve.x.values, scale.value(x))] ?? 0;
  }
}

// What a button shows and what it is called, with its key: the label of an entry of KEYS.
function say(element, html, label, act = "") {
  put(element, "innerHTML", html);
  put(element, "title", act ? `${label} (${keyOf(act)})` : label);
  attribute(element, "aria-label", label);
  if (act) attribute(element, "aria-keyshortcuts", shortcutsOf(act));
}

// Widths of the phases, by their operations, but each wide enough for its name.
export function phaseWidths(counts, least, room) {
  const wanted = counts.map((count, i) => (count ? least[i] : 0));
  const part = Math.min(1, room / wanted.reduce((a, b) => a + b, 0));
  const floor = wanted.map((wide) => wide * part);
  const share = (open) => {
    const fixed = floor.filter((_, i) => !open[i]).reduce((a, b) => a + b, 0);
    const all = counts.filter((_, i) => open[i]).reduce((a, b) => a + b, 0);
    const widths = floor.map((wide, i) => (open[i] ? ((room - fixed) * counts[i]) / Math.max(1, all) : wide));
    const short = widths.map((wide, i) => open[i] && wide < floor[i]);
    return short.includes(true) ? share(open.map((is, i) => is && !short[i])) : widths;
  };
  return share(counts.map((count) => count > 0));
}

// The short name of what a mark makes, which is its title unless another is sent.
const shortOf = ([title, , , , , short]) => short || title;

const RIM = 0.5; // px of a mark that its name leaves free

// Widths of the marks: alike in a phase, but where its names have room together a long one takes from the others.
export function markWidths(program, phases, wide) {
  const own = Object.fromEntries(Object.entries(phases).map(([phase, width]) => {
    const names = program.filter((mark) => mark[2] === phase).map((mark) => wide(shortOf(mark)) + RIM);
    const least = names.reduce((a, b) => a + b, 0) <= width ? names : names.map(() => 0);
    return [phase, phaseWidths(names.map(() => 1), least, width)];
  }));
  return program.map((mark) => own[mark[2]].shift());
}

// What stands in the marks: in a phase all names or none, for a mark without one among others looks like a fault.
export function markNames(program, each, wide) {
  const fits = (mark, i) => wide(shortOf(mark)) <= each[i] - RIM + 1e-9;
  const short = new Set(program.filter((mark, i) => !fits(mark, i)).map((mark) => mark[2]));
  return program.map((mark) => (short.has(mark[2]) ? "" : shortOf(mark)));
}
