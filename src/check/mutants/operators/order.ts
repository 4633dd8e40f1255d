/** Two neighbouring statements in the wrong order. */
import type { AnyNode, Expression, Statement } from 'acorn';
import { type Accesses, accessesOf, atomicCall, isWord } from '../accesses.ts';
import { type KernelFile, nodesInFunctions, textOf, within } from '../kernel-file.ts';
import type { Change, Operator } from '../mutant.ts';
import { nodesOf } from '../nodes.ts';

/** The waker looks for sleepers before there is something to wake them for. */
const wakeFirst = swapping('wake-before-change', ['explorer'], (first, second) => second.wakes && !first.wakes);

/** What is published is not there yet. */
const publishFirst = swapping(
  'publish-before-payload',
  ['race', 'explorer', 'linearizability'],
  (first, second) => first.writesPlainly && !first.changes && second.changes,
);

/**
 * A sequence number or an epoch that must be known before something happens, read after it: `const epoch = words[EPOCH]`, then a change,
 * then a use of `epoch`, which becomes `words[EPOCH]`.
 */
const readLate: Operator = {
  name: 'read-late',
  killers: ['explorer', 'race'],
  *changes(file) {
    for (const body of file.functions) {
      const visited = [...nodesOf(body)];
      for (const { node } of visited) {
        if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || !node.init) continue;
        const { name } = node.id;
        const index = indexOf(node.init);
        if (!index) continue;
        if (index.type === 'Identifier' && file.uses.fixedWords.has(index.name)) continue;
        const change = visited.find((one) => one.node.start > node.end && changes(one.node))?.node;
        if (!change) continue;
        for (const { node: use, ancestors } of visited)
          if (use.type === 'Identifier' && use.name === name && use.start > change.end)
            yield within(file, callOrStatement(ancestors), use, textOf(file, node.init));
      }
    }
  },
};

/** The index, where `node` is a read of one word and nothing else. */
function indexOf(node: AnyNode): Expression | null {
  if (isWord(node)) return node.property as Expression;
  const call = atomicCall(node);
  return call?.operation === 'load' ? call.index : null;
}

function changes(node: AnyNode): boolean {
  const call = atomicCall(node);
  return call !== null && call.operation !== 'load';
}

/** What shows a use best: the innermost call, comparison or assignment around it. */
function callOrStatement(ancestors: readonly AnyNode[]): AnyNode {
  const shown: readonly AnyNode['type'][] = [
    'CallExpression',
    'AssignmentExpression',
    'ReturnStatement',
    'VariableDeclaration',
  ];
  return ancestors.findLast(({ type }) => shown.includes(type)) ?? ancestors[ancestors.length - 1];
}

/** Any other two of which at least one is atomic: a reset after the release, a second look before the announcement. */
const swapAccesses = swapping(
  'swap-accesses',
  ['explorer', 'race', 'linearizability'],
  (first, second) => touches(first) && touches(second) && (isAtomic(first) || isAtomic(second)),
);

function swapping(
  name: string,
  killers: Operator['killers'],
  applies: (first: Accesses, second: Accesses) => boolean,
): Operator {
  return {
    name,
    killers,
    *changes(file) {
      for (const [first, second] of neighbours(file))
        if (applies(accessesOf(first, file.uses.fixedWords), accessesOf(second, file.uses.fixedWords)))
          yield swapped(file, first, second);
    },
  };
}

function* neighbours(file: KernelFile): Generator<[Statement, Statement]> {
  for (const { node } of nodesInFunctions(file)) {
    if (node.type !== 'BlockStatement') continue;
    for (const [i, second] of node.body.entries()) {
      const first = node.body[i - 1];
      if (first && isStep(first) && isStep(second)) yield [first, second];
    }
  }
}

/** Runs through whatever happens: not a loop, and nothing that leaves the function. */
function isStep(node: Statement): boolean {
  if (node.type === 'ExpressionStatement' || node.type === 'VariableDeclaration') return true;
  return node.type === 'IfStatement' && ![...nodesOf(node)].some(({ node: inside }) => LEAVES.includes(inside.type));
}

const LEAVES: readonly AnyNode['type'][] = ['ReturnStatement', 'BreakStatement', 'ContinueStatement'];

function touches(one: Accesses): boolean {
  return isAtomic(one) || one.readsPlainly || one.writesPlainly;
}

function isAtomic(one: Accesses): boolean {
  return one.loads || one.changes || one.wakes;
}

/** What stands between them, a comment, stays there. */
function swapped(file: KernelFile, first: Statement, second: Statement): Change {
  const between = file.source.text.slice(first.end, second.start);
  return { start: first.start, end: second.end, text: textOf(file, second) + between + textOf(file, first) };
}

export const ORDER: readonly Operator[] = [wakeFirst, publishFirst, readLate, swapAccesses];
