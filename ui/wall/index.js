// The component, by what it is given: the address of a page, a text; what is the same in all pictures, an object; or
// pictures, bytes. A wall is one root in its host, updated in place by every scene.

import { address } from "./address.js";
import { tell } from "./constants.js";
import { Wall } from "./instrument.js";

const walls = new WeakMap();

export default function render(component) {
  const host = component.parentElement;
  const { data } = component;
  if (typeof data === "string") address.write(data);
  else if (data && !(data instanceof Uint8Array)) tell(data);
  if (!(data instanceof Uint8Array)) return undefined;
  let wall = walls.get(host);
  if (!wall) walls.set(host, (wall = new Wall(host)));
  wall.show(component);
  return () => {
    if (host.isConnected) return; // Streamlit also calls this for a call overtaken by the next one
    wall.close();
    walls.delete(host);
  };
}
