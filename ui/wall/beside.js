// What stands beside the matrices: in the loop the examples as pictures; and the network's drawing or the decision region,
// in the loop too, or below the wall where a phone has no room in it.

import { make, put, variable } from "./dom.js";
import { NetworkView, networkPlace, placeBelow } from "./network.js";
import { PicturesView } from "./pictures.js";
import { RegionView } from "./region.js";

export class Beside {
  // on: {go(tile), exchange()}.
  constructor(on) {
    this.pictures = new PicturesView();
    this.network = new NetworkView(on);
    this.region = new RegionView({ leave: on.exchange });
    this.drawings = [this.network.element, this.region.element];
    this.elements = [this.pictures.element, ...this.drawings];
    this.below = make("div", "below");
    put(this.below, "hidden", true);
  }

  // The pictures. layout: of the loop, whose element is `loop`; room: as it was laid out in; constants: what is the same in
  // all scenes.
  draw(scene, layout, loop, { room, look, constants }) {
    const below = Boolean(room.below);
    put(this.below, "hidden", !below);
    if (below) variable(this.below, "height", `${room.below}px`);
    for (const element of this.drawings) this.lay(element, below ? this.below : loop);
    this.pictures.draw(scene, layout.boxes.Z1, look, constants.labels);
    this.place = below ? placeBelow(room) : networkPlace(layout, scene.columns, room);
  }

  // The network's drawing, or the region, where there is room for it; selected: an entry or null.
  drawDrawing(scene, { selected, look, constants }) {
    const { place } = this;
    const plane = Boolean(scene.region?.cells);
    this.network.draw(scene, plane ? null : place, selected, look, constants.labels);
    this.region.draw(scene, plane ? place : null, look, constants);
  }

  // A loop that was arranged anew has taken it.
  lay(element, parent) {
    if (element.parentElement !== parent) parent.append(element);
  }

  // Another entry is selected.
  choose(selected) {
    this.network.choose(selected);
  }
}
