// What the commands of the keys and buttons do, by their names in keys.js.

import { copyLink } from "./share.js";

const toStep = (wall, to) => wall.acts.add({ do: "cursor", to });

// A phase is a command that goes to its end.
export const toEndOf = (wall, phase) => toStep(wall, wall.endOf(phase));

// The network's drawing and the decision region, where the data have one.
function exchange(wall) {
  const { region } = wall.scene;
  if (region) wall.acts.add({ do: "region", shown: !region.cells });
}

async function link(wall) {
  const done = await copyLink();
  wall.spoken.say(wall.toast.tell(done ? wall.labels.link_copied : wall.labels.link_refused));
}

export const COMMANDS = {
  start: (wall) => toStep(wall, 0),
  end: (wall) => toStep(wall, wall.scene.program.length),
  play: (wall) => wall.player.toggle(),
  train: (wall) => wall.acts.add({ do: "train", updates: 1 }),
  help: (wall) => wall.help.toggle(wall.labels),
  curve: (wall) => wall.showCurve(!wall.showsCurve),
  metric: (wall) => {
    if (!wall.showsCurve) wall.showCurve(true);
    wall.curve.turn();
  },
  log: (wall) => wall.acts.add({ do: "log", shown: !wall.scene.curve?.log }),
  cover: (wall) => wall.making.toggle(),
  region: exchange,
  link,
  present: (wall) => wall.presenter.toggle(),
  unselect: (wall) => wall.choose(null, 0),
};
