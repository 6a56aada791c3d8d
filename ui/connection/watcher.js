// Lost, back, as it should be: what is on the page is current again only when a run has been asked for and has ended.

const AGAIN = 2000; // ms in which a run has to begin; then it is asked for once more
const TRIES = 5;
const PAINTED = 500; // ms from the end of the run until all that it drew is on the page

const BROWSER = { after: (act, milliseconds) => setTimeout(act, milliseconds), cancel: (timer) => clearTimeout(timer) };

export class Watcher {
  // show: is given the state, "current", "lost" or "back", and what to say about it. clock: as the browser has it.
  constructor(show, clock = BROWSER) {
    Object.assign(this, { show, clock });
    this.words = {}; // {lost, back, anew}
    this.ask = () => {}; // asks for a run of the whole page
    this.times = 0;
    this.become("current");
  }

  become(state) {
    this.state = state;
    this.show(state, this.words[state === "current" && this.isAnew ? "anew" : state] ?? "");
  }

  // Which session it is that a run of the page was made by: another one begins with what a link holds.
  meet(session) {
    if (this.session !== undefined && session !== this.session) this.isAnew = true;
    this.session = session;
  }

  // The reader goes on.
  goOn() {
    if (this.state !== "current" || !this.isAnew) return;
    this.isAnew = false;
    this.become("current");
  }

  // How it stands: whether there is a connection, and what Streamlit says of the script ("running", "notRunning", …).
  look(connected, script) {
    if (!connected) {
      if (this.state !== "lost") this.become("lost");
      this.clock.cancel(this.timer);
      return;
    }
    if (this.state === "lost") this.returned();
    else if (this.state === "back") this.follow(script);
  }

  returned() {
    this.ran = false;
    this.tries = 0;
    this.become("back");
    this.request();
  }

  request() {
    this.tries += 1;
    this.ask((this.times += 1));
    this.timer = this.clock.after(() => {
      if (this.state !== "back" || this.ran) return;
      if (this.tries < TRIES) this.request();
      else this.become("current"); // there is a connection, and the next click will say the rest
    }, AGAIN);
  }

  follow(script) {
    if (script === "running") this.ran = true;
    else if (this.ran && script === "notRunning") {
      this.clock.cancel(this.timer);
      this.timer = this.clock.after(() => this.become("current"), PAINTED);
    }
  }
}
