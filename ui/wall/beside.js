// What stands in the loop beside the matrices: the examples as pictures, and the network's drawing or the decision region.

import { NetworkView, networkPlace } from "./network.js";
import { PicturesView } from "./pictures.js";
import { RegionView } from "./region.js";

export class Beside {
  // on: {go(tile), exchange()}.
  constructor(on) {
    this.pictures = new PicturesView();
    this.network = new NetworkView(on);
    this.region = new RegionView({ leave: on.exchange });
    this.elements = [this.pictures, this.network, this.region].map(({ element }) => element);
  }

  // layout: of the loop; room: as it was laid out in; constants: what is the same in all pictures.
  draw(scene, layout, room, look, constants) {
    const { labels } = constants;
    this.pictures.draw(scene, layout.boxes.Z1, look, labels);
    const place = networkPlace(layout, scene.columns, room);
    const plane = Boolean(scene.region?.cells);
    this.network.draw(scene, plane ? null : place, look, labels);
    this.region.draw(scene, plane ? place : null, look, constants);
  }

  // Another entry is selected.
  choose(selected) {
    this.network.choose(selected);
  }
}
