// How large digits are in a hall of 200.

// Type of digits, as a share of the window's height. The last of 200 seats is six heights of the picture away (the usual
// rule for a hall: 18 m from a picture of 3 m), so a digit of d heights is seen at d / 6. Twice what normal sight resolves,
// 10′, is d = 0.0175; 15′, which is read with ease, d = 0.026. A digit of this font has 0.66 of the height of its type.
export const LEAST = 0.0265; // 29 px of 1080
export const EASY = 0.0397; // 43 px of 1080
