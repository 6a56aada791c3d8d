// What made the selected number: the path to it, its equation, its terms. Elements are kept and updated in place.

import { attribute, make, named, put, variable } from "./dom.js";
import { fill, short } from "./number.js";
import { keyOf } from "./keys.js";
import { Bar, Group, Pool, barLimit, button, moveFactor, percent, readTerms } from "./terms.js";

const TOOLS = ["paths", "nudge", "edit"];

// What each thing in the panel does is told to `on`: choose(entry), named(text), make(entry), trail(index), tool(name),
// leave(), tour().
export class ProvenancePanel {
  constructor(parent, on) {
    this.on = on;
    this.bySize = false;
    this.element = make("section", "magnifier", parent);
    this.element.tabIndex = -1;
    this.heading = make("h3", "unseen", this.element);
    this.makeHead();
    this.makeStart();
    this.body = make("div", "magnifier-body", this.element);
    this.makeTerms();
    this.makeNumber();
    this.makeFoot();
    this.body.addEventListener("scroll", () => (this.scrolled = true));
    this.element.addEventListener("click", (event) => this.click(event));
    this.element.addEventListener("keydown", (event) => this.press(event));
    this.element.addEventListener("focusin", (event) => event.target.entry && this.tabStopAt(event.target));
  }

  // The cell, which can be typed over, its value, and what can be done with it.
  makeHead() {
    this.head = make("div", "magnifier-head", this.element);
    this.cell = Object.assign(make("input", "cell", this.head), { type: "text", spellcheck: false, autocomplete: "off" });
    this.cell.addEventListener("focus", () => this.cell.select());
    this.cell.addEventListener("input", () => this.drawHead());
    this.cell.addEventListener("blur", (event) => event.relatedTarget !== this.maker && this.takeBack());
    this.value = make("output", "number-value", this.head);
    this.toolRow = make("div", "tools", this.head);
    this.tools = new Map(TOOLS.map((name) => [name, button("tool", this.toolRow)]));
    this.makeProblem();
    this.path = make("nav", "path", this.element);
    this.back = Object.assign(button("trail-step", this.path), { textContent: "←" });
    this.forth = Object.assign(button("trail-step", this.path), { textContent: "→" });
    const list = make("ol", "crumbs", this.path);
    this.crumbs = new Pool(() => {
      const element = make("li", "", list);
      return { element, link: button("crumb", element) };
    });
  }

  // What is wrong with a name, and the way to what can be made.
  makeProblem() {
    this.problem = make("p", "problem", this.element);
    this.problem.setAttribute("role", "alert");
    this.maker = button("deck-button", this.element);
    put(this.maker, "hidden", true);
    this.maker.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus till it is clicked
    this.maker.addEventListener("click", () => this.on.make(this.unmade));
    this.maker.addEventListener("blur", () => this.takeBack());
  }

  // Before the first step: what is given, and what to press.
  makeStart() {
    this.start = make("div", "start", this.element);
    const row = make("div", "start-row", this.start);
    this.startHead = make("h3", "", row);
    this.tourButton = button("deck-button", row);
    this.tourButton.addEventListener("click", () => this.on.tour());
    const list = make("dl", "given", this.start);
    this.given = new Pool(() => {
      const element = make("div", "", list);
      return { element, symbol: make("dt", "", element), text: make("dd", "", element) };
    });
    this.hint = make("p", "hint", this.start);
  }

  drawStart(introduction) {
    const { panel, labels, look } = this;
    put(this.start, "hidden", Boolean(panel));
    put(this.startHead, "textContent", labels.given);
    this.given.fill(introduction, ({ element, symbol, text }, [quantity, name, words]) => {
      variable(element, "--accent", look.palette.accent(quantity));
      named(symbol, name);
      put(text, "textContent", words);
    });
    put(this.hint, "innerHTML", fill(labels.hint, { key: `<kbd>${keyOf("step_on")}</kbd>` }));
    put(this.tourButton, "textContent", labels.tour);
  }

  // The field says again which cell this is.
  takeBack() {
    this.cell.value = this.panel?.title ?? "";
    this.tellProblem("");
    this.entered = false;
  }

  // What was typed is no cell: says why, and shows nothing of another one below. unmade: the cell, if a step makes it.
  // Without a problem it is another cell, which comes with the next picture.
  tellProblem(text, unmade = null) {
    this.unmade = unmade;
    this.entered = !text;
    put(this.problem, "textContent", text);
    put(this.problem, "hidden", !text);
    put(this.maker, "hidden", !unmade);
    if (unmade) put(this.maker, "textContent", fill(this.labels.jump, { title: unmade.title }));
    if (this.panel) this.drawHead();
    if (text) (unmade ? this.maker : this.problem).scrollIntoView({ block: "nearest" }); // on a phone it is below the deck
  }

  // A value stands beside its own name alone.
  drawHead() {
    const { panel, problem } = this;
    put(this.value, "textContent", this.cell.value === panel.title ? `= ${panel.value}` : "");
    put(this.toolRow, "hidden", Boolean(problem.textContent));
    put(this.body, "hidden", Boolean(problem.textContent));
    put(this.path, "hidden", panel.trail.length < 2 || Boolean(problem.textContent));
  }

