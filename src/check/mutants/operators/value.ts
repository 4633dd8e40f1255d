/** Values that are off by one: what is stored, expected, desired. */
import type { AnyNode, AssignmentExpression, Expression, FunctionDeclaration } from 'acorn';
import { atomicCall, isWord } from '../accesses.ts';
import { type KernelFile, nodesInFunctions, textOf, within } from '../kernel-file.ts';
import type { Operator } from '../mutant.ts';

/**
 * What may stand in place of `node` by mistake: of a constant that names a state the state before and after it, where there is one;
 * of another number one more and one less; of anything else one more.
 */
export function wrongValues(file: KernelFile, node: Expression): string[] {
  const { states } = file.uses;
  if (node.type === 'Identifier' && states.has(node.name)) {
    const value = states.get(node.name) ?? 0;
    const neighbours = [value + 1, value - 1].map((next) => [...states].find(([, one]) => one === next)?.[0]);
    return neighbours.filter((name) => name !== undefined);
  }
  return (isConstant(file, node) ? [1, -1] : [1]).map((by) => off(file, node, by));
}

const stored: Operator = {
  name: 'stored-value',
  killers: ['explorer', 'linearizability', 'unit'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const call = atomicCall(node);
      const isStore = call && ['store', 'exchange', 'add', 'sub'].includes(call.operation);
      if (isStore)
        for (const wrong of wrongValues(file, call.values[0])) yield within(file, node, call.values[0], wrong);
    }
  },
};

const storedPlainly: Operator = {
  name: 'plainly-stored-value',
  killers: ['explorer', 'linearizability', 'unit'],
  *changes(file) {
    for (const { node, ancestors } of nodesInFunctions(file)) {
      if (node.type !== 'AssignmentExpression' || !isWord(node.left) || writesTunable(file, node)) continue;
      // A mask that init works out may be too large as well as too small.
      const inInit = (ancestors[0] as FunctionDeclaration).id.name === 'init';
      const wrong = inInit ? [1, -1].map((by) => off(file, node.right, by)) : wrongValues(file, node.right);
      for (const text of wrong) yield within(file, node, node.right, text);
    }
  },
};

const expected: Operator = {
  name: 'expected-value',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const call = atomicCall(node);
      if (call?.operation !== 'compareExchange') continue;
      for (const wrong of wrongValues(file, call.values[0])) yield within(file, node, call.values[0], wrong);
    }
  },
};

const desired: Operator = {
  name: 'desired-value',
  killers: ['explorer', 'linearizability'],
  *changes(file) {
    for (const { node } of nodesInFunctions(file)) {
      const call = atomicCall(node);
      if (call?.operation !== 'compareExchange') continue;
      for (const wrong of wrongValues(file, call.values[1])) yield within(file, node, call.values[1], wrong);
    }
  },
};

/** The text of `node` plus `by`: `HELD + 1`, `((tail + n) | 0) + 1 | 0`. */
export function off(file: KernelFile, node: Expression, by: number): string {
  const text = textOf(file, node);
  const value = /^-?\d+$/.test(text) ? Number(text) : null;
  if (value !== null) return String(value + by);
  const sum = `${isAtom(node) ? text : `(${text})`} ${by < 0 ? '-' : '+'} ${Math.abs(by)}`;
  return isConstant(file, node) ? sum : `(${sum}) | 0`;
}

export function isConstant(file: KernelFile, node: AnyNode): boolean {
  if (node.type === 'UnaryExpression') return isConstant(file, node.argument);
  return node.type === 'Literal' || (node.type === 'Identifier' && file.constants.has(node.name));
}

function isAtom(node: AnyNode): boolean {
  return node.type === 'Identifier' || node.type === 'Literal' || node.type === 'MemberExpression';
}

/** `words[SPINS] = …`, where the descriptor lets whoever uses the subject choose SPINS. */
export function writesTunable(file: KernelFile, node: AssignmentExpression): boolean {
  const { left } = node;
  return (
    left.type === 'MemberExpression' &&
    left.property.type === 'Identifier' &&
    file.uses.tunables.has(left.property.name)
  );
}

export const VALUES: readonly Operator[] = [stored, storedPlainly, expected, desired];
