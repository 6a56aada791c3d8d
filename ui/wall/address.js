// Writes the bookmark into the address of the browser. What Streamlit itself has there, such as embed=true, stays.

export function writeAddress(link) {
  const { history, location } = window;
  const kept = location.search.slice(1).split("&").filter((part) => part.startsWith("embed"));
  const search = `?${[...kept, link].join("&")}`;
  if (search !== location.search) history.replaceState(history.state, "", location.pathname + search + location.hash);
}
