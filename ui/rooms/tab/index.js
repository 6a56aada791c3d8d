// What a tab keeps of its seat over a reload and a new connection: who led a room leads on, and nobody predicts twice.

import { Keeper } from "./keeper.js";

const keeper = new Keeper(sessionStorage);

export default function render({ data: [data], setTriggerValue }) {
  keeper.see(data, (ticket) => setTriggerValue("kept", ticket));
}
