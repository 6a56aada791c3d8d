// How a result comes into sight: it is predicted cell by cell, or seen to be made while operations are played.

import { Ask } from "./ask.js";
import { Cover, SIGNS, signOf } from "./cover.js";
import { cellOf, isSame } from "./decode.js";
import { alone, begun, foretold, origins } from "./following.js";
import { Sweep } from "./sweep.js";

export class Making {
  constructor(wall) {
    this.wall = wall;
    this.cover = new Cover();
    this.sweep = new Sweep(() => {
      wall.mark();
      wall.drawPanel();
    });
    this.ask = new Ask(wall.panel.element, { guess: (text) => this.guess(text), lift: () => this.lift() });
    this.last = null; // what was said of the last guess
    this.own = null; // the cell that was chosen to be asked for, and not by the reader: {entry, step}
  }

  // A new picture, before it is drawn.
  open(scene) {
    const { player } = this.wall;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const plays = player.playing && player.pace.name === "operation" && !still;
    if (!plays || this.cover.on) this.sweep.stop();
    else if (scene.cursor !== this.wall.scene?.cursor) this.sweep.start(scene);
    if (!this.wall.acts.awaits("cover")) this.cover.set(scene.player.covers ?? false);
    this.cover.open(scene);
    if (scene.room?.revealed) this.cover.lift();
  }

  markCovered(scene) {
    const { cover } = this;
    for (const tile of Object.values(scene.tiles)) tile.covered = cover.hides && tile.id === cover.tile.id;
  }

  toggle() {
    this.cover.toggle();
    this.wall.acts.add({ do: "cover", shown: this.cover.on });
    this.sweep.stop();
    this.last = null;
    this.wall.draw();
  }

  lift() {
    this.cover.lift();
    if (this.wall.scene.room?.role === "leads") this.wall.acts.add({ do: "reveal" });
    this.wall.draw();
  }

  // Asks for the next covered cell; Python points out what it comes from.
  drawQuestion() {
    const { cover, wall } = this;
    const follows = wall.scene.room?.role === "follows"; // the lecturer's question
    const asked = cover.hides ? cover.asked(wall.choice, follows) : null;
    if (this.last?.step !== cover.step) this.last = null;
    wall.panel.covered(cover.hides); // also before it is known what the lecturer asks for
    this.ask.draw(cover, asked, asked ? cover.tile.title : "", this.last, wall.labels);
    if (!asked) this.release();
    else if (!follows && !isSame(asked, wall.choice)) {
      this.own = { entry: asked, step: cover.step };
      wall.choose(asked, 0);
    }
  }

  // What is asked for no more is not selected any more either: the panel goes with the steps again. Who leads a room still
  // sees at this step what was predicted.
  release() {
    const { own, wall } = this;
    if (!own || this.cover.hides || (wall.scene.room?.role === "leads" && own.step === this.cover.step)) return;
    this.own = null;
    if (isSame(own.entry, wall.choice)) wall.choose(null, 0);
  }

  // True if the key is a sign, and one is asked for.
  press(event) {
    if (!this.cover.hides || !(event.key in SIGNS)) return false;
    this.guess(event.key);
    event.preventDefault();
    return true;
  }

  guess(text) {
    const { cover, wall } = this;
    const { room } = wall.scene;
    const entry = cover.asked(wall.choice, room?.role === "follows");
    if (!entry) return;
    if (room?.role === "follows") wall.acts.add({ do: "predict", ...entry, answer: signOf(text) });
    const right = cover.guess(entry, text);
    const { row, column } = cellOf(cover.tile, entry);
    const value = cover.tile.cells[row * cover.tile.sent[1] + column];
    this.last = { step: cover.step, entry, right, value, title: cover.tile.title };
    wall.draw();
  }

  // What the magnifier shows: of the cell that the reader looks at, else of the one that is being made.
  panel() {
    const { sweep, wall } = this;
    const { scene, choice } = wall;
    const { panel } = scene;
    if (!panel) return null;
    if (choice) return isSame(choice, panel.cell) ? panel : (foretold(panel, scene, choice) ?? begun(panel, scene, choice) ?? panel);
    if (!sweep.made || !sweep.cell) return panel;
    return { ...(foretold(panel, scene, sweep.cell) ?? alone(panel, scene, sweep.cell)), passing: true };
  }

  // What the selected cell comes from; of one that Python has not heard of yet, as the picture tells it.
  lit() {
    const { scene, choice } = this.wall;
    return !choice || isSame(choice, scene.panel?.cell) ? scene.lit : origins(scene, choice);
  }

  // What is not to be seen yet, as `Board.mark` takes it.
  veiled() {
    const { cover, sweep } = this;
    if (cover.hides) {
      const areas = cover.told.map(({ row, column, right }) => ({ rows: [row, row], columns: [column, column], right }));
      return { veiled: { tile: cover.tile.id, areas, wrong: areas.filter(({ right }) => !right) } };
    }
    if (!sweep.made) return {};
    return { selected: sweep.cell, lit: sweep.lit, veiled: { tile: sweep.made.id, areas: sweep.areas, wrong: [] } };
  }
}
