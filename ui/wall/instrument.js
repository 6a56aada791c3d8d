// One wall: headline, equation, magnifier, loop and deck, and what the reader does with them.

import { Acts } from "./acts.js";
import { address } from "./address.js";
import { Ahead, isBeside } from "./ahead.js";
import { Beside } from "./beside.js";
import { Board } from "./board.js";
import { COMMANDS, toEndOf } from "./commands.js";
import { constants, listen, wordsOf } from "./constants.js";
import { curveActs } from "./curveacts.js";
import { CurveView } from "./curveview.js";
import { Deck } from "./deck.js";
import { decodeScene, isSame, picturesOf } from "./decode.js";
import { attribute, make, put, variable } from "./dom.js";
import { Elsewhere } from "./elsewhere.js";
import { Fields } from "./fields.js";
import { Film } from "./film.js";
import { Headline } from "./headline.js";
import { Help } from "./help.js";
import { KEYS, entryOf as keyEntry, isTaken } from "./keys.js";
import { fetchBefore } from "./later.js";
import { layOut, sizeOf } from "./layout.js";
import { Leaving } from "./leaving.js";
import { Making } from "./making.js";
import { MatrixKeys } from "./matrixkeys.js";
import { panelActs } from "./panelacts.js";
import { Player } from "./player.js";
import { Pointer, entryAt } from "./pointer.js";
import { Presenter } from "./presenter.js";
import { ProvenancePanel } from "./provenance.js";
import { NARROW } from "./sizes.js";
import { RoomSign } from "./room.js";
import { Spoken } from "./spoken.js";
import { Stalling } from "./stalling.js";
import { readLook } from "./theme.js";
import { Toast } from "./toast.js";
import { Tour } from "./tour.js";

const QUANTITIES = ["Z", "W", "P", "D", "G", "M", "dW", "S", "Y"];

export class Wall {
  constructor(host) {
    this.host = host;
    this.choice = null; // the selected entry: here at once, in Python a moment later
    this.ahead = new Ahead();
    this.painted = 0;
    this.asked = 0;
    this.root = make("div", "wall-root", host);
    this.acts = new Acts(
      (queue) => this.send(queue),
      (act) => this.foresee(act),
    );
    this.film = new Film(
      (picture) => this.open(decodeScene(picture)),
      () => this.player.playing && !this.player.pace.act && this.setTriggerValue("more", (this.asked += 1)),
    );
    this.player = new Player(this.acts, {
      at: () => this.scene.curve?.here ?? 0,
      fill: () => this.fill(),
      changed: () => this.playChanged(),
    });
    this.stalling = new Stalling();
    this.makeParts(host);
    this.listen();
    this.whenStyled();
  }

  makeParts(host) {
    this.headline = new Headline(this.root);
    this.stage = make("div", "stage", this.root);
    const left = make("div", "stage-left", this.stage);
    this.beside = new Beside({ go: (tile) => this.acts.add({ do: "jump", tile }), exchange: () => this.command("region") });
    this.board = new Board(host, left, this.root, this.beside.elements);
    this.root.append(this.beside.below);
    this.curve = new CurveView(left, curveActs(this));
    this.panel = new ProvenancePanel(this.stage, panelActs(this));
    this.making = new Making(this);
    this.deck = new Deck(this.root, {
      act: (label) => this.act(label),
      command: (name) => this.command(name),
      seek: (to) => this.acts.add({ do: "cursor", to }),
      go: (update) => this.go(update),
      train: (updates) => this.acts.add({ do: "train", updates }),
      restart: () => this.acts.add({ do: "restart" }),
      pace: (name) => this.player.choose(name),
    });
    this.presenter = new Presenter(this);
    this.room = new RoomSign(this.headline.element, () => this.acts.add({ do: "return" }));
    this.tour = new Tour(this);
    this.help = new Help(this.root, () => this.tour.start(this.labels));
    this.pointer = new Pointer(this);
    this.matrixKeys = new MatrixKeys(this);
    this.spoken = new Spoken(this.root);
    this.toast = new Toast(this.root);
  }

