// The marks of classes, for whom colours are not enough.

// A mark for each class, as paths around a point: circle, diamond, square, triangle, cross.
export const MARKS = [
  (c, x, y, r) => c.arc(x, y, r, 0, 2 * Math.PI),
  (c, x, y, r) => polygon(c, [[x, y - r * 1.3], [x + r * 1.3, y], [x, y + r * 1.3], [x - r * 1.3, y]]),
  (c, x, y, r) => c.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8),
  (c, x, y, r) => polygon(c, [[x, y - r * 1.2], [x + r * 1.2, y + r], [x - r * 1.2, y + r]]),
  (c, x, y, r) => {
    c.rect(x - r * 1.2, y - r * 0.4, r * 2.4, r * 0.8);
    c.rect(x - r * 0.4, y - r * 1.2, r * 0.8, r * 2.4);
  },
];

function polygon(context, points) {
  points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
}

// The mark of a class whose colour others have too: no two of 25 have both alike.
export const markOf = (label) => MARKS[(label + Math.floor(label / MARKS.length)) % MARKS.length];
