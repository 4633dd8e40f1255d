/** The wrong word: another one of the layout, the next one, one behind the mask. */
import type { AnyNode, Expression } from 'acorn';
import { atomicCall, isWord } from '../accesses.ts';
import { type KernelFile, nodesInFunctions, textOf, within } from '../kernel-file.ts';
import { instead, type Operator } from '../mutant.ts';

/** `words[TAIL]` → `words[HEAD]`: each place gets the word that the file names next. */
const otherWord: Operator = {
  name: 'other-word',
  killers: ['explorer', 'linearizability', 'unit'],
  *changes(file) {
    // Whatever a tunable holds is right, so that it may as well hold something else.
    const named = [...indexes(file)].filter(({ index }) => isNamed(file, index) && !isTunable(file, index));
    const names = [...new Set(named.map(({ index }) => textOf(file, index)))];
    for (const { node, index } of named) {
      const next = names[(names.indexOf(textOf(file, index)) + 1) % names.length];
      yield within(file, node, index, next);
    }
  },
};

/** `words[node + STATE]` → `words[node + STATE + 1]` */
const nextWord: Operator = {
  name: 'next-word',
  killers: ['explorer', 'linearizability', 'unit'],
  *changes(file) {
    for (const { node, index } of indexes(file))
      if (!isNamed(file, index)) yield within(file, node, index, `${textOf(file, index)} + 1`);
  },
};

/** `position & mask` → `position` */
const dropMask: Operator = {
  name: 'drop-mask',
  killers: ['explorer', 'unit'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file))
      if (node.type === 'BinaryExpression' && node.operator === '&')
        yield instead(node, `(${textOf(file, node.left)})`);
  },
};

/** Every access, with its index. */
function* indexes(file: KernelFile): Generator<{ node: AnyNode; index: Expression }> {
  for (const { node } of nodesInFunctions(file)) {
    const call = atomicCall(node);
    if (call) yield { node, index: call.index };
    else if (isWord(node)) yield { node, index: node.property as Expression };
  }
}

function isTunable(file: KernelFile, index: Expression): boolean {
  return index.type === 'Identifier' && file.uses.tunables.has(index.name);
}

function isNamed(file: KernelFile, index: Expression): boolean {
  return index.type === 'Identifier' && file.constants.has(index.name);
}

export const INDEXES: readonly Operator[] = [otherWord, nextWord, dropMask];
