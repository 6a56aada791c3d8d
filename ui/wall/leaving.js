// Another page is asked for: a request for more pictures would overtake that, and bring it to nothing.

const LINK = "[data-testid=stSidebarNavLink]";

export class Leaving {
  // page: the document. leave: is called before the page is left.
  constructor(page, leave) {
    this.page = page;
    this.click = ({ target }) => {
      const link = target.closest?.(LINK);
      if (link && link.pathname !== page.location.pathname) leave();
    };
    page.addEventListener("click", this.click, true);
  }

  close() {
    this.page.removeEventListener("click", this.click, true);
  }
}
