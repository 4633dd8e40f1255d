/** Checks that are left out: who holds the lock, whether there is room. */
import type { AnyNode } from 'acorn';
import { nodesInFunctions, textOf } from '../kernel-file.ts';
import { instead, type Operator } from '../mutant.ts';

/** `if (…) return …;` → `;`. The test is made still, as it may claim or take something. */
const dropGuard: Operator = {
  name: 'drop-guard',
  killers: ['explorer', 'linearizability', 'unit'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file))
      if (node.type === 'IfStatement' && !node.alternate && leaves(node.consequent))
        yield instead(node, `if (${textOf(file, node.test)}) {}`);
  },
};

/** `a && b`, `a || b` → `a`, `b` */
const dropOperand: Operator = {
  name: 'drop-operand',
  killers: ['explorer', 'linearizability', 'unit'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      if (node.type !== 'LogicalExpression') continue;
      yield instead(node, `(${textOf(file, node.left)})`);
      yield instead(node, `(${textOf(file, node.right)})`);
    }
  },
};

/** `return true;` → `return false;` */
const negateReturn: Operator = {
  name: 'negate-return',
  killers: ['linearizability', 'unit'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file))
      if (node.type === 'ReturnStatement' && node.argument?.type === 'Literal')
        if (typeof node.argument.value === 'boolean') yield instead(node.argument, String(!node.argument.value));
  },
};

function leaves(node: AnyNode): boolean {
  if (node.type === 'BlockStatement') return node.body.length === 1 && leaves(node.body[0]);
  return node.type === 'ReturnStatement';
}

export const GUARDS: readonly Operator[] = [dropGuard, dropOperand, negateReturn];
