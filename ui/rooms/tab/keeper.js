// Keeps the ticket of a seat in the tab's own storage, and shows it to a server that has handed out another one.

const NAME = (room) => `backprop-seat-${room}`;

export class Keeper {
  constructor(storage) {
    this.storage = storage;
    this.refused = ""; // the ticket that the server holds against what the tab has shown it
  }

  // seat: {room, ticket, leads}, as the server has it. show: brings what the tab has kept before the server.
  see({ room, ticket, leads }, show) {
    const kept = this.storage.getItem(NAME(room));
    if (leads || !kept || this.refused === ticket) this.storage.setItem(NAME(room), ticket);
    else if (kept !== ticket) {
      this.refused = ticket;
      show(kept);
    }
  }
}
