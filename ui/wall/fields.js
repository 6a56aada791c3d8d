// A field of the sidebar gives the keys back to the wall when a choice is made: by Enter, or a click on an option. One of
// a dialog that was asked for takes them.

const FIELD = ".stSidebar :is(input, [role=radiogroup] button)";
const OPTION = "[role=option], .stSidebar :is(.stCheckbox, [role=radiogroup])";

export class Fields {
  // page: the document.
  constructor(page) {
    this.page = page;
    this.press = ({ key }) => key === "Enter" && this.leave();
    this.click = ({ target, detail }) => detail > 0 && target.closest?.(OPTION) && this.leave();
    page.addEventListener("keydown", this.press);
    page.addEventListener("click", this.click, true); // lists let none through
  }

  // Once the field has had the event; one whose list is still open is not left. Tab goes on from where it was.
  leave() {
    setTimeout(() => {
      const field = this.page.activeElement;
      if (field?.matches(FIELD) && field.getAttribute("aria-expanded") !== "true") field.blur();
    });
  }

  // The field of a dialog that is going to open, by a selector.
  await(selector) {
    this.awaits?.disconnect();
    this.awaits = new MutationObserver(() => {
      const field = this.page.querySelector(selector);
      if (!field) return;
      this.awaits.disconnect();
      field.focus();
      field.select();
    });
    this.awaits.observe(this.page.body, { childList: true, subtree: true });
  }

  close() {
    this.awaits?.disconnect();
    this.page.removeEventListener("keydown", this.press);
    this.page.removeEventListener("click", this.click, true);
  }
}
