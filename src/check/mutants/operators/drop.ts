/** A change of shared words that is forgotten. */
import type { AnyNode, ExpressionStatement } from 'acorn';
import { atomicCall, isWake, isWord } from '../accesses.ts';
import { type KernelFile, nodesInFunctions, textOf } from '../kernel-file.ts';
import { type Change, instead, type Operator } from '../mutant.ts';
import { writesTunable } from './value.ts';

/** `Atomics.store(…);` → `;` */
const dropStore: Operator = {
  name: 'drop-store',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node, statement } of effects(file))
      if (atomicCall(node)?.operation === 'store') yield without(statement);
  },
};

/** `Atomics.add(words, i, 1)`: forgotten; where its result is used it becomes a load. */
const dropUpdate: Operator = {
  name: 'drop-update',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node, ancestors } of nodesInFunctions(file)) {
      const call = atomicCall(node);
      if (!call || ['load', 'store', 'compareExchange'].includes(call.operation)) continue;
      const parent = ancestors.at(-1);
      if (parent?.type === 'ExpressionStatement') yield without(parent);
      else yield instead(node, `Atomics.load(${textOf(file, call.words)}, ${textOf(file, call.index)})`);
    }
  },
};

/** `words[i] = v;` → `;`, in `init` too. What `init` writes into a tunable does not count: whoever explores chooses it. */
const dropPlainWrite: Operator = {
  name: 'drop-plain-write',
  killers: ['explorer', 'linearizability', 'unit'],
  *changes(file) {
    for (const { node, statement } of effects(file))
      if (node.type === 'AssignmentExpression' && isWord(node.left) && !writesTunable(file, node))
        yield without(statement);
  },
};

const dropWake: Operator = {
  name: 'drop-wake',
  killers: ['explorer'],
  *changes(file) {
    for (const { node, statement } of effects(file)) if (isWake(node)) yield without(statement);
  },
};

export const DROPS: readonly Operator[] = [dropStore, dropUpdate, dropPlainWrite, dropWake];

function* effects(file: KernelFile): Generator<{ node: AnyNode; statement: ExpressionStatement }> {
  for (const { node } of nodesInFunctions(file))
    if (node.type === 'ExpressionStatement') yield { node: node.expression, statement: node };
}

function without(node: AnyNode): Change {
  return instead(node, ';');
}
