/** What a statement or expression does to shared words, by its syntax alone. */
import type { AnyNode, CallExpression, Expression, MemberExpression } from 'acorn';
import { nodesOf } from './nodes.ts';

/** Hints to the scheduler: no thread can see whether one was there. */
const SPIN_HINTS = new Set(['pause', 'relax']);
const WAKE = 'wake';
const PARK = 'park';

export interface AtomicCall {
  readonly node: CallExpression;
  /** `load`, `compareExchange` … */
  readonly operation: string;
  readonly words: Expression;
  readonly index: Expression;
  /** Operands behind the index. */
  readonly values: readonly Expression[];
}

/** `Atomics.name(words, index, …)`, or `null`. */
export function atomicCall(node: AnyNode): AtomicCall | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null;
  const { object, property } = node.callee;
  if (object.type !== 'Identifier' || object.name !== 'Atomics' || property.type !== 'Identifier') return null;
  const [words, index, ...values] = node.arguments as Expression[];
  return { node, operation: property.name, words, index, values };
}

/** `words[index]`. */
export function isWord(node: AnyNode): node is MemberExpression {
  return node.type === 'MemberExpression' && node.computed;
}

/** Name and arguments of a call of a function, or `null`. */
export function namedCall(node: AnyNode): { name: string; args: readonly Expression[] } | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return null;
  return { name: node.callee.name, args: node.arguments as Expression[] };
}

export function isWake(node: AnyNode): boolean {
  return namedCall(node)?.name === WAKE;
}

export function isPark(node: AnyNode): boolean {
  return namedCall(node)?.name === PARK;
}

export interface Accesses {
  /** Reads or writes words without `Atomics`. */
  readonly readsPlainly: boolean;
  readonly writesPlainly: boolean;
  readonly loads: boolean;
  /** Changes a word by `Atomics`, or calls a function that may: any that is no hint and gets words. */
  readonly changes: boolean;
  readonly wakes: boolean;
}

/** @param fixedWords - names of words that nobody writes any more: to read them is no access. */
export function accessesOf(root: AnyNode, fixedWords: ReadonlySet<string> = new Set()): Accesses {
  const found = { readsPlainly: false, writesPlainly: false, loads: false, changes: false, wakes: false };
  for (const { node, ancestors } of nodesOf(root)) {
    const parent = ancestors.at(-1);
    const atomic = atomicCall(node);
    const call = namedCall(node);
    if (atomic?.operation === 'load') found.loads = true;
    else if (atomic) found.changes = true;
    else if (isWake(node)) found.wakes = true;
    else if (call && !SPIN_HINTS.has(call.name) && call.args.some(isWordsParameter)) found.changes = true;
    else if (isWord(node) && parent?.type === 'AssignmentExpression' && parent.left === node)
      found.writesPlainly = true;
    else if (isWord(node) && !isNamed(node.property, fixedWords)) found.readsPlainly = true;
  }
  return found;
}

function isNamed(index: AnyNode, names: ReadonlySet<string>): boolean {
  return index.type === 'Identifier' && names.has(index.name);
}

/** The dialect passes words on by name, and calls them so. */
function isWordsParameter(node: Expression): boolean {
  return node.type === 'Identifier' && /^(?:words|into|from)$/.test(node.name);
}
