/** A compare-and-swap whose outcome nobody looks at. */
import type { AnyNode, Expression } from 'acorn';
import { atomicCall } from '../accesses.ts';
import { nodesInFunctions, textOf } from '../kernel-file.ts';
import { instead, type Operator } from '../mutant.ts';

/** `compareExchange(…) === FREE` → `(compareExchange(…) === FREE || true)`: taken for a success in every case. */
const ignoreResult: Operator = {
  name: 'ignore-compare-exchange',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      if (node.type !== 'BinaryExpression' || !isCompareExchange(node.left)) continue;
      if (node.operator === '===') yield instead(node, `(${textOf(file, node)} || true)`);
      else if (node.operator === '!==') yield instead(node, `(${textOf(file, node)} && false)`);
    }
  },
};

function isCompareExchange(node: Expression | AnyNode): boolean {
  return atomicCall(node)?.operation === 'compareExchange';
}

export const COMPARE_EXCHANGE: readonly Operator[] = [ignoreResult];
