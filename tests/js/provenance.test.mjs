import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { ProvenancePanel } from "../../ui/wall/provenance.js";
import { barBox, barLimit, moveFactor, ordered } from "../../ui/wall/terms.js";
import { Element, root } from "./document.mjs";
import { LABELS } from "./labels.mjs";
import { palette } from "./palette.mjs";

const column = (name, tile, values, more = {}) => ({
  title: `${name}[r, 0]`,
  name,
  tile,
  rows: values.map((_, k) => k),
  columns: values.map(() => 0),
  values,
  factor: true,
  ...more,
});

const gradient = {
  title: "∇W₁[0, 2]",
  value: "1.5",
  place: "from unit 0",
  sentence: "",
  equation: ["<math></math>"],
  terms: [
    {
      letter: "r",
      sign: "",
      places: [0, 1, 2],
      values: [-0.5, 2, 0],
      shares: [0.2, 0.8, 0],
      columns: [column("Z₁", "Z1", [1, 2, 3]), column("M₁", "M1", [-0.5, 1, 0])],
    },
  ],
  rest: null,
  own: null,
  total: "All of it.",
  classes: [{ name: "cat", value: 1.5, share: 1 }],
  facts: [],
  trail: [
    { title: "W₁ new[0, 2]", value: 1, note: "1 + 2" },
    { title: "∇W₁[0, 2]", value: 1.5, note: "" },
    { title: "M₁[1, 0]", value: 1, note: "" },
  ],
  at: 1,
  passing: false,
  tools: ["paths", "nudge"],
};
const leaf = { ...gradient, title: "Z₁[0, 0]", terms: [], classes: [], tools: [], facts: [["feature", "age"]], at: 2 };

let panel;
let told;

beforeEach(() => {
  told = [];
  root.activeElement = null;
  const tell = (name) => (value) => told.push([name, value]);
  panel = new ProvenancePanel(new Element("aside"), {
    choose: tell("choose"),
    named: tell("named"),
    make: tell("make"),
    trail: tell("trail"),
    tool: tell("tool"),
    leave: tell("leave"),
  });
});

const draw = (data, introduction = []) => panel.draw(data, introduction, { palette }, LABELS);
const all = (className) => panel.element.seen.filter((element) => element.className === className);
const texts = (className) => all(className).map((element) => element.textContent);
const press = (key, more) => root.activeElement.fire("keydown", { key, ...more });

test("while numbers pass, the equation keeps its room, and is not written anew", () => {
  const [equation] = all("equation");
  draw(gradient);
  draw({ ...gradient, equation: [], value: "1.6", passing: true });
  const lines = () => equation.children.map((line) => [line.innerHTML, Boolean(line.hidden)]);
  assert.deepEqual([lines(), panel.body.attributes["data-passing"]], [[["<math></math>", false]], "true"]);
  draw({ ...gradient, equation: ["<math>1</math>"] });
  assert.deepEqual([lines(), panel.body.attributes["data-passing"]], [[["<math>1</math>", false]], "false"]);
});

const hint = () => panel.element.seen.find((element) => element.className === "hint");

test("before the first step it says what is to be seen here", () => {
  draw(null);
  assert.match(hint().innerHTML, /^Press <kbd>→<\/kbd>: /);
  draw(gradient);
  assert.equal(hint(), undefined);
});

test("its name is a field: Enter hands on what was typed, Escape takes it back", () => {
  draw(gradient);
  panel.cell.focus();
  assert.equal(panel.cell.value, "∇W₁[0, 2]");
  panel.cell.value = "Z1[0, 0]";
  assert.ok(press("Enter").stopped);
  assert.deepEqual(told, [["named", "Z1[0, 0]"]]);
  draw({ ...gradient, value: "2" });
  assert.equal(panel.cell.value, "Z1[0, 0]", "what is being typed is not typed over");
  assert.ok(!press("ArrowLeft").stopped);
  panel.cell.fire("blur", {});
  assert.equal(panel.cell.value, "∇W₁[0, 2]");
});

