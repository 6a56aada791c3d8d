// The watcher of a page's connection: reads what Streamlit says of it in the document. A page has one, however often
// Streamlit makes its element anew.

import { Watcher } from "./watcher.js";

const page = document.querySelector("[data-test-connection-state]");
const notice = document.createElement("div");
notice.className = "connection-notice";
notice.setAttribute("role", "status");

const watcher = new Watcher((state, words) => {
  document.body.dataset.connection = state;
  notice.textContent = words;
  notice.hidden = !words;
});
const look = () => watcher.look(page.dataset.testConnectionState === "CONNECTED", page.dataset.testScriptState);
new MutationObserver(look).observe(page, {
  attributeFilter: ["data-test-connection-state", "data-test-script-state"],
});

export default function render({ parentElement, data, setTriggerValue }) {
  parentElement.append(notice);
  watcher.words = data;
  watcher.ask = (times) => setTriggerValue("back", times);
}
