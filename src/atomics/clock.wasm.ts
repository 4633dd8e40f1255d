// The WebAssembly twin of clock.ts: the host's clock, imported; the call costs a few nanoseconds more than in JavaScript.
@external("env", "nowNs")
export declare function nowNs(): i32;
