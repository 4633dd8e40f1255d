/** A read-modify-write in two steps, each of them atomic: another thread gets in between, and there is no race to see. */
import { atomicCall } from '../accesses.ts';
import { nodesInFunctions, textOf } from '../kernel-file.ts';
import { type Change, instead, type Operator } from '../mutant.ts';

/** Operation → what it leaves in the word, from `before` and `value`. */
export const WRITTEN: Readonly<Record<string, string>> = {
  add: '(before + value) | 0',
  sub: '(before - value) | 0',
  and: 'before & value',
  or: 'before | value',
  xor: 'before ^ value',
  exchange: 'value',
};

/** `Atomics.add(words, i, v)` → a load, then a store. */
const splitUpdate: Operator = {
  name: 'split-update',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const call = atomicCall(node);
      const written = call && WRITTEN[call.operation];
      if (!call || !written) continue;
      const [words, index, value] = [call.words, call.index, ...call.values].map((one) => textOf(file, one));
      yield inTwoSteps(instead(node, `updateInTwoSteps(${words}, ${index}, ${value})`), written);
    }
  },
};

function inTwoSteps(change: Change, written: string): Change {
  const helper = `function updateInTwoSteps(words: Words, at: i32, value: i32): i32 {
  const before = Atomics.load(words, at);
  Atomics.store(words, at, ${written});
  return before;
}`;
  return { ...change, helper };
}

/** `Atomics.compareExchange(words, i, expected, desired)` → a load, a comparison, a store. */
const splitCompareExchange: Operator = {
  name: 'split-compare-exchange',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const call = atomicCall(node);
      if (call?.operation !== 'compareExchange') continue;
      const args = [call.words, call.index, ...call.values].map((one) => textOf(file, one));
      yield { ...instead(node, `compareThenStore(${args.join(', ')})`), helper: COMPARE_THEN_STORE };
    }
  },
};

const COMPARE_THEN_STORE = `function compareThenStore(words: Words, at: i32, expected: i32, desired: i32): i32 {
  const before = Atomics.load(words, at);
  if (before === expected) Atomics.store(words, at, desired);
  return before;
}`;

export const SPLITS: readonly Operator[] = [splitUpdate, splitCompareExchange];
