/** How each kind of subject is stressed. */
import type { AnySubject, Kind } from '../../contract.ts';
import barrier from './kinds/barrier.ts';
import condition from './kinds/condition.ts';
import counter from './kinds/counter.ts';
import delegation from './kinds/delegation.ts';
import deque from './kinds/deque.ts';
import eventcount from './kinds/eventcount.ts';
import latch from './kinds/latch.ts';
import lock from './kinds/lock.ts';
import map from './kinds/map.ts';
import once from './kinds/once.ts';
import recordRing from './kinds/record-ring.ts';
import register from './kinds/register.ts';
import ring from './kinds/ring.ts';
import rwlock from './kinds/rwlock.ts';
import semaphore from './kinds/semaphore.ts';
import signal from './kinds/signal.ts';
import stack from './kinds/stack.ts';
import type { StressedKind } from './scene.ts';

const STRESSED: { readonly [K in Kind]?: StressedKind<Extract<AnySubject, { kind: K }>> } = {
  ring,
  'record-ring': recordRing,
  lock,
  rwlock,
  counter,
  barrier,
  register,
  eventcount,
  semaphore,
  condition,
  latch,
  once,
  delegation,
  deque,
  map,
  signal,
  stack,
};

/** Why there is nothing to stress. */
const NOTHING_SHARED: Readonly<Record<string, string>> = {
  operation: 'one instruction: see litmus',
  walk: 'one thread walks',
};

/** How to stress a subject, or a reason why it is not. */
export function stressedKind(spec: AnySubject): StressedKind | string {
  if (spec.peer) return 'it keeps its state outside the words';
  const kind = STRESSED[spec.kind] as StressedKind | undefined;
  if (!kind) return NOTHING_SHARED[spec.kind] ?? `the kind ${spec.kind} has no stress rounds`;
  return kind.refuses(spec) ?? kind;
}
