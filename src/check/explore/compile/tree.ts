/**
 * A pure expression of a thread: constants, variables and JavaScript's own operators. It touches no memory, so it may be evaluated
 * at any time before one of its variables changes.
 */

/** A local, a parameter or a temporary of one inlined function. Its identity is the object. */
export interface Variable {
  readonly name: string;
  /** Assigned once, where it is declared: other names for its value need no copy. */
  readonly isFixed: boolean;
}

export type Tree =
  | { readonly is: 'constant'; readonly value: number }
  | { readonly is: 'variable'; readonly variable: Variable }
  | { readonly is: 'operation'; readonly operator: Operator; readonly operands: readonly Tree[] };

interface Meaning {
  readonly of: (a: number, b: number, c: number) => number | boolean;
  readonly text: (a: string, b: string, c: string) => string;
}

function infix(operator: string, of: Meaning['of']): Meaning {
  return { of, text: (a, b) => `(${a} ${operator} ${b})` };
}

/** The dialect's operators as JavaScript has them. */
const OPERATORS = {
  '+': infix('+', (a, b) => a + b),
  '-': infix('-', (a, b) => a - b),
  '*': infix('*', (a, b) => a * b),
  '/': infix('/', (a, b) => a / b),
  '|': infix('|', (a, b) => a | b),
  '&': infix('&', (a, b) => a & b),
  '^': infix('^', (a, b) => a ^ b),
  '<<': infix('<<', (a, b) => a << b),
  '>>': infix('>>', (a, b) => a >> b),
  '<': infix('<', (a, b) => a < b),
  '>': infix('>', (a, b) => a > b),
  '<=': infix('<=', (a, b) => a <= b),
  '>=': infix('>=', (a, b) => a >= b),
  '===': infix('===', (a, b) => a === b),
  '!==': infix('!==', (a, b) => a !== b),
  '&&': infix('&&', (a, b) => a && b),
  '||': infix('||', (a, b) => a || b),
  '!': { of: (a) => !a, text: (a) => `!${a}` },
  '~': { of: (a) => ~a, text: (a) => `~${a}` },
  negate: { of: (a) => -a, text: (a) => `(-${a})` },
  imul: { of: (a, b) => Math.imul(a, b), text: (a, b) => `Math.imul(${a}, ${b})` },
  choose: { of: (test, a, b) => (test ? a : b), text: (test, a, b) => `(${test} ? ${a} : ${b})` },
} satisfies Record<string, Meaning>;

export type Operator = keyof typeof OPERATORS;

export function isOperator(name: string): name is Operator {
  return Object.hasOwn(OPERATORS, name);
}

export function constant(value: number | boolean): Tree {
  return { is: 'constant', value: Number(value) + 0 }; // no -0: an i32 has none
}

export function read(variable: Variable): Tree {
  return { is: 'variable', variable };
}

/** An operation, worked out here where its operands are known. */
export function operation(operator: Operator, ...operands: readonly Tree[]): Tree {
  const [first, second, third] = operands;
  if (first.is === 'constant') {
    if (operator === 'choose') return first.value ? second : third;
    if (operator === '&&') return first.value ? second : first;
    if (operator === '||') return first.value ? first : second;
    const values = operands.map((one) => (one.is === 'constant' ? one.value : Number.NaN));
    if (operands.every((one) => one.is === 'constant'))
      return constant(OPERATORS[operator].of(values[0], values[1], values[2]));
  }
  return { is: 'operation', operator, operands };
}

/** JavaScript for it. `place` says where a variable is kept. */
export function treeText(tree: Tree, place: (variable: Variable) => string): string {
  if (tree.is === 'constant') return tree.value < 0 ? `(${tree.value})` : `${tree.value}`;
  if (tree.is === 'variable') return place(tree.variable);
  const isStrict = tree.operator === '===' || tree.operator === '!==';
  const [a, b, c] = tree.operands.map((one) => (isStrict && mayBeBoolean(one) ? '+' : '') + treeText(one, place));
  return OPERATORS[tree.operator].text(a, b, c);
}

const ARITHMETIC: readonly Operator[] = ['+', '-', '*', '/', '|', '&', '^', '<<', '>>', '~', 'negate', 'imul'];

/** Booleans are 0 and 1 in variables, but true and false while an expression is evaluated: `===` must take both for the same. */
function mayBeBoolean(tree: Tree): boolean {
  return tree.is === 'operation' && !ARITHMETIC.includes(tree.operator);
}

/** Adds the variables that a tree reads. */
export function collectVariables(tree: Tree, into: Set<Variable>): void {
  if (tree.is === 'variable') into.add(tree.variable);
  else if (tree.is === 'operation') for (const one of tree.operands) collectVariables(one, into);
}
