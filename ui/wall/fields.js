// A field of the sidebar gives the keys back to the wall when a choice is made: by Enter, or a click on an option.

const FIELD = ".stSidebar input";

export class Fields {
  // page: the document.
  constructor(page) {
    this.page = page;
    this.press = ({ key, target }) => key === "Enter" && this.leave(target);
    this.click = ({ target }) => target.closest?.("[role=option]") && this.leave(page.activeElement);
    page.addEventListener("keydown", this.press);
    page.addEventListener("click", this.click, true); // lists let none through
  }

  // Once the field has had the event; one whose list is still open is not left. Tab goes on from where it was.
  leave(field) {
    if (!field?.matches?.(FIELD)) return;
    setTimeout(() => field.getAttribute("aria-expanded") !== "true" && field.blur());
  }

  close() {
    this.page.removeEventListener("keydown", this.press);
    this.page.removeEventListener("click", this.click, true);
  }
}
