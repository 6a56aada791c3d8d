// The watcher of a page's connection: reads what Streamlit says of it in the document. A page has one, however often
// Streamlit makes its element anew.

import { Watcher } from "./watcher.js";

const page = document.querySelector("[data-test-connection-state]");
const notice = document.createElement("div");
notice.className = "connection-notice";
notice.setAttribute("role", "status");

// Streamlit asks a new server for the address that the page was opened with, however far its reader has come since,
// unless the reader has gone back or forward: this tells it to read the address anew. Nothing can be sent meanwhile.
const readAddress = () => dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
const WRITTEN = 500; // ms in which the wall has written the last address

const watcher = new Watcher((state, words) => {
  document.body.dataset.connection = state;
  if (state === "lost") {
    readAddress();
    setTimeout(() => watcher.state === "lost" && readAddress(), WRITTEN);
  }
  notice.textContent = words;
  notice.hidden = !words;
});
const look = () => watcher.look(page.dataset.testConnectionState === "CONNECTED", page.dataset.testScriptState);
new MutationObserver(look).observe(page, {
  attributeFilter: ["data-test-connection-state", "data-test-script-state"],
});

for (const press of ["pointerdown", "keydown"]) document.addEventListener(press, () => watcher.goOn(), true);

// Streamlit says it too, in English, in a dialog over the page, which could not be read behind it: it is closed. Dialogs of
// the app have elements with keys.
const dismiss = () => {
  if (watcher.state === "current") return;
  for (const dialog of document.querySelectorAll(".stDialog:not(:has([class*='st-key-']))")) dialog.querySelector("button")?.click();
};
new MutationObserver(dismiss).observe(document.body, { childList: true });

// Streamlit's place for files has a name and the focus, and says that it is nothing: then it is not read out.
// The style begins an animation in each, in which nothing moves: so the browser tells of one, wherever it comes to be seen.
const DROPZONE = "[data-testid=stFileUploaderDropzone]";
const mend = (zone) => zone.setAttribute("role", "group");
document.addEventListener("animationstart", ({ animationName, target }) => animationName === "dropzone-comes" && mend(target));
document.querySelectorAll(DROPZONE).forEach(mend); // those that came before this module

export default function render({ parentElement, data: [data], setTriggerValue }) {
  parentElement.append(notice);
  watcher.words = data.words;
  watcher.meet(data.session);
  watcher.ask = (times) => setTriggerValue("back", times);
}
