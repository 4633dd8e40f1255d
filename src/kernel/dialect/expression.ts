import type { BinaryExpression, CallExpression, Expression, MemberExpression, PrivateIdentifier, Super } from 'acorn';
import { type Check, type Kind, quote, report } from './check.ts';
import { constantValue, integerLiteral } from './constant.ts';
import { refuseSyntax } from './refused-syntax.ts';

type Operand = Expression | PrivateIdentifier | Super;

const SUM = ['+', '-'];
const BITS = ['|', '&', '^', '<<', '>>'];
const COMPARISON = ['===', '!==', '<', '>', '<=', '>='];

/** Operators that mean something else, or nothing, in one of the two back ends. */
const OPERATOR_INSTEAD: Readonly<Record<string, string>> = {
  '==': 'write `===`',
  '!=': 'write `!==`',
  '>>>': 'its result may exceed i32: write `>>` and mask with `&`',
  '%': 'its sign and its zero differ: with a power of two write `& mask`',
  '*': 'its product may exceed 2^53: write `Math.imul(a, b)`',
  '/': 'write `(a / C) | 0` with a positive constant C, because a zero divisor traps in WebAssembly',
  '**': 'multiply with `Math.imul`',
  '??': 'nothing is ever missing here: write a comparison',
};

/** Arguments behind the words, and the result. */
const ATOMICS: Readonly<Record<string, { operands: number; returns: Kind }>> = {
  load: { operands: 0, returns: 'i32' },
  store: { operands: 1, returns: 'void' },
  add: { operands: 1, returns: 'i32' },
  sub: { operands: 1, returns: 'i32' },
  and: { operands: 1, returns: 'i32' },
  or: { operands: 1, returns: 'i32' },
  xor: { operands: 1, returns: 'i32' },
  exchange: { operands: 1, returns: 'i32' },
  compareExchange: { operands: 2, returns: 'i32' },
};

/** Checks an expression and says what it yields. */
export function kindOf(check: Check, node: Operand): Kind {
  if (node.type !== 'Super' && constantValue(node, check.names) !== undefined) return 'i32';
  switch (node.type) {
    case 'Identifier':
      return nameKind(check, node);
    case 'Literal':
      if (typeof node.value === 'boolean') return 'boolean';
      report(
        check,
        node,
        'literal',
        `Found ${quote(check, node)}; the literals are integers from -2^31 to 2^31-1, true and false.`,
      );
      return 'unknown';
    case 'UnaryExpression':
      return unaryKind(check, node.operator, node.argument, node);
    case 'BinaryExpression':
      return binaryKind(check, node);
    case 'LogicalExpression':
      if (node.operator === '??') return refuseOperator(check, node, '??');
      condition(check, node.left);
      condition(check, node.right);
      return 'boolean';
    case 'ConditionalExpression': {
      condition(check, node.test);
      const consequent = exactValue(check, node.consequent);
      const alternate = exactValue(check, node.alternate);
      return consequent === 'unknown' ? alternate : consequent;
    }
    case 'MemberExpression':
      return wordKind(check, node);
    case 'CallExpression':
      return callKind(check, node);
    default:
      refuseSyntax(check, node);
      return 'unknown';
  }
}

/** Checks an expression that is stored, compared, returned or passed on: it must be the same number in both back ends. */
export function exactValue(check: Check, node: Operand): Kind {
  const kind = kindOf(check, node);
  if (kind === 'sum') {
    const found = `${quote(check, node)} is not wrapped to 32 bits`;
    report(check, node, 'unwrapped-arithmetic', `${found}; write \`(…) | 0\` around it.`);
    return 'i32';
  }
  if (kind === 'words') {
    report(
      check,
      node,
      'words-value',
      `${quote(check, node)} is used as a number; words are indexed or passed on, nothing else.`,
    );
    return 'unknown';
  }
  return kind;
}

/** Checks a condition: an i32 is not one, so that `0` and `-1` are never taken for each other by a reader. */
export function condition(check: Check, node: Expression): void {
  const kind = kindOf(check, node);
  if (kind === 'boolean' || kind === 'unknown') return;
  report(
    check,
    node,
    'condition',
    `${quote(check, node)} is not a comparison; write what it is compared with: \`x !== 0\`.`,
  );
}

