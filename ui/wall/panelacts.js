// What is done in the magnifier: cells are chosen, named, made, followed, and worked on.

import { readCell } from "./cellname.js";
import { isSame } from "./decode.js";
import { fill } from "./number.js";

export function panelActs(wall) {
  return {
    choose: (entry) => wall.choose(entry, 0),
    named: (text) => named(wall, text),
    make: (entry) => makeThere(wall, entry),
    trail: (at) => wall.acts.add({ do: "trail", at }),
    tool: (name) => useTool(wall, name),
    leave: () => wall.board.view(wall.current).matrix.focus(),
    tour: () => wall.tour.start(wall.labels),
  };
}

function named(wall, text) {
  const { scene, panel } = wall;
  const { entry, problem, values, unmade } = readCell(text, scene.tiles);
  const told = unmade && { ...unmade, title: scene.tiles[unmade.tile].title };
  panel.tellProblem(problem ? fill(wall.labels[problem], values) : "", told);
  if (!entry) return;
  wall.choose(entry, 0);
  if (isSame(entry, scene.panel.cell)) panel.takeBack();
}

// Goes to the step that makes a matrix, and looks at a cell of it.
function makeThere(wall, { tile, row, column }) {
  wall.acts.add({ do: "jump", tile });
  wall.acts.add({ do: "select", tile, row, column });
  wall.panel.tellProblem("");
}

function useTool(wall, name) {
  wall.acts.add({ do: "tool", name });
  if (name === "edit") wall.fields.await("[role=dialog] input");
}