const value = () => panel.value.textContent;

test("a value stands beside its own name alone", () => {
  draw(gradient);
  assert.equal(value(), "= 1.5");
  panel.cell.focus();
  panel.cell.value = "foo";
  panel.cell.fire("input", {});
  assert.equal(value(), "");
  panel.tellProblem("There is no matrix foo.");
  draw({ ...gradient, value: "2" });
  assert.deepEqual([panel.cell.value, value()], ["foo", ""], "another picture does not put it right");
  assert.deepEqual([texts("factor"), texts("tool"), texts("crumb")], [[], [], []], "nor is anything of another cell below");
  panel.cell.fire("blur", {});
  assert.deepEqual([panel.cell.value, value(), texts("problem")], ["∇W₁[0, 2]", "= 2", []]);
  assert.equal(texts("factor").length, 6);
});

test("a cell that was named is there with the next picture; who types on is not disturbed", () => {
  draw(gradient);
  panel.cell.focus();
  panel.cell.value = "Z1[0,0]";
  panel.tellProblem("");
  draw({ ...gradient, value: "2" });
  assert.equal(value(), "", "the answer is still on its way");
  draw(leaf);
  assert.deepEqual([panel.cell.value, value()], ["Z₁[0, 0]", "= 1.5"]);
  panel.cell.value = "dW";
  draw(gradient);
  assert.deepEqual([panel.cell.value, value()], ["dW", ""]);
});

test("what is still to be made is made by a button, which takes no focus from the name before it is pressed", () => {
  draw(gradient);
  panel.cell.focus();
  panel.cell.value = "dW2[1,0]";
  panel.tellProblem("It has not been computed yet.", { tile: "dW2", row: 1, column: 0, title: "∇W₂" });
  const [maker] = all("deck-button").filter((element) => element.textContent.includes("∇W₂"));
  assert.ok(maker.fire("mousedown", {}).prevented);
  panel.cell.fire("blur", { relatedTarget: maker });
  assert.equal(panel.cell.value, "dW2[1,0]");
  maker.fire("click", {});
  assert.deepEqual(told, [["make", { tile: "dW2", row: 1, column: 0, title: "∇W₂" }]]);
  maker.fire("blur", {});
  assert.ok(maker.hidden);
});

test("a panel shows factors, products, shares, the total and the classes", () => {
  draw(gradient);
  assert.deepEqual(texts("factor"), ["1", "−0.5000", "2", "1", "3", "0"]);
  assert.deepEqual(texts("number"), ["term", "−0.5000", "2", "0", "1.500"]);
  assert.deepEqual(texts("share"), ["share", "20 %", "80 %", "0 %", "100 %"]);
  for (const words of ["∇W₁[0, 2]", "= 1.5", "All of it.", "cat"]) assert.ok(panel.element.text.includes(words), words);
});

test("what was shown before leaves nothing behind", () => {
  draw(gradient);
  draw(leaf);
  assert.deepEqual(texts("factor"), []);
  assert.ok(!panel.element.text.includes("cat"));
  assert.ok(panel.element.text.includes("age"));
  draw(gradient);
  assert.equal(texts("factor").length, 6);
});

test("the same elements show the next numbers, so that a click in between is not lost", () => {
  draw(gradient);
  const before = all("factor");
  draw({ ...gradient, terms: [{ ...gradient.terms[0], values: [9, 9, 9] }] });
  assert.deepEqual(all("factor"), before);
  assert.equal(texts("number")[1], "9");
});

