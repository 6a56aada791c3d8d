// A name where there is room for a number only.

const DIGITS = "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹";

// Its index, of two that of its layer; a name without one is left as it is.
export function indexOf(name) {
  const runs = name.match(/[\d₀-₉⁰¹²³⁴-⁹]+/g);
  return runs ? runs[runs.length - 1].replace(/\D/g, (c) => String(DIGITS.indexOf(c) % 10)) : name;
}