  makeNumber() {
    this.place = make("div", "cell-place muted", this.body);
    this.equation = make("div", "equation", this.body);
    this.lines = new Pool(() => ({ element: make("div", "", this.equation) }));
    this.sentence = make("p", "muted", this.body);
    const facts = make("dl", "facts", this.body);
    this.facts = new Pool(() => {
      const element = make("div", "", facts);
      return { element, name: make("dt", "", element), text: make("dd", "", element) };
    });
  }

  makeTerms() {
    this.sorts = make("div", "sorts", this.body);
    this.sort = { size: button("sort", this.sorts), place: button("sort", this.sorts) };
    this.table = make("table", "terms", this.body);
    this.groups = new Pool(() => new Group(this.table));
    this.rest = make("tbody", "rest");
    const row = make("tr", "", this.rest);
    this.restName = make("th", "", row);
    attribute(this.restName, "scope", "row");
    this.restValue = make("td", "number", row);
    make("td", "", row);
    this.restBar = new Bar(row);
    this.total = make("p", "total", this.body);
  }

  makeFoot() {
    this.classHead = make("h4", "", this.body);
    this.classTable = make("table", "classes", this.body);
    const body = make("tbody", "", this.classTable);
    this.classes = new Pool(() => {
      const element = make("tr", "", body);
      const name = make("th", "", element);
      attribute(name, "scope", "row");
      return { element, name, value: make("td", "number", element), share: make("td", "share", element), bar: new Bar(element) };
    });
    this.treeHead = make("h4", "", this.body);
    this.treeList = make("ol", "tree", this.body);
    this.tree = new Pool(() => {
      const element = make("li", "", this.treeList);
      return { element, link: button("crumb", element), value: make("span", "", element), note: make("div", "muted", element) };
    });
  }

  // panel: what the scene brings, or null.
  draw(panel, introduction, look, labels) {
    const focused = this.element.contains(this.focus) ? this.focus : null;
    const moved = panel?.title !== this.panel?.title;
    const typing = this.focus === this.cell && this.cell.value !== this.panel?.title && !this.entered;
    Object.assign(this, { panel, look, labels });
    for (const element of [this.head, this.body, this.path]) put(element, "hidden", !panel);
    this.drawStart(introduction);
    attribute(this.element, "aria-label", labels.panel);
    put(this.heading, "textContent", labels.panel);
    if (moved && !typing) this.takeBack();
    if (panel) this.drawPanel();
    if (moved && this.scrolled) this.body.scrollTop = 0; // asking how far would lay the page out
    if (moved) this.scrolled = false;
    if (focused && focused !== this.cell && (moved || focused.closest("[hidden]") || focused.disabled)) this.enter();
  }

  // A question stands in its place.
  covered(yes) {
    attribute(this.element, "data-covered", String(yes));
  }

  drawPanel() {
    const { panel, labels } = this;
    attribute(this.cell, "aria-label", labels.cell);
    put(this.cell, "title", labels.cell);
    variable(this.cell, "width", `${panel.title.length * 0.6 + 1}em`);
    this.drawHead();
    put(this.place, "textContent", panel.place);
    put(this.sentence, "innerHTML", panel.sentence);
    attribute(this.body, "data-passing", String(panel.passing)); // what is not said of a cell that passes,
    attribute(this.body, "data-begun", String(Boolean(panel.isBegun)));
    attribute(this.body, "data-ahead", String(Boolean(panel.isAhead))); // or not yet, keeps its room: nothing moves
    if (!panel.passing) this.lines.fill(panel.equation, ({ element }, line) => put(element, "innerHTML", line));
    this.facts.fill(panel.facts, (fact, [name, text]) => {
      put(fact.name, "textContent", name);
      put(fact.text, "textContent", text);
    });
    for (const [name, element] of this.tools) {
      put(element, "textContent", labels[name]);
      put(element, "hidden", !panel.tools.includes(name));
      element.tool = name;
      attribute(element, "data-tool", name);
    }
    this.drawTrail();
    this.drawTerms();
    this.drawClasses();
  }

  drawTrail() {
    const { panel, labels } = this;
    const { trail, at } = panel;
    attribute(this.path, "aria-label", labels.path);
    for (const [element, label, to] of [[this.back, labels.trail_back, at - 1], [this.forth, labels.trail_on, at + 1]]) {
      put(element, "title", label);
      attribute(element, "aria-label", label);
      put(element, "disabled", to < 0 || to >= trail.length);
      element.to = to;
    }
    const place = (link, crumb, i) => {
      put(link, "textContent", crumb.title);
      attribute(link, "aria-current", String(i === at));
      link.to = i;
    };
    this.crumbs.fill(trail, ({ element, link }, crumb, i) => {
      place(link, crumb, i);
      put(element, "className", i > at ? "ahead" : "");
    });
    for (const element of [this.treeHead, this.treeList]) put(element, "hidden", trail.length < 2);
    put(this.treeHead, "textContent", labels.path);
    this.tree.fill(trail.length < 2 ? [] : trail, ({ element, link, value, note }, crumb, i) => {
      place(link, crumb, i);
      attribute(link, "aria-label", `${labels.path}: ${crumb.title}`); // the crumbs are called by their titles alone
      put(value, "textContent", ` = ${short(crumb.value, 4)}`);
      put(note, "textContent", crumb.note);
      variable(element, "--depth", String(Math.min(i, 8)));
    });
  }

