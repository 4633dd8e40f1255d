import type {
  AnyNode,
  AssignmentExpression,
  Expression,
  ForStatement,
  Statement,
  SwitchStatement,
  VariableDeclaration,
} from 'acorn';
import { localAnnotation } from './annotation.ts';
import { type Check, declare, innerScope, type Kind, quote, report } from './check.ts';
import { condition, exactValue, kindOf, refuseOperator, wordKind } from './expression.ts';
import { refuseSyntax } from './refused-syntax.ts';

const BIT_ASSIGNMENT = ['|=', '&=', '^=', '<<=', '>>='];

/** Checks a statement of a function that returns `returns`. */
export function checkStatement(check: Check, node: Statement, returns: Kind): void {
  switch (node.type) {
    case 'BlockStatement': {
      const inner = innerScope(check);
      for (const one of node.body) checkStatement(inner, one, returns);
      break;
    }
    case 'VariableDeclaration':
      checkLocals(check, node);
      break;
    case 'ExpressionStatement':
      checkEffect(check, node.expression);
      break;
    case 'IfStatement':
      condition(check, node.test);
      checkStatement(check, node.consequent, returns);
      if (node.alternate) checkStatement(check, node.alternate, returns);
      break;
    case 'WhileStatement':
    case 'DoWhileStatement':
      condition(check, node.test);
      checkStatement(check, node.body, returns);
      break;
    case 'ForStatement':
      checkFor(innerScope(check), node, returns);
      break;
    case 'SwitchStatement':
      checkSwitch(check, node, returns);
      break;
    case 'ReturnStatement':
      checkReturn(check, node, returns);
      break;
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'EmptyStatement':
      break;
    default:
      refuseSyntax(check, node);
  }
}

function checkSwitch(check: Check, node: SwitchStatement, returns: Kind): void {
  exactValue(check, node.discriminant);
  for (const { test, consequent } of node.cases) {
    if (test) exactValue(check, test);
    for (const one of consequent) {
      if (one.type !== 'VariableDeclaration') checkStatement(check, one, returns);
      else report(check, one, 'syntax', 'Found a local declared right under `case`; put the case into `{ }`.');
    }
  }
}

function checkReturn(check: Check, node: { start: number; argument?: Expression | null }, returns: Kind): void {
  const found = node.argument ? exactValue(check, node.argument) : 'void';
  if (found === returns || found === 'unknown' || returns === 'unknown') return;
  report(check, node, 'return', `Found a return of ${found} in a function that says ${returns}; make them agree.`);
}

function checkLocals(check: Check, node: VariableDeclaration): void {
  if (node.kind !== 'let' && node.kind !== 'const') {
    report(check, node, 'syntax', `Found \`${node.kind}\`; write \`let\` or \`const\`.`);
  }
  for (const { id, init } of node.declarations) {
    if (id.type !== 'Identifier') {
      refuseSyntax(check, id);
      continue;
    }
    localAnnotation(check, id);
    if (!init) {
      report(
        check,
        id,
        'uninitialized',
        `\`${id.name}\` has no value yet; write \`let ${id.name} = 0\`, which also gives its type.`,
      );
    }
    const kind = init ? exactValue(check, init) : 'unknown';
    declare(check, id, { is: 'local', kind, writable: node.kind === 'let' });
  }
}

/** Checks an expression statement: only what has an effect is one. */
function checkEffect(check: Check, node: Expression): void {
  if (node.type === 'CallExpression') kindOf(check, node);
  else if (node.type === 'AssignmentExpression') checkAssignment(check, node);
  else if (node.type === 'UpdateExpression') {
    const sign = node.operator === '++' ? '+' : '-';
    const target = quote(check, node.argument).slice(1, -1);
    const instead = `write \`${target} = (${target} ${sign} 1) | 0\``;
    const only = 'it is allowed only as the update of a counted loop that leaves the counter alone';
    report(check, node, 'unwrapped-arithmetic', `Found ${quote(check, node)}; ${only}: ${instead}.`);
  } else if (node.type === 'Literal' || node.type === 'Identifier' || node.type === 'BinaryExpression') {
    report(check, node, 'syntax', `${quote(check, node)} has no effect; write a call or an assignment.`);
  } else refuseSyntax(check, node);
}

function checkAssignment(check: Check, node: AssignmentExpression): void {
  const { left, operator, right } = node;
  if (left.type === 'MemberExpression') {
    wordKind(check, left);
    if (operator !== '=') {
      const why = 'AssemblyScript works the index out twice';
      report(check, node, 'assignment', `Found \`${operator}\` on a word; ${why}: write \`words[i] = …\` in full.`);
    }
    exactValue(check, right);
    return;
  }
  const name = left.type === 'Identifier' ? check.names.get(left.name) : undefined;
  if (name?.is !== 'local' || !name.writable || name.kind === 'words') {
    report(
      check,
      left,
      'assignment',
      `Found an assignment to ${quote(check, left)}; assign to a word, a \`let\` or a number parameter.`,
    );
  }
  if (operator === '=') exactValue(check, right);
  else if (BIT_ASSIGNMENT.includes(operator)) kindOf(check, right);
  else if (operator === '+=' || operator === '-=') {
    const target = quote(check, left).slice(1, -1);
    const instead = `write \`${target} = (${target} ${operator[0]} …) | 0\``;
    report(
      check,
      node,
      'unwrapped-arithmetic',
      `Found ${quote(check, node)}, which does not wrap to 32 bits; ${instead}.`,
    );
  } else refuseOperator(check, node, operator.slice(0, -1));
}

function checkFor(check: Check, node: ForStatement, returns: Kind): void {
  if (node.init?.type === 'VariableDeclaration') checkLocals(check, node.init);
  else if (node.init) checkEffect(check, node.init);
  if (node.test) condition(check, node.test);
  if (node.update && !isBoundedCount(node)) checkEffect(check, node.update);
  checkStatement(check, node.body, returns);
}

/** `i++` after `i < bound`, `i` untouched in between, cannot pass 2^31-1: the one sum that needs no wrap. */
function isBoundedCount({ test, update, body }: ForStatement): boolean {
  if (update?.type !== 'UpdateExpression' || update.operator !== '++' || update.argument.type !== 'Identifier')
    return false;
  const counter = update.argument.name;
  return test != null && isBelowABound(test, counter) && !assigns(body, counter);
}

function isBelowABound(test: Expression, counter: string): boolean {
  if (test.type === 'LogicalExpression' && test.operator === '&&') {
    return isBelowABound(test.left, counter) || isBelowABound(test.right, counter);
  }
  const isLess = test.type === 'BinaryExpression' && test.operator === '<';
  return isLess && test.left.type === 'Identifier' && test.left.name === counter;
}

/** Does anything inside assign to `name`? By name alone: a shadowing local counts too, which only refuses more. */
function assigns(node: AnyNode, name: string): boolean {
  if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier' && node.left.name === name) return true;
  if (node.type === 'UpdateExpression' && node.argument.type === 'Identifier' && node.argument.name === name)
    return true;
  return Object.values(node).some((part) =>
    (Array.isArray(part) ? part : [part]).some((one) => typeof one?.type === 'string' && assigns(one, name)),
  );
}