  listen() {
    const on = (type, handler) => this.root.addEventListener(type, (event) => this.scene && handler(event));
    on("pointermove", (event) => this.pointer.hover(event));
    on("pointerleave", () => this.pointer.leave());
    on("click", (event) => this.click(event));
    on("keydown", (event) => this.matrixKeys.press(event));
    on("focusin", ({ target }) => (target.entry ? this.pointer.point(target.entry) : this.focused(target.view)));
    on("focusout", () => {
      this.pointer.hideTip();
      this.matrixKeys.clicked = null;
    });
    fetchBefore(this.root);
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this.root);
    this.redraw = () => {
      this.look = null; // its masks were made in another font
      if (this.scene) this.draw();
    };
    this.leaving = new Leaving(document, () => this.leave());
    this.elsewhere = new Elsewhere(document, this.root, () => this.acts.tell());
    this.pagePress = (event) => this.scene && this.pressedOnPage(event);
    document.fonts.addEventListener("loadingdone", this.redraw);
    document.addEventListener("keydown", this.pagePress);
    this.fields = new Fields(document);
    this.unlisten = listen(this.redraw);
  }

  close() {
    this.film.stop();
    this.acts.close();
    this.player.close();
    this.presenter.close();
    this.observer.disconnect();
    this.unlisten();
    document.fonts.removeEventListener("loadingdone", this.redraw);
    document.removeEventListener("keydown", this.pagePress);
    this.leaving.close();
    this.elsewhere.close();
    this.fields.close();
    clearTimeout(this.timer);
    this.toast.close();
  }

  // Another page is asked for: a request for pictures would overtake it, and bring it to nothing.
  leave() {
    this.film.stop();
    this.player.leave();
  }

  // The style is a file of its own: until it is here, nothing is drawn.
  whenStyled() {
    const link = this.root.parentNode.querySelector("link[rel=stylesheet]");
    this.styled = !link || Boolean(link.sheet);
    link?.addEventListener("load", () => {
      this.styled = true;
      if (this.scene) this.draw();
    });
  }

  send(queue) {
    attribute(this.root, "data-waits", String(this.acts.waiting));
    this.setTriggerValue("acts", queue);
  }

  // A step that is known is seen at once. Python hears of one within a round when it is to tell more, or somebody follows.
  foresee(act) {
    const { scene, acts, ahead } = this;
    const found = scene && ahead.after(act, scene, acts.queue.some((waiting) => waiting.do !== "arrive"));
    if (!found) return null;
    const show = () => {
      this.turnTo(found, true);
      this.player.rest();
      if (found.room || (act.direction === 1 && ahead.runsShort(found))) acts.tell();
    };
    return { keep: isBeside(found, scene) && { do: "arrive", to: found.cursor }, show };
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
    const { film, next } = picturesOf(data);
    const before = this.scene;
    this.film.run(film, this.player.least);
    if (this.scene !== before) this.ahead.tell(next, this.scene.cursor); // of a picture that is not shown nothing follows
  }

  open(scene) {
    const waited = this.acts.awaits("step", "arrive");
    this.acts.hear(scene.heard);
    if (!this.player.admits(scene)) return;
    if (this.ahead.admits(waited, this.acts.awaits("step", "arrive"))) this.turnTo(scene);
    else this.acts.tell(); // it does not know where one is
  }

  // isAhead: of Python. What was made is then painted first, and what stands beside it with the next frame.
  turnTo(scene, isAhead = false) {
    this.making.open(scene);
    Object.assign(this, { scene, isAhead });
    if (!this.timer && !this.acts.awaits("select")) this.choice = scene.selected;
    this.stalling.open(scene.curve, this.player);
    this.draw();
  }

  resized() {
    const { clientWidth, clientHeight } = this.root;
    if (!this.scene || (clientWidth === this.width && clientHeight === this.height)) return;
    this.pointer.hideTip(); // of what lay there before
    this.draw();
  }

  draw() {
    if (!constants() || !this.styled) return;
    const { scene, board } = this;
    const whole = scene.columns.length > 0;
    this.labels = wordsOf(constants().labels, whole);
    this.making.markCovered(scene);
    attribute(this.root, "data-whole", String(whole));
    attribute(this.root, "data-presenter", String(this.presenter.on));
    attribute(this.root, "data-hides", constants().hidden.join(" "));
    this.applyLook();
    [this.width, this.height] = [this.root.clientWidth || 800, this.root.clientHeight || 600];
    const high = this.width < NARROW ? window.innerHeight : this.height; // a phone scrolls
    this.size = sizeOf(scene, this.width, high, this.presenter.on);
    attribute(this.root, "data-small", String(this.size.small));
    if (whole) layOut(this.root, this.size);
    const { size, look, labels } = this;
    const { strip: width, matrix: height, small, wraps, presented: hall } = size;
    const room = { width, height, small, wraps, stacks: size.narrow, presented: hall };
    board.drawStrip(scene, room, look, labels);
    if (whole) this.drawInstrument(scene);
    board.equation.paint(this.look.ratio);
    this.mark();
    this.pointer.tellAgain();
    this.current = board.tabStopAt(this.current);
    if (this.isAhead) requestAnimationFrame(() => requestAnimationFrame(() => this.drawRest()));
    else this.drawRest();
    this.isAhead = false;
    this.painted += 1;
    attribute(this.root, "data-here", String(scene.curve?.here ?? ""));
    attribute(this.root, "data-step", String(scene.cursor));
    attribute(this.root, "data-waits", String(this.acts.waiting));
    attribute(this.root, "data-painted", String(this.painted));
    if (scene.address) address.write(scene.address);
    performance.mark("wall-painted");
  }

  // Not of what is played faster than one can hear.
  speak(scene) {
    if (this.player.playing && !this.player.pace.act) return;
    const { choice, labels } = this;
    this.spoken.tell(scene, { choice, covered: this.making.cover.hides, views: this.board.shown(), labels });
  }

  drawInstrument(scene) {
    const { size, look, labels, board } = this;
    const large = Boolean(scene.curve && this.showsCurve);
    this.headline.draw(scene, scene.notice || this.stalling.notice(this.player, labels), size);
    put(this.curve.element, "hidden", !large);
    put(board.strip, "hidden", large);
    if (large) this.curve.show(scene, size, look, labels, this.acts.awaits("metric"));
    this.making.drawQuestion();
    this.presenter.draw(scene, labels, large);
    this.room.draw(scene.room, labels);
    const layout = board.drawLoop(scene, size.wall, look, labels);
    this.beside.draw(scene, layout, board.loop, { room: size.wall, look, constants: constants() });
    this.deck.draw(scene, size, look, labels, this.player, this.making.cover.on);
  }

  // What need not be seen, or heard, with the first frame of a step.
  drawRest() {
    const { scene, choice, look } = this;
    if (scene.columns.length) {
      this.drawPanel();
      this.beside.drawDrawing(scene, { selected: choice, look, constants: constants() });
    }
    this.speak(scene);
  }

  drawPanel() {
    const panel = this.making.panel();
    this.panel.draw(panel, this.scene.introduction, this.look, this.labels);
    attribute(this.panel.element, "data-awaits", String(Boolean(this.choice && panel && !isSame(this.choice, panel.cell))));
  }

  applyLook() {
    this.look = readLook(this.root, constants(), this.look);
    attribute(this.root, "data-theme", this.look.dark ? "dark" : "light");
    variable(this.root, "--muted", this.look.colours.muted);
    variable(this.root, "--line", this.look.colours.line);
    for (const name of QUANTITIES) variable(this.root, `--of-${name}`, this.look.palette.accent(name));
  }

  // --- what is done ---

  // An act of the table of keys, by its label.
  act(label) {
    this.acts.add(KEYS.find((entry) => entry.label === label).act);
  }

  // A command of the component, by its name in keys.js.
  command(name) {
    (COMMANDS[name] ?? toEndOf)(this, name);
  }

  endOf(phase) {
    return this.scene.program.map((mark) => mark[2]).lastIndexOf(phase) + 1;
  }

  // To where every matrix is made: updates are not played over empty ones.
  fill() {
    const made = this.endOf("backward");
    if (this.scene.cursor < made) this.acts.add({ do: "cursor", to: made });
  }

  showCurve(shown) {
    this.showsCurve = shown;
    this.draw();
  }

  // While updates are played the curve is large by itself.
  playChanged() {
    if (this.player.playsUpdates) {
      if (this.player.playing && !this.showsCurve) this.opensCurve = this.showsCurve = true;
      else if (!this.player.playing && this.opensCurve) this.opensCurve = this.showsCurve = false;
    }
    if (!this.player.playing && !this.player.pace.act) this.film.stop();
    if (this.scene) this.draw();
  }

  go(update) {
    this.acts.add({ do: "go", update });
  }

  pressedOnPage(event) {
    if (isTaken(event)) return;
    if (this.presenter.press(event) || this.making.press(event)) return;
    const entry = keyEntry(event);
    if (entry?.command === "unselect" && !this.unselects) return;
    if (!entry || !this.scene.columns.length || constants().hidden.includes(entry.hidden)) return;
    event.preventDefault();
    if (event.repeat && this.acts.awaits("step")) return; // a key that is held goes on from what is seen
    if (entry.act) this.acts.add(entry.act);
    else this.command(entry.command);
  }

  // Whether Escape is for the selection, and not for the presenter or for nothing.
  get unselects() {
    return this.choice && !this.presenter.on && !this.making.cover.hides;
  }

  // --- cells ---

  mark() {
    const value = this.choice;
    this.board.mark({ selected: value, over: this.pointer.over, lit: this.making.lit(), ...this.making.veiled() });
    this.beside.choose(value);
    attribute(this.root, "data-selected", value ? `${value.tile} ${value.row} ${value.column}` : "");
  }

  focused(view) {
    if (view) this.current = this.board.tabStopAt(this.board.nameOf(view));
  }

  click(event) {
    const view = event.target.closest(".tile")?.querySelector(".matrix").view;
    if (!view) return;
    if (event.target.closest(".title")) this.acts.add({ do: "jump", tile: view.tile.id });
    else if (event.target.closest(".open")) this.acts.add({ do: "open", tile: view.tile.id });
    else if (event.target.closest(".matrix")) {
      view.matrix.focus({ preventScroll: true });
      this.matrixKeys.clicked = view;
      if (view.tile.cells) this.choose(entryAt(view, event), 0);
      else if (this.scene.columns.length) this.acts.add({ do: "jump", tile: view.tile.id });
    }
  }

  // Selects here at once, in Python after `delay` ms without another selection.
  choose(entry, delay) {
    this.choice = entry;
    this.mark();
    if (this.scene.columns.length) this.drawPanel();
    clearTimeout(this.timer);
    const send = () => {
      this.timer = null;
      this.acts.add({ do: "select", ...(entry ?? {}) });
    };
    if (delay) this.timer = setTimeout(send, delay);
    else send();
  }
}
