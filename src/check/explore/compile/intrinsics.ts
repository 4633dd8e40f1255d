/** Functions of files with a twin, by name: what the dialect cannot say, and the machine does. */
import type { CallExpression } from 'acorn';
import { OP } from '../thread-code.ts';
import { NOTHING, newBlock } from './flow.ts';
import { assign, type Bound, branch, jump, type Lowering, type Memory, once, refuse, type Scope } from './lowering.ts';
import { type Access, readWord, shared, stepAlone, writeWord } from './memory.ts';
import { constant, operation, read, type Tree, type Variable } from './tree.ts';

type Intrinsic = (lowering: Lowering, call: Arguments) => Tree;

/** The arguments of a call, in the order in which they are taken. */
class Arguments {
  readonly scope: Scope;
  readonly node: CallExpression;
  readonly #rest: Bound[];

  constructor(scope: Scope, node: CallExpression, args: readonly Bound[]) {
    this.scope = scope;
    this.node = node;
    this.#rest = [...args];
  }

  value(): Tree {
    const next = this.#rest.shift();
    return next?.is === 'value'
      ? next.value
      : refuse(this.scope, this.node, 'passes words where a number is expected.');
  }

  words(): Memory {
    const next = this.#rest.shift();
    return next?.is === 'words'
      ? next.memory
      : refuse(this.scope, this.node, 'passes a number where words are expected.');
  }

  access(): Access {
    const memory = this.words();
    return { scope: this.scope, node: this.node, memory, index: this.value() };
  }

  /** A word that somebody else can wake a sleeper on. */
  sharedAccess(): Access {
    const access = this.access();
    if (access.memory.is === 'region') return access;
    return refuse(
      this.scope,
      this.node,
      "parks or wakes on a thread's own words: nobody else sees them; use a region.",
    );
  }
}

const NO_TIMEOUT = constant(-1);

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  pause: (lowering, { scope, node }) => stepAlone(lowering, scope, node, OP.PAUSE),
  nowNs: (lowering, { scope, node }) => stepAlone(lowering, scope, node, OP.NOW),
  park(lowering, call) {
    shared(lowering, call.sharedAccess(), OP.WAIT, call.value(), NO_TIMEOUT);
    return NOTHING;
  },
  parkFor(lowering, call) {
    const access = call.sharedAccess();
    const expected = call.value();
    const timeoutUs = call.value();
    // Atomics.wait takes a negative time for none at all.
    const waitedUs = operation('choose', operation('<', timeoutUs, NOTHING), NOTHING, timeoutUs);
    return shared(lowering, access, OP.WAIT, expected, waitedUs);
  },
  wake: (lowering, call) => shared(lowering, call.sharedAccess(), OP.NOTIFY, call.value()),
  copyWords(lowering, call) {
    const to = call.access();
    const from = call.access();
    const count = once(lowering, 'count', call.value());
    const toAt = once(lowering, 'toAt', to.index);
    const fromAt = once(lowering, 'fromAt', from.index);
    const i: Variable = { name: 'i', isFixed: false };
    const test = newBlock();
    const body = newBlock();
    const after = newBlock();
    assign(lowering, i, NOTHING);
    jump(lowering, test, test);
    branch(lowering, operation('<', read(i), count), body, after);
    lowering.at = body;
    const value = readWord(lowering, { ...from, index: operation('+', fromAt, read(i)) });
    writeWord(lowering, { ...to, index: operation('+', toAt, read(i)) }, value);
    assign(lowering, i, operation('+', read(i), constant(1)));
    jump(lowering, test, after);
    return NOTHING;
  },
};

export function callIntrinsic(
  lowering: Lowering,
  scope: Scope,
  node: CallExpression,
  name: string,
  args: readonly Bound[],
): Tree {
  if (Object.hasOwn(INTRINSICS, name)) return INTRINSICS[name](lowering, new Arguments(scope, node, args));
  const known = Object.keys(INTRINSICS).join(' ');
  return refuse(
    scope,
    node,
    `calls ${name}, which is outside the dialect and unknown to the explorer (known: ${known}).`,
  );
}
