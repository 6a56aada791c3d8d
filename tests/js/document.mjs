// As much of a document as the wall needs outside a browser.

export class Element {
  constructor(tag) {
    Object.assign(this, { tag, children: [], attributes: {}, listeners: {}, styles: {}, hidden: false, disabled: false });
    Object.assign(this, { parentElement: null, textContent: "", tabIndex: 0 });
    this.style = { setProperty: (name, value) => (this.styles[name] = value) };
  }

  append(...children) {
    for (const child of children) this.insertBefore(typeof child === "string" ? text(child) : child, null);
  }

  insertBefore(child, before) {
    const at = before ? this.children.indexOf(before) : this.children.length;
    this.children.splice(at, 0, child);
    child.parentElement = this;
  }

  remove() {
    this.parentElement.children.splice(this.parentElement.children.indexOf(this), 1);
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  addEventListener(type, listener) {
    this.listeners[type] = listener;
  }

  contains(other) {
    return other === this || this.children.some((child) => child.contains(other));
  }

  closest(selector) {
    const name = selector.match(/^\[(data-.+)\]$/)?.[1];
    const fits = name ? name in this.attributes : selector === "[hidden]" ? this.hidden : this.tag === selector;
    return fits ? this : (this.parentElement?.closest(selector) ?? null);
  }

  matches() {
    return true;
  }

  getRootNode() {
    return root;
  }

  scrollIntoView() {}

  focus() {
    root.activeElement = this;
    this.fire("focusin", {});
  }

  // An event on this element that bubbles up to who listens.
  fire(type, more) {
    const event = { target: this, stopped: false, prevented: false, ...more };
    event.stopPropagation = () => (event.stopped = true);
    event.preventDefault = () => (event.prevented = true);
    for (let at = this; at; at = at.parentElement) at.listeners[type]?.(event);
    return event;
  }

  // Everything visible inside, itself too.
  get seen() {
    return this.hidden ? [] : [this, ...this.children.flatMap((child) => child.seen)];
  }

  get text() {
    return this.seen.map((element) => element.textContent).filter(Boolean).join(" ");
  }
}

function text(words) {
  return Object.assign(new Element("#text"), { textContent: words });
}

export const root = { activeElement: null };

// The page around the component: it hears keys that nothing inside has kept.
export const page = new Element("document");
page.createElement = (tag) => new Element(tag);
page.removeEventListener = (type) => delete page.listeners[type];
globalThis.document = page;
