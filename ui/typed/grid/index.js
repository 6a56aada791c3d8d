// A matrix that is typed into: one grid in its host, made anew when Python gives it other cells.

import { Grid } from "./grid.js";

const grids = new WeakMap();

export default function render(component) {
  const host = component.parentElement;
  if (!grids.has(host)) grids.set(host, new Grid(host));
  grids.get(host).show(component);
  return () => {
    if (host.isConnected) return; // Streamlit also calls this for a call overtaken by the next one
    grids.get(host)?.close();
    grids.delete(host);
  };
}
