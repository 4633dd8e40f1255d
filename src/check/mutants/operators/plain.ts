/** Plain accesses where atomic ones belong. On one machine they often work; the race detector must not believe them. */
import { isRacy } from '../../explore/compile/racy.ts';
import { atomicCall } from '../accesses.ts';
import { nodesInFunctions, textOf } from '../kernel-file.ts';
import { instead, type Operator } from '../mutant.ts';
import { WRITTEN } from './split.ts';

/** `Atomics.store(words, i, v)` → `words[i] = v` */
const plainStore: Operator = {
  name: 'plain-store',
  killers: ['race'],
  *changes(file) {
    for (const { node, ancestors } of nodesInFunctions(file)) {
      const call = atomicCall(node);
      if (call?.operation !== 'store' || ancestors.at(-1)?.type !== 'ExpressionStatement') continue;
      const word = `${textOf(file, call.words)}[${textOf(file, call.index)}]`;
      yield instead(node, `${word} = ${textOf(file, call.values[0])}`);
    }
  },
};

/** `Atomics.load(words, i)` → `words[i]`. A load that is marked `[racy: …]` may race anyway. */
const plainLoad: Operator = {
  name: 'plain-load',
  killers: ['race'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const call = atomicCall(node);
      if (call?.operation === 'load' && !isRacy(file.source, node.start, textOf(file, node)))
        yield instead(node, `${textOf(file, call.words)}[${textOf(file, call.index)}]`);
    }
  },
};

/** `Atomics.add(words, i, v)`, `sub`, `exchange` … → a plain read and a plain write. */
const plainUpdate: Operator = {
  name: 'plain-update',
  killers: ['race', 'explorer'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const call = atomicCall(node);
      const written = call && WRITTEN[call.operation];
      if (!call || !written) continue;
      const [words, index, value] = [call.words, call.index, ...call.values].map((one) => textOf(file, one));
      yield { ...instead(node, `plainUpdate(${words}, ${index}, ${value})`), helper: updatingBy(written) };
    }
  },
};

function updatingBy(written: string): string {
  return `function plainUpdate(words: Words, at: i32, value: i32): i32 {
  const before = words[at];
  words[at] = ${written};
  return before;
}`;
}

export const PLAIN: readonly Operator[] = [plainStore, plainLoad, plainUpdate];