/** Checks `words[index]`, on either side of an assignment. */
export function wordKind(check: Check, node: MemberExpression): Kind {
  const object = node.object.type === 'Identifier' ? check.names.get(node.object.name) : undefined;
  const isWords = object?.is === 'local' && object.kind === 'words';
  if (!isWords || !node.computed) {
    report(
      check,
      node,
      'member-access',
      `Found ${quote(check, node)}; the only member access is \`words[index]\` on a Words parameter.`,
    );
    return 'unknown';
  }
  kindOf(check, node.property); // an index inside the structure is small: its sum needs no wrap
  return 'i32';
}

function nameKind(check: Check, node: { name: string; start: number }): Kind {
  const name = check.names.get(node.name);
  if (name?.is === 'local') return name.kind;
  const found = name ? 'is a function, or a constant whose file could not be read' : 'is not declared in this file';
  report(check, node, 'unknown-name', `\`${node.name}\` ${found}; use a parameter, a local or an i32 constant.`);
  return 'unknown';
}

function unaryKind(check: Check, operator: string, argument: Expression, node: Expression): Kind {
  if (operator === '!') {
    condition(check, argument);
    return 'boolean';
  }
  if (operator === '-' || operator === '~') {
    kindOf(check, argument);
    return operator === '-' ? 'sum' : 'i32';
  }
  return refuseOperator(check, node, operator);
}

function binaryKind(check: Check, node: BinaryExpression): Kind {
  const { left, operator, right } = node;
  if (operator === '|' && left.type === 'BinaryExpression' && left.operator === '/' && integerLiteral(right) === 0) {
    exactValue(check, left.left);
    if ((constantValue(left.right, check.names) ?? 0) <= 0) refuseOperator(check, left, '/');
    return 'i32';
  }
  if (COMPARISON.includes(operator)) {
    exactValue(check, left);
    exactValue(check, right);
    return 'boolean';
  }
  if (!SUM.includes(operator) && !BITS.includes(operator)) return refuseOperator(check, node, operator);
  kindOf(check, left);
  kindOf(check, right);
  return SUM.includes(operator) ? 'sum' : 'i32';
}

export function refuseOperator(check: Check, node: { start: number; end: number }, operator: string): Kind {
  const instead = OPERATOR_INSTEAD[operator] ?? 'keep to `+ - | & ^ ~ << >>` and comparisons';
  report(check, node, 'operator', `Found \`${operator}\` in ${quote(check, node)}; ${instead}.`);
  return 'unknown';
}

function callKind(check: Check, node: CallExpression): Kind {
  const { callee } = node;
  const args: Expression[] = [];
  for (const arg of node.arguments) {
    if (arg.type === 'SpreadElement') refuseSyntax(check, arg);
    else args.push(arg);
  }
  if (callee.type === 'Identifier') {
    const name = check.names.get(callee.name);
    for (const arg of args) argument(check, arg);
    if (name?.is === 'function') return name.returns;
  } else if (callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && !callee.computed) {
    const member = callee.property.type === 'Identifier' ? callee.property.name : '';
    if (callee.object.name === 'Atomics' && Object.hasOwn(ATOMICS, member))
      return atomicKind(check, node, member, args);
    if (callee.object.name === 'Math' && member === 'imul' && args.length === 2) {
      for (const arg of args) kindOf(check, arg); // imul wraps its operands itself
      return 'i32';
    }
  }
  const atomics = Object.keys(ATOMICS).join(' ');
  const instead = `call a function of this file, an imported one, Math.imul or Atomics (${atomics})`;
  report(check, node, 'call', `Found the call ${quote(check, node)}; ${instead}.`);
  return 'unknown';
}

function atomicKind(check: Check, node: CallExpression, member: string, args: Expression[]): Kind {
  const { operands, returns } = ATOMICS[member];
  const [words, index, ...values] = args;
  const name = words?.type === 'Identifier' ? check.names.get(words.name) : undefined;
  if (name?.is !== 'local' || name.kind !== 'words' || !index || values.length !== operands) {
    const expected = ['words', 'index', ...['value', 'replacement'].slice(0, operands)].join(', ');
    report(
      check,
      node,
      'call',
      `Found ${quote(check, node)}; write \`Atomics.${member}(${expected})\` on a Words parameter.`,
    );
    return returns;
  }
  kindOf(check, index);
  for (const value of values) exactValue(check, value);
  return returns;
}

function argument(check: Check, node: Expression): void {
  const name = node.type === 'Identifier' ? check.names.get(node.name) : undefined;
  if (name?.is !== 'local' || name.kind !== 'words') exactValue(check, node);
}
