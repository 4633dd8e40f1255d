/** Loops that end too soon, and loops that do not look again. */
import type { AnyNode, Statement } from 'acorn';
import { accessesOf } from '../accesses.ts';
import { nodesInFunctions, textOf } from '../kernel-file.ts';
import { instead, type Operator } from '../mutant.ts';

/** `while (load() === x) park(…)` → `if (load() === x) park(…)`; `do … while (…)` → once. */
const once: Operator = {
  name: 'loop-once',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      if (node.type === 'WhileStatement' && textOf(file, node.test) !== 'true')
        yield instead(node, `if (${textOf(file, node.test)}) ${textOf(file, node.body)}`);
      else if (node.type === 'DoWhileStatement') yield instead(node, textOf(file, node.body));
    }
  },
};

/** `while (…) { const tail = Atomics.load(…); … }` → the load once, in front of the loop. */
const hoistLoad: Operator = {
  name: 'hoist-load',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      for (const statement of bodyOf(node)) {
        if (statement.type !== 'VariableDeclaration' || !accessesOf(statement).loads) continue;
        const between = file.source.text.slice(node.start, statement.start);
        yield { start: node.start, end: statement.end, text: `${textOf(file, statement)} ${between}` };
      }
    }
  },
};

/** `while (state === WAITING) { …; state = Atomics.load(…); }` → never looked at again. */
const dropReload: Operator = {
  name: 'drop-reload',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file))
      for (const statement of bodyOf(node))
        if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression')
          if (statement.expression.left.type === 'Identifier' && accessesOf(statement).loads)
            yield instead(statement, ';');
  },
};

function bodyOf(node: AnyNode): readonly Statement[] {
  const isLoop = node.type === 'WhileStatement' || node.type === 'DoWhileStatement' || node.type === 'ForStatement';
  return isLoop && node.body.type === 'BlockStatement' ? node.body.body : [];
}

export const LOOPS: readonly Operator[] = [once, hoistLoad, dropReload];