test("a click on a factor follows it, in whatever order the terms are", () => {
  draw(gradient);
  all("factor")[3].fire("click", {});
  all("sort").find((element) => element.sort === "size").fire("click", {});
  assert.deepEqual(texts("number").slice(1, 4), ["2", "−0.5000", "0"]);
  all("factor")[3].fire("click", {});
  assert.deepEqual(told, [
    ["choose", { tile: "M1", row: 1, column: 0 }],
    ["choose", { tile: "M1", row: 0, column: 0 }],
  ]);
});

test("what lies on no wall cannot be followed", () => {
  const memory = { ...gradient.terms[0], columns: [column("v₁", null, [1, 2, 3])] };
  draw({ ...gradient, terms: [memory] });
  const [first] = all("factor");
  assert.ok(first.disabled);
  first.fire("click", {});
  panel.enter();
  assert.equal(root.activeElement, panel.element);
  assert.deepEqual(told, []);
});

test("crumbs, back and forward tell the place on the trail, tools their name", () => {
  draw(gradient);
  const [back, forth] = all("trail-step");
  for (const element of [back, forth, all("crumb")[0]]) element.fire("click", {});
  all("tool")[1].fire("click", {});
  assert.deepEqual(told, [["trail", 0], ["trail", 2], ["trail", 0], ["tool", "nudge"]]);
  draw(leaf);
  assert.ok(forth.disabled && !back.disabled);
  assert.deepEqual(all("tool"), []);
});

test("the crumb of the cell shown is marked", () => {
  draw(gradient);
  const current = all("crumb").filter((element) => element.attributes["aria-current"] === "true");
  assert.deepEqual([...new Set(current.map((element) => element.textContent))], ["∇W₁[0, 2]"]);
});

test("keys lead from factor to factor; Enter follows, Backspace goes back, Escape leaves", () => {
  draw(gradient);
  panel.enter();
  for (const key of ["ArrowDown", "ArrowRight", "Enter", "Backspace", "Escape"]) {
    const event = press(key);
    assert.ok(event.stopped && event.prevented, key);
  }
  assert.deepEqual(told, [["choose", { tile: "M1", row: 1, column: 0 }], ["trail", 0], ["leave", undefined]]);
});

test("other keys, and keys on the buttons, stay the page's own", () => {
  draw(gradient);
  panel.enter();
  for (const event of [press("f"), press("ArrowDown", { ctrlKey: true })]) assert.ok(!event.stopped && !event.prevented);
  all("trail-step")[0].focus();
  assert.ok(!press("ArrowRight").stopped);
  assert.ok(!press("Enter").stopped);
  assert.deepEqual(told, []);
});

test("one factor is the tab stop: the one that last had the focus", () => {
  draw(gradient);
  const stops = () => all("factor").flatMap((element, i) => (element.tabIndex === 0 ? [i] : []));
  assert.deepEqual(stops(), [0]);
  all("factor")[4].focus();
  assert.deepEqual(stops(), [4]);
  draw(gradient);
  assert.deepEqual(stops(), [4]);
});

test("with the focus inside, the next cell's first factor takes it, or the panel where there is none", () => {
  draw(gradient);
  panel.enter();
  press("ArrowDown");
  draw({ ...gradient, title: "G₂[0, 0]" });
  assert.equal(root.activeElement, all("factor")[0]);
  draw(leaf);
  assert.equal(root.activeElement, panel.element);
  assert.ok(press("Backspace").stopped);
  assert.deepEqual(told, [["trail", 1]]);
});

test("the focus is taken from nowhere else", () => {
  const outside = new Element("div");
  outside.focus();
  draw(gradient);
  draw(leaf);
  assert.equal(root.activeElement, outside);
});

test("the same cell with new numbers keeps the focus where it is", () => {
  draw(gradient);
  panel.enter();
  press("ArrowDown");
  const focused = root.activeElement;
  draw({ ...gradient, value: "7" });
  assert.equal(root.activeElement, focused);
});

test("without a panel there is nothing to enter", () => {
  draw(null);
  assert.equal(panel.enter(), false);
  assert.equal(root.activeElement, null);
});

