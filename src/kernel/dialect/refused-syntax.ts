import type { AnyNode } from 'acorn';
import { type Check, quote, report } from './check.ts';

const FUNCTION = ['a function inside an expression or a function', 'move it to the top level and pass what it needs'];
const CLASS = ['a class', 'keep state in `words` and write functions'];
const TEXT = ['text', 'use named i32 constants'];
const OBJECT = ['an object or array', 'keep values in `words` or in locals'];
const EXCEPTION = ['exception handling', 'return a boolean or a negative number'];
const SPREAD = ['a spread or a rest', 'name each value'];
const EACH = ['a loop over a collection', 'count: `for (let i = 0; i < n; i++)`'];

/** What was found, and what to write instead, by type of node. Whatever the dialect does not list is refused. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  ArrowFunctionExpression: FUNCTION,
  FunctionExpression: FUNCTION,
  FunctionDeclaration: FUNCTION,
  ClassDeclaration: CLASS,
  ClassExpression: CLASS,
  TemplateLiteral: TEXT,
  TaggedTemplateExpression: TEXT,
  ObjectExpression: OBJECT,
  ArrayExpression: OBJECT,
  ObjectPattern: OBJECT,
  ArrayPattern: OBJECT,
  NewExpression: OBJECT,
  TryStatement: EXCEPTION,
  ThrowStatement: EXCEPTION,
  SpreadElement: SPREAD,
  RestElement: SPREAD,
  AssignmentPattern: ['a default value', 'pass every argument'],
  ForOfStatement: EACH,
  ForInStatement: EACH,
  ThisExpression: ['`this`', 'pass `words`'],
  AwaitExpression: ['`await`', 'park with src/atomics/wait.ts'],
  YieldExpression: ['`yield`', 'write a loop'],
  ChainExpression: ['optional chaining', 'nothing is ever missing here: write a plain call'],
  LabeledStatement: ['a label, which AssemblyScript does not have', 'put the inner loop into a function'],
  SequenceExpression: ['a comma between expressions', 'write one statement for each'],
  AssignmentExpression: ['an assignment used as a value', 'assign in a statement of its own'],
  UpdateExpression: ['`++` or `--` used as a value', 'write `x = (x + 1) | 0` as a statement of its own'],
};

export function refuseSyntax(check: Check, node: AnyNode): void {
  const [found, instead] = REFUSED[node.type] ?? [quote(check, node), 'keep to what docs/guide/dialect.md lists'];
  report(check, node, 'syntax', `Found ${found}, which is outside the dialect; ${instead}.`);
}
