/**
 * What subjects and scenarios are. Everyone imports this file; the specs of the kinds are in contracts/.
 *
 * A subject is one algorithm in one file of the kernel dialect (docs/guide/dialect.md): plain functions over
 * `words` and 32-bit integers, run as JavaScript and compiled to WebAssembly from the same source.
 */

import type { DelegationSpec } from './contracts/delegation.ts';
import type { LockSpec, RwLockSpec } from './contracts/locks.ts';
import type { OperationSpec, SignalSpec, WalkSpec } from './contracts/probes.ts';
import type { RecordRingSpec, RingSpec } from './contracts/rings.ts';
import type { CounterSpec, RegisterSpec } from './contracts/shared-values.ts';
import type { DequeSpec, MapSpec, StackSpec } from './contracts/structures.ts';
import type {
  BarrierSpec,
  ConditionSpec,
  EventcountSpec,
  LatchSpec,
  OnceSpec,
  SemaphoreSpec,
} from './contracts/synchronizers.ts';

export type * from './contracts/delegation.ts';
export type * from './contracts/locks.ts';
export type * from './contracts/probes.ts';
export type * from './contracts/rings.ts';
export type * from './contracts/scenario.ts';
export type * from './contracts/shared-values.ts';
export type * from './contracts/structures.ts';
export type * from './contracts/subject.ts';
export type * from './contracts/synchronizers.ts';

export type AnySubject =
  | RingSpec
  | RecordRingSpec
  | LockSpec
  | RwLockSpec
  | CounterSpec
  | RegisterSpec
  | BarrierSpec
  | EventcountSpec
  | SemaphoreSpec
  | ConditionSpec
  | LatchSpec
  | OnceSpec
  | StackSpec
  | DequeSpec
  | MapSpec
  | DelegationSpec
  | SignalSpec
  | OperationSpec
  | WalkSpec;
export type Kind = AnySubject['kind'];
