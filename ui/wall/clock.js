// The clock of the browser; tests have their own.

export const BROWSER = {
  now: () => performance.now(),
  after: (act, milliseconds) => setTimeout(act, milliseconds),
  cancel: (timer) => clearTimeout(timer),
};
