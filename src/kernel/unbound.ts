/**
 * What `#subject` means outside a cell: the types of every kind's functions, and a refusal to run.
 * In a measuring thread the crew binds `#subject` to the subject's file; in WebAssembly the builder does.
 */
import type {
  BarrierSpec,
  ConditionSpec,
  CounterSpec,
  DelegationSpec,
  DequeSpec,
  EventcountSpec,
  LatchSpec,
  LockSpec,
  MapSpec,
  OnceSpec,
  OperationSpec,
  RecordRingSpec,
  RegisterSpec,
  RingSpec,
  RwLockSpec,
  SemaphoreSpec,
  SignalSpec,
  StackSpec,
  WalkSpec,
} from '../contract.ts';

function unbound(): never {
  throw new Error('Expected #subject to be bound by a crew, found none: run this scenario through a lab.');
}

export const tryPush: RingSpec['tryPush'] = unbound;
export const tryPop: RingSpec['tryPop'] = unbound;
export const pushMany: RingSpec['pushMany'] = unbound;
export const popMany: RingSpec['popMany'] = unbound;
export const flush: RingSpec['flush'] = unbound;
export const size: RingSpec['size'] = unbound;

export const maxMessageBytes: RecordRingSpec['maxMessageBytes'] = unbound;
export const claim: RecordRingSpec['claim'] = unbound;
export const commit: RecordRingSpec['commit'] = unbound;
export const abort: RecordRingSpec['abort'] = unbound;
export const peek: RecordRingSpec['peek'] = unbound;
export const lengthBytes: RecordRingSpec['lengthBytes'] = unbound;
export const release: RecordRingSpec['release'] & SemaphoreSpec['release'] = unbound;

export const lock: LockSpec['lock'] = unbound;
export const unlock: LockSpec['unlock'] = unbound;
export const tryLock: NonNullable<LockSpec['tryLock']> = unbound;
export const lockFor: NonNullable<LockSpec['lockFor']> = unbound;
export const abandon: NonNullable<LockSpec['abandon']> = unbound;
export const ownerDied: NonNullable<LockSpec['ownerDied']> = unbound;
export const repaired: NonNullable<LockSpec['repaired']> = unbound;

export const add: CounterSpec['add'] = unbound;
export const read: CounterSpec['read'] = unbound;

export const arriveAndWait: BarrierSpec['arriveAndWait'] = unbound;

export const advance: EventcountSpec['advance'] = unbound;
export const awaitCount: NonNullable<EventcountSpec['awaitCount']> = unbound;
export const whenCount: NonNullable<EventcountSpec['whenCount']> = unbound;

export const readLock: RwLockSpec['readLock'] = unbound;
export const readUnlock: RwLockSpec['readUnlock'] = unbound;
export const writeLock: RwLockSpec['writeLock'] = unbound;
export const writeUnlock: RwLockSpec['writeUnlock'] = unbound;

export const readInto: RegisterSpec['readInto'] = unbound;
export const writeFrom: RegisterSpec['writeFrom'] = unbound;

export const acquire: SemaphoreSpec['acquire'] = unbound;
export const tryAcquire: SemaphoreSpec['tryAcquire'] = unbound;

export const prepareWait: ConditionSpec['prepareWait'] = unbound;
export const awaitNotified: ConditionSpec['awaitNotified'] = unbound;
export const notifyOne: ConditionSpec['notifyOne'] = unbound;
export const notifyAll: ConditionSpec['notifyAll'] = unbound;

export const countDown: LatchSpec['countDown'] = unbound;
export const awaitOpen: LatchSpec['awaitOpen'] = unbound;
export const isOpen: LatchSpec['isOpen'] = unbound;

export const begin: OnceSpec['begin'] = unbound;
export const complete: OnceSpec['complete'] = unbound;
export const giveUp: OnceSpec['giveUp'] = unbound;

export const push: StackSpec['push'] = unbound;
export const pop: StackSpec['pop'] = unbound;

export const pushBottom: DequeSpec['pushBottom'] = unbound;
export const popBottom: DequeSpec['popBottom'] = unbound;
export const steal: DequeSpec['steal'] = unbound;

export const get: MapSpec['get'] = unbound;
export const put: MapSpec['put'] = unbound;
export const remove: MapSpec['remove'] = unbound;

export const execute: DelegationSpec['execute'] = unbound;
export const serve: NonNullable<DelegationSpec['serve']> = unbound;

export const passTurn: SignalSpec['passTurn'] = unbound;

export const apply: OperationSpec['apply'] = unbound;

export const walk: WalkSpec['walk'] = unbound;
