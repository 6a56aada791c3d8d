// Numbers as a reader wants them: short in the cells, exact in the tooltip.

const signed = (text) => text.replace(/-/g, "−");

export function special(value) {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+∞" : "−∞";
}

// A few significant digits: 0.123, −12.3, 1.2e−5; whole numbers stay whole.
export function short(value, digits = 3) {
  if (!Number.isFinite(value)) return special(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 10 ** (digits + 1)) return signed(String(value));
  if (size < 1e-3 || size >= 10 ** (digits + 2)) {
    return signed(value.toExponential(Math.max(0, digits - 2)).replace("e+", "e"));
  }
  if (size >= 10 ** digits - 0.5) return signed(String(Math.round(value)));
  return signed(value.toPrecision(digits));
}

// With so many decimals: 0.123, −1.50, 12.3. What would be printed as zero and is none is ≈0; zero itself is 0.
export function decimals(value, count) {
  if (!Number.isFinite(value)) return special(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1000) return signed(String(value));
  if (size >= 9999.5) return signed(value.toExponential(count > 2 ? 1 : 0).replace("e+", "e"));
  const whole = size >= 999.5 ? 4 : size >= 99.95 ? 3 : size >= 9.995 ? 2 : 1;
  const text = value.toFixed(Math.max(0, count + 1 - whole));
  return Number(text) === 0 ? "≈0" : signed(text);
}

// As short as can be: .36, −1.6, 12, 3e5, ≈0.
export function compact(value) {
  if (!Number.isFinite(value)) return special(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1000) return signed(String(value));
  if (size >= 999.5) return signed(value.toExponential(0).replace("e+", "e"));
  if (size >= 9.95) return signed(value.toFixed(0));
  const text = value.toFixed(size >= 0.995 ? 1 : 2);
  return Number(text) === 0 ? "≈0" : signed(text.replace("0.", "."));
}

// A magnitude in one digit: 3e−16; 0 and 1 stay what they are.
export const decade = (value) => (Number.isFinite(value) && value !== 0 && value < 1 ? signed(value.toExponential(0)) : compact(value));

// The shortest decimal that reads back as the same number of its dtype, as Python writes it.
export function full(value, dtype) {
  if (!Number.isFinite(value)) return special(value);
  if (dtype !== "float32") return written(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const number = Number(value.toPrecision(digits));
    if (Math.fround(number) === value) return written(number);
  }
  return written(Number(value.toPrecision(9)));
}

// Python has powers of ten from 1e16 and below 1e-4, in two digits, and a point in every other number.
function written(value) {
  const [digits, power] = value.toExponential().split("e");
  if (value && (power < -4 || power >= 16)) return signed(`${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`);
  const text = Object.is(value, -0) ? "-0" : String(value);
  return signed(text.includes(".") ? text : `${text}.0`);
}

export const rangeText = (range) => (range ? `${short(range[0])} … ${short(range[1])}` : "");

export const shapeText = (shape) => `${shape[0]}×${shape[1]}`;

// Fills {names} in a label.
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}
