import assert from "node:assert/strict";
import { test } from "node:test";

import { compact, decimals, fill, full, rangeText, short } from "../../ui/wall/number.js";

const cases = [
  [0, "0"], [-0, "0"], [1, "1"], [-1, "−1"], [128, "128"],
  [0.5, "0.500"], [-0.12345, "−0.123"], [0.012345, "0.0123"], [12.345, "12.3"], [999.7, "1000"], [-12345.6, "−12346"],
  [-0.0012345, "−0.00123"], [0.00012345, "1.2e−4"], [-1.2e-5, "−1.2e−5"], [1234567.8, "1.2e6"],
  [NaN, "NaN"], [Infinity, "+∞"], [-Infinity, "−∞"],
];

for (const [value, text] of cases) {
  test(`${value} is written ${text}`, () => assert.equal(short(value), text));
}

test("fewer digits are shorter", () => {
  assert.equal(short(-0.048, 2), "−0.048");
  assert.equal(short(-0.048, 1), "−0.05");
});

const short_forms = [
  [0, "0", "0"], [-0, "0", "0"], [1, "1", "1"], [0.364, "0.364", ".36"], [-0.0154, "−0.015", "−.02"],
  [-0.0004, "≈0", "≈0"], [0.0049, "0.005", "≈0"], [-1.6049, "−1.605", "−1.6"], [0.9996, "1.000", "1.0"],
  [-12.34, "−12.34", "−12"], [99.96, "100.0", "100"], [-123.4, "−123.4", "−123"], [1234.5, "1235", "1e3"],
  [3.2e7, "3.2e7", "3e7"], [NaN, "NaN", "NaN"], [-Infinity, "−∞", "−∞"],
];

for (const [value, three, least] of short_forms) {
  test(`${value} is ${three} with three decimals, ${least} at its shortest`, () => {
    assert.equal(decimals(value, 3), three);
    assert.equal(compact(value), least);
  });
}

test("no printed digit is false: what is written is nearest to the number", () => {
  const read = (text) => (text === "≈0" ? 0 : Number(text.replace("−", "-").replace("-.", "-0.").replace(/^\./, "0.")));
  for (let i = 1; i < 4000; i += 1) {
    const value = (i % 2 ? -1 : 1) * 1.0037 ** (i - 2000);
    const size = Math.abs(value);
    const step = size < 0.995 ? 0.01 : size < 9.95 ? 0.1 : size < 999.5 ? 1 : 10 ** Math.floor(Math.log10(size));
    assert.ok(Math.abs(read(compact(value)) - value) <= step * 0.5001, `${value} ${compact(value)}`);
    assert.ok(value === 0 || compact(value) !== "0");
  }
});

test("no text has a hyphen for a minus", () => {
  for (const value of [-1e-9, -1e9, -0.3, -7]) assert.doesNotMatch(short(value) + full(value, "float64"), /-/);
});

test("the full value reads back exactly as its dtype", () => {
  let seed = 1;
  for (let i = 0; i < 500; i += 1) {
    seed = (seed * 16807) % 2147483647;
    const value = (seed / 2147483647 - 0.5) * 10 ** ((seed % 20) - 10);
    const read = (text) => Number(text.replaceAll("−", "-"));
    assert.equal(read(full(value, "float64")), value);
    assert.equal(Math.fround(read(full(Math.fround(value), "float32"))), Math.fround(value));
  }
});

test("a float32 is not drowned in the digits of a double", () => {
  assert.equal(full(Math.fround(0.1), "float32"), "0.1");
});

test("the full value is what Python writes", () => {
  const python = { 0: "0.0", 1: "1.0", "-7": "−7.0", 1e15: "1000000000000000.0", 1e16: "1e+16", 1.5e22: "1.5e+22", 1e-4: "0.0001", 1.25e-5: "1.25e−05", 3e-120: "3e−120" };
  for (const [value, text] of Object.entries(python)) assert.equal(full(Number(value), "float64"), text);
  assert.equal(full(-0, "float64"), "−0.0");
  assert.equal(full(Math.fround(2e-7), "float32"), "2e−07");
});

test("a matrix without a finite entry has no range", () => {
  assert.equal(rangeText(null), "");
  assert.equal(rangeText([-1.5, 0.25]), "−1.50 … 0.250");
});

test("only known names are filled in", () => {
  assert.equal(fill("{axis} {index} {other}", { axis: "row", index: 0 }), "row 0 {other}");
});
