/** Comparisons that are turned round or off by one. */
import type { AnyNode, BinaryExpression, Expression } from 'acorn';
import { isWord } from '../accesses.ts';
import { type KernelFile, nodesInFunctions, textOf, within } from '../kernel-file.ts';
import { instead, type Operator } from '../mutant.ts';
import { isConstant, off } from './value.ts';

const NEGATED: Readonly<Record<string, string>> = { '===': '!==', '!==': '===' };
const WITH_ITS_BOUND: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const BY_SIZE: Readonly<Record<string, string>> = { '===': '<=', '!==': '>' };
/** The other way than WITH_ITS_BOUND moves the bound. */
const BOUND_STEP: Readonly<Record<string, number>> = { '<': -1, '<=': 1, '>': 1, '>=': -1 };

const negate: Operator = {
  name: 'negate-equality',
  killers: ['explorer', 'linearizability', 'unit'],
  *changes(file) {
    for (const { node } of comparisons(file, NEGATED)) yield instead(node, withOperator(file, node, NEGATED));
  },
};

/** `<` ↔ `<=`, `>` ↔ `>=`: full and empty taken for each other at the edge. A tunable is right whatever its value. */
const shiftBound: Operator = {
  name: 'shift-bound',
  killers: ['explorer', 'linearizability', 'unit'],
  *changes(file) {
    for (const { node, ancestors } of comparisons(file, WITH_ITS_BOUND)) {
      if (isTuned(file, node.right)) continue;
      if (!isClamp(file, node, ancestors.at(-1))) yield instead(node, withOperator(file, node, WITH_ITS_BOUND));
      if (node.left.type === 'PrivateIdentifier') continue;
      yield within(file, node, node.right, operand(off(file, node.right, BOUND_STEP[node.operator])));
    }
  },
};

/** `ticket === serving` → `ticket <= serving`: right until the numbers wrap. States are compared with constants and do not wrap. */
const compareBySize: Operator = {
  name: 'compare-by-size',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node } of comparisons(file, BY_SIZE))
      if (!isConstant(file, node.left) && !isConstant(file, node.right))
        yield instead(node, withOperator(file, node, BY_SIZE));
  },
};

/** `words[SPINS]`, or `spins` after `const spins = words[SPINS]`. */
function isTuned({ uses }: KernelFile, node: Expression): boolean {
  const name = isWord(node) ? node.property : node;
  return name.type === 'Identifier' && uses.tunables.has(name.name);
}

/** `… | 0` binds less than a comparison. */
function operand(text: string): string {
  return text.includes('|') ? `(${text})` : text;
}

function* comparisons(
  file: KernelFile,
  operators: Readonly<Record<string, string>>,
): Generator<{ node: BinaryExpression; ancestors: readonly AnyNode[] }> {
  for (const { node, ancestors } of nodesInFunctions(file))
    if (node.type === 'BinaryExpression' && node.operator in operators) yield { node, ancestors };
}

/** `a < b ? a : b`, or part of `a < 0 ? 0 : a > b ? b : a`: where the two are equal, it does not matter which is taken. */
function isClamp(file: KernelFile, { left, right }: BinaryExpression, parent?: AnyNode): boolean {
  if (parent?.type !== 'ConditionalExpression') return false;
  const operands = [left, right].map((node) => textOf(file, node));
  let { alternate } = parent;
  while (alternate.type === 'ConditionalExpression') alternate = alternate.alternate;
  return [parent.consequent, alternate].every((node) => operands.includes(textOf(file, node)));
}

function withOperator(file: KernelFile, node: BinaryExpression, other: Readonly<Record<string, string>>): string {
  const text = textOf(file, node);
  // Comments are spaces here, so that what is found is the operator.
  const code = file.source.uncommented.slice(node.left.end, node.right.start);
  const at = node.left.end - node.start + code.indexOf(node.operator);
  return text.slice(0, at) + other[node.operator] + text.slice(at + node.operator.length);
}

export const COMPARISONS: readonly Operator[] = [negate, shiftBound, compareBySize];
