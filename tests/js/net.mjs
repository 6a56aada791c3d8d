// The columns and tiles of one network with m examples, as a scene has them.

const block = (n, most) => Math.ceil(n / most);

export function net(widths, m) {
  const tiles = {};
  const add = (id, rows, columns) => {
    const size = [block(rows, 48), block(columns, 64)];
    tiles[id] = { id, shape: [rows, columns], block: size, sent: [Math.ceil(rows / size[0]), Math.ceil(columns / size[1])] };
    return id;
  };
  const columns = [];
  widths.forEach((n, k) => {
    const i = k + 1;
    columns.push({ layer: i, forward: add(`Z${i}`, m, n), back: add(`G${i}`, m, n) });
    const next = widths[i];
    if (!next) return;
    columns.push({
      layer: i,
      above: add(`W${i}`, n, next),
      forward: add(`P${i}`, m, next),
      between: add(`D${i}`, m, next),
      back: add(`M${i}`, m, next),
      below: add(`dW${i}`, n, next),
    });
  });
  const last = widths[widths.length - 1];
  columns.push({ layer: widths.length, forward: add("S", m, last), back: add("Y", m, last) });
  return { columns, tiles };
}
