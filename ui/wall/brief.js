// How the name of a quantity is written where there is little room.

const DIGITS = "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹";

// Without what stands in brackets, and without a second name.
export const brief = (title) => title.replace(/\(.*\)/, "").replace(/ .*/, "");

// Its index alone; a name without one is left as it is.
export function indexOf(title) {
  const runs = title.match(/[\d₀-₉⁰¹²³⁴-⁹]+/g);
  return runs ? runs[runs.length - 1].replace(/\D/g, (c) => String(DIGITS.indexOf(c) % 10)) : title;
}

// From the longest form to the shortest.
export const forms = (title) => [title, title.replace(/\(.*\)/, "").replace(/ = .*/, ""), brief(title), indexOf(title)];
