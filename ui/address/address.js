// Writes the bookmark into the address of the browser. What Streamlit itself has there, such as embed=true, stays.

export default function render({ data }) {
  const { history, location } = window;
  const kept = location.search.slice(1).split("&").filter((part) => part.startsWith("embed"));
  const search = `?${[...kept, data].join("&")}`;
  if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
}