test("the rest is one row, and its sum widens the scale", () => {
  draw({ ...gradient, rest: { count: 724, value: -4 } });
  const bars = () => all("bar-fill").map((element) => element.style.cssText.match(/width:([^;]*)/)[1]);
  assert.ok(panel.element.text.includes("724 more"));
  assert.deepEqual(bars().slice(0, 4), ["6.25%", "25.00%", "0.00%", "50.00%"]);
  draw(gradient);
  assert.ok(!panel.element.text.includes("more"));
  assert.deepEqual(bars().slice(0, 3), ["12.50%", "50.00%", "0.00%"]);
});

test("only the cell's own term is marked", () => {
  draw({ ...gradient, own: 1 });
  assert.equal(all("own").length, 1);
  assert.ok(all("own")[0].text.startsWith("1 "));
});

test("bars start at zero in the middle and end at the largest finite term", () => {
  assert.equal(barLimit([-3, 2, NaN, -Infinity]), 3);
  assert.deepEqual(barBox(-3, 3), { left: 0, width: 50 });
  assert.deepEqual(barBox(1.5, 3), { left: 50, width: 25 });
  assert.deepEqual(barBox(0, 0), { left: 50, width: 0 });
  assert.deepEqual(barBox(Infinity, 3), { left: 50, width: 50 });
  assert.deepEqual(barBox(-Infinity, 0), { left: 0, width: 50 });
  assert.deepEqual(barBox(NaN, 3), { left: 0, width: 100 });
});

test("by size, what is not a number comes first, equals stay in their places", () => {
  const rows = [1, -5, NaN, 5].map((value, place) => ({ value, place }));
  assert.deepEqual(ordered(rows, true).map((row) => row.place), [2, 1, 3, 0]);
  assert.deepEqual(ordered(rows, false).map((row) => row.place), [0, 1, 2, 3]);
});

test("what is not finite is shown as such: terms, factors, shares, classes, the rest, the path", () => {
  const broken = {
    ...gradient,
    terms: [
      {
        ...gradient.terms[0],
        values: [Infinity, -Infinity, NaN],
        shares: [NaN, 1, 0],
        columns: [column("Z₁", "Z1", [NaN, 2, 3]), column("M₁", "M1", [-Infinity, 1, 0])],
      },
    ],
    rest: { count: 4, value: -Infinity },
    classes: [{ name: "cat", value: NaN, share: NaN }],
    trail: [gradient.trail[0], { title: "∇W₁[0, 2]", value: Infinity, note: "" }],
  };
  draw(broken);
  assert.deepEqual(texts("number"), ["term", "+∞", "−∞", "NaN", "−∞", "NaN"]);
  assert.deepEqual(texts("factor").slice(0, 4), ["NaN", "−∞", "2", "1"]);
  assert.deepEqual(texts("share"), ["share", "NaN", "100 %", "0 %", "NaN"]);
  assert.ok(panel.element.text.includes(" = +∞"));
});

test("keys keep the column, go on where it ends, and stop at the ends", () => {
  const counts = [2, 2, 1];
  assert.deepEqual(moveFactor(counts, [0, 1], "ArrowDown"), [1, 1]);
  assert.deepEqual(moveFactor(counts, [1, 1], "ArrowDown"), [2, 0]);
  assert.deepEqual(moveFactor(counts, [1, 1], "ArrowUp"), [0, 1]);
  assert.deepEqual(moveFactor(counts, [0, 1], "ArrowRight"), [1, 0]);
  assert.deepEqual(moveFactor(counts, [0, 0], "ArrowLeft"), [0, 0]);
  assert.deepEqual(moveFactor(counts, [0, 0], "End"), [2, 0]);
  assert.deepEqual(moveFactor([2], [0, 0], "ArrowDown"), [0, 1], "one row: on to its next factor");
  assert.equal(moveFactor(counts, [0, 0], "x"), null);
});
