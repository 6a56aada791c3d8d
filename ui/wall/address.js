// Keeps the address of the browser at the bookmark. What Streamlit itself has there, such as embed=true, stays.

import { BROWSER } from "./clock.js";

const SOON = 60; // ms: a change costs a browser some, so the picture is painted first
const APART = 350; // ms on average: some browsers refuse more than 100 changes in 30 s
const AT_ONCE = 10; // changes that need not wait for one another: who reloads after a few quick steps finds the last one

export class Address {
  constructor(put, clock = BROWSER) {
    Object.assign(this, { put, clock, spent: -Infinity }); // until when changes are made up for
  }

  // The latest link counts.
  write(link) {
    this.link = link;
    this.timer ??= this.clock.after(() => this.flush(), Math.max(SOON, this.spent - AT_ONCE * APART - this.clock.now()));
  }

  // At once, if something waits.
  hurry() {
    if (this.timer === null || this.timer === undefined) return;
    this.clock.cancel(this.timer);
    this.flush();
  }

  flush() {
    this.timer = null;
    if (this.put(this.link)) this.spent = Math.max(this.spent, this.clock.now()) + APART;
  }
}

// Whether the address was another one.
function putInto({ history, location }, link) {
  const kept = location.search.slice(1).split("&").filter((part) => part.startsWith("embed"));
  const search = `?${[...kept, link].join("&")}`;
  if (search === location.search) return false;
  history.replaceState(history.state, "", location.pathname + search + location.hash);
  return true;
}

export const address = new Address((link) => putInto(window, link)); // a page has one, however many walls