  drawTerms() {
    const { panel, labels, look } = this;
    const groups = readTerms(panel);
    const { rest } = panel;
    const values = groups.flatMap(({ rows }) => rows.map((row) => row.value));
    const limit = barLimit(rest ? [...values, rest.value] : values);
    const sortable = groups.length === 1 && groups[0].rows.length > 1 && groups[0].columns.length <= 3;
    put(this.sorts, "hidden", !sortable);
    for (const [name, element] of Object.entries(this.sort)) {
      put(element, "textContent", name === "size" ? labels.by_size : fill(labels.by_place, { letter: groups[0]?.letter }));
      attribute(element, "aria-pressed", String((name === "size") === this.bySize));
      element.sort = name;
    }
    put(this.table, "hidden", !groups.length);
    attribute(this.table, "aria-label", labels.terms);
    const how = { own: panel.own, limit, palette: look.palette, labels };
    this.groups.fill(groups, (item, group) => item.draw(group, sortable && this.bySize, how));
    if (rest && !this.rest.parentElement) this.table.append(this.rest);
    put(this.rest, "hidden", !rest);
    if (rest) {
      put(this.restName, "colSpan", 1 + groups[0].columns.length);
      put(this.restName, "textContent", fill(labels.more, rest));
      put(this.restValue, "textContent", short(rest.value, 4));
      this.restBar.draw(rest.value, limit, look.palette);
    }
    put(this.total, "textContent", panel.total);
    const links = this.links.flat();
    this.tabStopAt(links.find((link) => link.tabIndex === 0) ?? links[0]);
  }

  drawClasses() {
    const { panel, labels, look } = this;
    const bars = panel.classes;
    const limit = barLimit(bars.map((bar) => bar.value));
    for (const element of [this.classHead, this.classTable]) put(element, "hidden", !bars.length);
    put(this.classHead, "textContent", labels.classes);
    this.classes.fill(bars, (item, { name, value, share }) => {
      put(item.name, "textContent", name);
      put(item.value, "textContent", short(value, 4));
      put(item.share, "textContent", percent(share));
      item.bar.draw(value, limit, look.palette);
    });
  }

  // The factors that can be followed, row by row as they lie.
  get links() {
    const rows = this.groups.shown.flatMap((group) => group.rows.shown);
    return rows.map((row) => row.links).filter((links) => links.length);
  }

  // One tab stop for all factors.
  tabStopAt(stop) {
    for (const link of this.links.flat()) link.tabIndex = link === stop ? 0 : -1;
  }

  get focus() {
    return this.element.getRootNode().activeElement;
  }

  // Takes the focus: on the first factor, or on the panel of a number that has none. False if there is no panel.
  enter() {
    if (!this.panel) return false;
    (this.links[0]?.[0] ?? this.element).focus();
    return true;
  }

  click(event) {
    const target = event.target.closest("button");
    if (!target || target.disabled) return;
    if (target.entry) this.on.choose(target.entry);
    else if (target.to !== undefined) this.on.trail(target.to);
    else if (target.tool) this.on.tool(target.tool);
    else if (target.sort) this.sortBy(target.sort === "size");
  }

  sortBy(size) {
    this.bySize = size;
    this.drawTerms();
  }

  press(event) {
    if (event.altKey || event.metaKey || event.ctrlKey || !this.panel || !this.pressed(event.target, event.key)) return;
    event.stopPropagation(); // the page has shortcuts on the same keys
    event.preventDefault();
  }

  // True if the key is ours.
  pressed(target, key) {
    if (target === this.cell) return this.typed(key);
    if (key === "Escape") this.on.leave();
    else if (key === "Backspace") {
      if (this.panel.at > 0) this.on.trail(this.panel.at - 1);
    } else if (key === "Enter" && target.entry) this.on.choose(target.entry);
    else return this.moved(target, key);
    return true;
  }

  typed(key) {
    if (key === "Enter") this.on.named(this.cell.value);
    else if (key === "Escape") this.cell.blur();
    return key === "Enter" || key === "Escape";
  }

  // To another factor; from the panel itself to the first.
  moved(target, key) {
    const { links } = this;
    const row = links.findIndex((list) => list.includes(target));
    if (row < 0) return target === this.element && key === "ArrowDown" && this.enter();
    const next = moveFactor(links.map((list) => list.length), [row, links[row].indexOf(target)], key);
    if (!next) return false;
    links[next[0]][next[1]].focus();
    return true;
  }
}
