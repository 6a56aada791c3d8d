// Playing does not go on unasked where the loss no longer moves; who plays again is not stopped again, and who plays at full
// speed is but told.

import { isStill } from "./curve.js";

export class Stalling {
  constructor() {
    Object.assign(this, { here: null, stopped: false, told: false, was: false });
  }

  // Another picture of the loss: may pause the player.
  open(curve, player) {
    if (curve?.here !== this.here) this.stopped = false;
    this.here = curve?.here;
    this.told = false;
    if (!curve || !player.playing || player.pace.act) return;
    const still = isStill(curve);
    this.told = still && Boolean(player.pace.stays);
    if (still && !this.was && !this.told) {
      player.pause();
      this.stopped = true;
    }
    this.was = still;
  }

  notice(player, labels) {
    if (this.stopped) return labels.stalled;
    return this.told && player.playing ? labels.stalled_on : "";
  }
}
