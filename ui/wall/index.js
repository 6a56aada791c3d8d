// The component, by what it is given: the address of a page, a text; what is the same in all pictures, an object; the
// words of *Copy link*, an object too; or pictures, bytes. What is no bytes comes in a list of one. A wall is one root in
// its host, updated in place by every scene.

import { address } from "./address.js";
import { tell } from "./constants.js";
import { Wall } from "./instrument.js";
import { Share } from "./share.js";

// All modules by their names: a browser would find one only in another, and wait for each on the way.
import "./acts.js";
import "./ahead.js";
import "./arrows.js";
import "./arrowview.js";
import "./ask.js";
import "./beside.js";
import "./board.js";
import "./cellname.js";
import "./cells.js";
import "./choice.js";
import "./clock.js";
import "./colour.js";
import "./commands.js";
import "./cover.js";
import "./curve.js";
import "./curveacts.js";
import "./curvelegend.js";
import "./curveview.js";
import "./deck.js";
import "./decode.js";
import "./dom.js";
import "./draw.js";
import "./elsewhere.js";
import "./fields.js";
import "./film.js";
import "./following.js";
import "./glyphs.js";
import "./hall.js";
import "./headline.js";
import "./help.js";
import "./keys.js";
import "./later.js";
import "./layout.js";
import "./leaving.js";
import "./loop.js";
import "./making.js";
import "./marks.js";
import "./matrixkeys.js";
import "./network.js";
import "./number.js";
import "./panelacts.js";
import "./pictures.js";
import "./player.js";
import "./pointer.js";
import "./presenter.js";
import "./provenance.js";
import "./region.js";
import "./room.js";
import "./sizes.js";
import "./spoken.js";
import "./stalling.js";
import "./strip.js";
import "./stripview.js";
import "./surface.js";
import "./sweep.js";
import "./terms.js";
import "./theme.js";
import "./tile.js";
import "./toast.js";
import "./tour.js";

const walls = new WeakMap();
const shares = new WeakMap();
let latest = null; // another server has Streamlit make all anew; the old wall may go before or after the new one comes
let left = null; // its acts

export default function render(component) {
  const host = component.parentElement;
  if (!(component.data instanceof Uint8Array)) {
    take(host, ...component.data);
    return undefined;
  }
  let wall = walls.get(host);
  if (!wall) {
    walls.set(host, (wall = latest = new Wall(host)));
    if (left) wall.acts.inherit(left);
    left = null;
  }
  wall.show(component);
  return () => {
    if (host.isConnected) return; // Streamlit also calls this for a call overtaken by the next one
    wall.close();
    if (latest === wall) left = wall.acts;
    else latest.acts.inherit(wall.acts);
    walls.delete(host);
  };
}

function take(host, told) {
  if (typeof told === "string") address.write(told);
  else if (told.share) share(host, told.share);
  else tell(told);
}

function share(host, words) {
  if (!shares.has(host)) shares.set(host, new Share(host));
  shares.get(host).show(words);
}
