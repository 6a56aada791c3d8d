// Small tools for the document. They touch it only where something changed, and never read it back.

export function make(tag, className, parent) {
  const element = document.createElement(tag);
  element.className = className;
  if (parent) parent.append(element);
  return element;
}

const written = new WeakMap();

function changes(element, name, value) {
  if (!written.has(element)) written.set(element, {});
  const known = written.get(element);
  if (known[name] === value) return false;
  known[name] = value;
  return true;
}

// True if it was another one.
export function put(element, property, value) {
  if (!changes(element, property, value)) return false;
  element[property] = value;
  return true;
}

// The same.
export function attribute(element, name, value) {
  if (!changes(element, `@${name}`, value)) return false;
  element.setAttribute(name, value);
  return true;
}

export function variable(element, name, value) {
  if (changes(element, `:${name}`, value)) element.style.setProperty(name, value);
}

// The elements of a parent, in this order. What is there already stays: what is put in anew is styled and laid out anew.
export function arrange(parent, elements) {
  const kept = new Set(elements);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  elements.forEach((element, i) => {
    if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] ?? null);
  });
}

// A text in which ** stands around what is to stand out.
export function emphasise(element, text) {
  if (!changes(element, "emphasised", text)) return;
  const part = (words, i) => Object.assign(make(i % 2 ? "b" : "span", ""), { textContent: words });
  element.replaceChildren(...text.split("**").map(part));
}

// A name of the lecture. All its indices are characters of their own but that of I_y, for there is none.
export function named(element, name) {
  if (!changes(element, "named", name)) return;
  const [before, after] = name.split("I_y");
  element.replaceChildren(before);
  if (after === undefined) return;
  element.append("I");
  make("sub", "", element).textContent = "y";
  element.append(after);
}

// A line of text that follows the pointer inside the component.
export class Tip {
  constructor(root) {
    this.root = root;
    this.element = make("div", "tip", root);
    this.hide();
  }

  hide() {
    put(this.element, "hidden", true);
  }

  // x, y: a point of the window.
  show(lines, x, y) {
    const { element } = this;
    put(element, "hidden", false);
    const line = (text, i) => Object.assign(make("div", i ? "" : "tip-head"), { textContent: text });
    element.replaceChildren(...lines.map(line));
    const box = this.root.getBoundingClientRect();
    const left = Math.min(x - box.left + 14, box.width - element.offsetWidth);
    const under = y - box.top + 18;
    const over = y - box.top - element.offsetHeight - 10;
    const top = under + element.offsetHeight <= box.height ? under : over;
    element.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }
}
