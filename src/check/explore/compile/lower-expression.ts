/**
 * Expressions, in JavaScript's order of evaluation: left to right. What touches memory becomes a step or an instruction of its own as
 * soon as it is met; the rest stays a tree. A tree may wait, because nothing inside an expression changes a local.
 */
import type { CallExpression, ConditionalExpression, Expression, LogicalExpression, MemberExpression } from 'acorn';
import { NOTHING, newBlock } from './flow.ts';
import { callIntrinsic } from './intrinsics.ts';
import { whereIs } from './library.ts';
import {
  assign,
  type Bound,
  branch,
  jump,
  type Lowering,
  type Memory,
  refuse,
  type Scope,
  temporary,
} from './lowering.ts';
import { type Access, atomic, readWord } from './memory.ts';
import { isImul, isPure, memberCalled } from './syntax.ts';
import { constant, isOperator, operation, read, type Tree } from './tree.ts';

/** The value of an expression. */
export function lowerValue(lowering: Lowering, scope: Scope, node: Expression): Tree {
  switch (node.type) {
    case 'Literal':
      return constant(Number(node.value));
    case 'Identifier': {
      const name = scope.names.get(node.name) ?? lowering.library.meaning(scope.file, node.name);
      if (name?.is === 'value') return name.value;
      return name?.is === 'constant' ? constant(name.value) : refuse(scope, node, `uses ${node.name} as a number.`);
    }
    case 'UnaryExpression': {
      const operator = node.operator === '-' ? 'negate' : node.operator;
      if (!isOperator(operator)) return refuse(scope, node, `uses ${operator}, which is outside the dialect.`);
      return operation(operator, lowerValue(lowering, scope, node.argument));
    }
    case 'BinaryExpression': {
      if (node.left.type === 'PrivateIdentifier' || !isOperator(node.operator))
        return refuse(scope, node, `uses ${node.operator}, which is outside the dialect.`);
      const left = lowerValue(lowering, scope, node.left);
      return operation(node.operator, left, lowerValue(lowering, scope, node.right));
    }
    case 'LogicalExpression':
      return lowerLogical(lowering, scope, node);
    case 'ConditionalExpression':
      return lowerChoice(lowering, scope, node);
    case 'MemberExpression':
      return readWord(lowering, accessOf(lowering, scope, node));
    case 'CallExpression': {
      const value = lowerCall(lowering, scope, node);
      return value ?? refuse(scope, node, 'uses the value of Atomics.store, which is not an i32; use what was stored.');
    }
    default:
      return refuse(scope, node, `has ${node.type}, which is outside the dialect.`);
  }
}

/** Goes to `yes` or `no`; the right side of && and || only runs where JavaScript runs it. */
export function lowerCondition(
  lowering: Lowering,
  scope: Scope,
  node: Expression,
  yes: Lowering['at'],
  no: Lowering['at'],
): void {
  if (node.type === 'UnaryExpression' && node.operator === '!') lowerCondition(lowering, scope, node.argument, no, yes);
  else if (node.type !== 'LogicalExpression' || isPure(node.right))
    branch(lowering, lowerValue(lowering, scope, node), yes, no);
  else {
    const right = newBlock();
    if (node.operator === '&&') lowerCondition(lowering, scope, node.left, right, no);
    else lowerCondition(lowering, scope, node.left, yes, right);
    lowering.at = right;
    lowerCondition(lowering, scope, node.right, yes, no);
  }
}

/** A call's result; null: Atomics.store, which yields nothing that may be used. */
export function lowerCall(lowering: Lowering, scope: Scope, node: CallExpression): Tree | null {
  const args = node.arguments.map((one) =>
    one.type === 'SpreadElement' ? refuse(scope, one, 'has a spread.') : lowerArgument(lowering, scope, one),
  );
  if (isImul(node)) {
    const [a, b] = args;
    if (a?.is === 'value' && b?.is === 'value') return operation('imul', a.value, b.value);
  }
  const atomicName = memberCalled(node, 'Atomics');
  const [words, index, ...operands] = args;
  if (atomicName !== null && words?.is === 'words' && index?.is === 'value') {
    const access: Access = { scope, node, memory: words.memory, index: index.value };
    return atomic(
      lowering,
      access,
      atomicName,
      operands.map((one) => (one.is === 'value' ? one.value : NOTHING)),
    );
  }
  const { callee } = node;
  const called = callee.type === 'Identifier' ? lowering.library.meaning(scope.file, callee.name) : undefined;
  if (called?.is === 'intrinsic') return callIntrinsic(lowering, scope, node, called.name, args);
  if (called?.is === 'function')
    return lowering.inline(lowering, scope, { ...called, args, from: whereIs(scope.file, node) });
  return refuse(scope, node, `calls ${scope.file.source.text.slice(callee.start, callee.end)}, which no file exports.`);
}

export function accessOf(lowering: Lowering, scope: Scope, node: MemberExpression): Access {
  const memory = node.object.type === 'Identifier' ? memoryNamed(scope, node.object.name) : null;
  if (!memory || node.property.type === 'PrivateIdentifier') return refuse(scope, node, 'indexes what is not words.');
  return { scope, node, memory, index: lowerValue(lowering, scope, node.property) };
}

function lowerArgument(lowering: Lowering, scope: Scope, node: Expression): Bound {
  const memory = node.type === 'Identifier' ? memoryNamed(scope, node.name) : null;
  if (memory) return { is: 'words', memory };
  return { is: 'value', value: lowerValue(lowering, scope, node), isFixed: true };
}

function memoryNamed(scope: Scope, name: string): Memory | null {
  const bound = scope.names.get(name);
  return bound?.is === 'words' ? bound.memory : null;
}

function lowerLogical(lowering: Lowering, scope: Scope, node: LogicalExpression): Tree {
  if (isPure(node.right) && isOperator(node.operator)) {
    const left = lowerValue(lowering, scope, node.left);
    return operation(node.operator, left, lowerValue(lowering, scope, node.right));
  }
  const yes = newBlock();
  const no = newBlock();
  lowerCondition(lowering, scope, node, yes, no);
  return either(
    lowering,
    yes,
    () => constant(true),
    no,
    () => constant(false),
  );
}

function lowerChoice(lowering: Lowering, scope: Scope, node: ConditionalExpression): Tree {
  if (isPure(node.consequent) && isPure(node.alternate)) {
    const test = lowerValue(lowering, scope, node.test);
    const consequent = lowerValue(lowering, scope, node.consequent);
    return operation('choose', test, consequent, lowerValue(lowering, scope, node.alternate));
  }
  const yes = newBlock();
  const no = newBlock();
  lowerCondition(lowering, scope, node.test, yes, no);
  return either(
    lowering,
    yes,
    () => lowerValue(lowering, scope, node.consequent),
    no,
    () => lowerValue(lowering, scope, node.alternate),
  );
}

/** One of two values, by the block that the thread comes through. */
function either(
  lowering: Lowering,
  yes: Lowering['at'],
  ofYes: () => Tree,
  no: Lowering['at'],
  ofNo: () => Tree,
): Tree {
  const value = temporary('either');
  const after = newBlock();
  lowering.at = yes;
  assign(lowering, value, ofYes());
  jump(lowering, after, no);
  assign(lowering, value, ofNo());
  jump(lowering, after, after);
  return read(value);
}
