// What draws a large picture comes to a browser once, and is larger than all the rest: it is fetched as soon as somebody is
// about to open one. The server for a class names its files in the page; elsewhere Streamlit fetches them with the picture.

const OPENS = ".open, .tool"; // what opens one

export function fetchLater(page = document) {
  for (const link of page.querySelectorAll("link[rel=later]")) {
    const asked = link.cloneNode();
    asked.rel = "modulepreload";
    link.replaceWith(asked);
  }
}

// root: of the wall, which is told of a pointer, and of the focus, on what opens a picture.
export function fetchBefore(root, fetch = fetchLater) {
  for (const type of ["pointerover", "focusin"]) {
    root.addEventListener(type, ({ target }) => target.closest?.(OPENS) && fetch());
  }
}
