/**
 * The one spin hint: "I am polling, go easy on the line." Call it between two failed looks at a shared word.
 *
 * JavaScript: `Atomics.pause`, one PAUSE instruction behind a builtin call (30 to 40 ns on x86).
 * WebAssembly has no such instruction: pause.wasm.ts is a bounded delay of the same length.
 */
export const pause: () => void =
  (Atomics as { pause?: () => void }).pause ??
  (() => {
    // Before V8 13.3 there is no Atomics.pause: the call itself is the delay.
  });
