/** Accesses to words: steps where the memory is shared, instructions where it is the thread's own. */
import type { Node } from 'acorn';
import { OP } from '../thread-code.ts';
import { NOTHING } from './flow.ts';
import { type Lowering, type Memory, originOf, type Scope, step, temporary } from './lowering.ts';
import { type Operator, operation, read, type Tree } from './tree.ts';

/** An access as it is written: whose names it uses, and where it stands. */
export interface Access {
  readonly scope: Scope;
  readonly node: Node;
  readonly memory: Memory;
  readonly index: Tree;
}

export function readWord(lowering: Lowering, access: Access): Tree {
  if (access.memory.is === 'region') return shared(lowering, access, OP.READ);
  return loadPrivate(lowering, access);
}

export function writeWord(lowering: Lowering, access: Access, value: Tree): void {
  if (access.memory.is === 'region') shared(lowering, access, OP.WRITE, value);
  else storePrivate(lowering, access, value);
}

/** What becomes of a word by an atomic of its old value and the operand. */
const UPDATES: Readonly<Record<string, { readonly op: number; readonly operator?: Operator }>> = {
  add: { op: OP.ADD, operator: '+' },
  sub: { op: OP.SUB, operator: '-' },
  and: { op: OP.AND, operator: '&' },
  or: { op: OP.OR, operator: '|' },
  xor: { op: OP.XOR, operator: '^' },
  exchange: { op: OP.EXCHANGE },
};

/** `Atomics.<name>(words, index, …operands)`; null: there is no such operation, or it yields nothing (`store`). */
export function atomic(lowering: Lowering, access: Access, name: string, operands: readonly Tree[]): Tree | null {
  const [a = NOTHING, b = NOTHING] = operands;
  const isShared = access.memory.is === 'region';
  if (name === 'load') return isShared ? shared(lowering, access, OP.LOAD) : loadPrivate(lowering, access);
  if (name === 'store') {
    if (isShared) shared(lowering, access, OP.STORE, a);
    else storePrivate(lowering, access, a);
    return null;
  }
  if (name === 'compareExchange') {
    if (isShared) return shared(lowering, access, OP.COMPARE_EXCHANGE, a, b);
    const old = loadPrivate(lowering, access);
    storePrivate(lowering, access, operation('choose', operation('===', old, a), b, old));
    return old;
  }
  if (!Object.hasOwn(UPDATES, name)) return null;
  const { op, operator } = UPDATES[name];
  if (isShared) return shared(lowering, access, op, a);
  const old = loadPrivate(lowering, access);
  storePrivate(lowering, access, operator ? operation(operator, old, a) : a);
  return old;
}

const YIELDS_NOTHING: readonly number[] = [OP.WRITE, OP.STORE];

/** A step on a shared word. */
export function shared(
  lowering: Lowering,
  { scope, node, memory, index }: Access,
  op: number,
  a: Tree = NOTHING,
  b: Tree = NOTHING,
): Tree {
  const region = memory.is === 'region' ? memory : null;
  const result = YIELDS_NOTHING.includes(op) ? null : temporary('found');
  const origin = originOf(lowering, scope, node, region?.name);
  step(lowering, { op, region: region?.placed ?? null, index, a, b, result, ...origin });
  return result ? read(result) : NOTHING;
}

/** A step that has no address. */
export function stepAlone(lowering: Lowering, scope: Scope, node: Node, op: number): Tree {
  const result = op === OP.NOW ? temporary('now') : null;
  step(lowering, {
    op,
    region: null,
    index: NOTHING,
    a: NOTHING,
    b: NOTHING,
    result,
    ...originOf(lowering, scope, node),
  });
  return result ? read(result) : NOTHING;
}

function loadPrivate(lowering: Lowering, { scope, node, index }: Access): Tree {
  const to = temporary('own');
  lowering.at.instructions.push({ does: 'load', to, index, ...originOf(lowering, scope, node) });
  return read(to);
}

function storePrivate(lowering: Lowering, { scope, node, index }: Access, value: Tree): void {
  lowering.at.instructions.push({ does: 'store', index, value, ...originOf(lowering, scope, node) });
}
