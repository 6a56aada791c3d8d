// What the large curve asks for.

export function curveActs(wall) {
  return {
    go: (update) => wall.go(update),
    metric: (name) => wall.acts.add({ do: "metric", name }),
    log: () => wall.command("log"),
    close: () => wall.command("curve"),
  };
}
