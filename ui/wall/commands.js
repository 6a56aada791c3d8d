// What the commands of the keys and buttons do, by their names in keys.js.

const toStep = (wall, to) => wall.acts.add({ do: "cursor", to });

// A phase is a command that goes to its end.
export const toEndOf = (wall, phase) => toStep(wall, wall.endOf(phase));

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
  region: (wall) => wall.exchange(),
  link: (wall) => wall.copyLink(),
  present: (wall) => wall.presenter.toggle(),
  unselect: (wall) => wall.choose(null, 0),
};
