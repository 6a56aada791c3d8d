// How the window is shared among headline, equation, magnifier, wall and deck, in CSS pixels; pure functions.

export const NARROW = 640; // a phone: one thing below the other
const MEDIUM = 860;
const TIGHT = 780;
const GAP = 8;
const HEAD = { equation: 17, row: 84, names: 74 };

const USUAL = { width: 1400, height: 900, most: 1.4 }; // in a larger window words grow with it

const INDEX = 78; // what stands at the right of the tracks

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

// wanted: the height at which the wall has all its numbers; rows: the largest number of rows in an equation;
// names: whether the classes stand at the right; picture: how wide a picture of X's rows is to its height; below: the
// height of the network's drawing, which on a phone has its place below the wall.
export function frame(width, height, { wanted = 400, rows = 8, names = false, picture = 0, below = 0 } = {}) {
  const narrow = width < NARROW;
  const tight = height < TIGHT;
  const grow = clamp(Math.min(width / USUAL.width, height / USUAL.height), 1, USUAL.most);
  const headline = Math.round(grow * (narrow ? 96 : tight ? 42 : 64));
  const deck = narrow ? 152 : tight ? 65 : 78;
  const gap = tight ? 5 : GAP;
  const magnifier = narrow ? width : width < MEDIUM ? 196 : width < 1300 ? 320 : Math.round(380 * grow);
  const share = Math.max(0.31 * height - 108, 0.57 * height - 341); // of a projector's window more: it is seen from afar
  const most = Math.min(clamp(share, 88, 330), Math.max(60, rows * 46));
  const free = height - headline - deck - HEAD.equation - 4 - 3 * gap - wanted;
  const matrix = Math.floor(narrow ? 153 : clamp(free, Math.min(most, 88), most));
  const stage = matrix + HEAD.equation + 4;
  const buttons = width < MEDIUM ? 430 : 440;
  const left = height - headline - stage - deck - 3 * gap - (narrow && below ? below + gap : 0);
  const track = Math.floor(narrow ? width - INDEX : width - buttons - 16 - INDEX);
  return {
    narrow, tight, grow, buttons, track, gap, headline, deck, magnifier, stage, matrix,
    strip: narrow ? width : width - magnifier - (width < MEDIUM ? 12 : 24),
    small: width < MEDIUM,
    wall: {
      width,
      height: Math.max(narrow ? 250 : 180, left),
      below: narrow ? below : 0,
      head: narrow || width < 700 ? 0 : HEAD.row,
      side: names && width >= MEDIUM ? HEAD.names : 0,
      heat: narrow,
      picture,
    },
  };
}

// The same for a hall: no magnifier and no buttons, half of the window for the equation, heat below it.
export function presented(width, height, { picture = 0 } = {}) {
  const headline = Math.round(0.135 * height);
  const [gap, deck, line] = [Math.round(0.012 * height), Math.round(0.045 * height), Math.round(0.085 * height)];
  const head = Math.round(0.042 * height);
  const matrix = Math.round(0.43 * height);
  const stage = matrix + head + 4;
  const buttons = Math.round(0.24 * width);
  return {
    narrow: false, tight: false, small: false, grow: 1, presented: height, magnifier: 0, strip: width,
    headline, gap, deck, line, head, matrix, stage, buttons, track: width - buttons - INDEX - 16,
    wall: {
      width, height: height - headline - stage - line - deck - 3 * gap, head: 0, side: 0, heat: true, low: true, picture,
    },
  };
}
