/**
 * Did the machine move during the run? Two figures that no subject touches, taken on the main thread before and after:
 * dependent integer arithmetic (the clock) and an atomic add on a line that nobody else has.
 */
import type { LabResult } from '../report/schema.ts';

const REPEATS = 7;
const STEPS = 200_000;

export function takeControls(): LabResult['controls'] {
  return [
    { name: 'alu', value: fastest(alu), unit: 'ns' },
    { name: 'uncontended-atomic-add', value: fastest(atomicAdd), unit: 'ns' },
  ];
}

/** The fastest of several short runs: interruptions only ever add. */
function fastest(steps: (words: Int32Array) => void): number {
  const words = new Int32Array(new SharedArrayBuffer(256));
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < REPEATS; i++) {
    const startNs = process.hrtime.bigint();
    steps(words);
    best = Math.min(best, Number(process.hrtime.bigint() - startNs) / STEPS);
  }
  return Math.round(best * 1000) / 1000;
}

function alu(words: Int32Array): void {
  let x = words[32] | 1;
  for (let i = 0; i < STEPS; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  words[32] = x;
}

function atomicAdd(words: Int32Array): void {
  for (let i = 0; i < STEPS; i++) Atomics.add(words, 32, 1); // [relaxed] no other thread has this buffer
}
