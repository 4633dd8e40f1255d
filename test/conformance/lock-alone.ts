/** Scripts for one thread that calls a lock under every number below `threads`. It throws an AssertionError where it sees a violation. */
import assert from 'node:assert/strict';
import type { LockSpec } from '../../src/contract.ts';
import { open } from './place.ts';
import type { Place } from './team.ts';

/** With what the check that calls the script has made sure of. */
export type FullLock = LockSpec & Required<Pick<LockSpec, OptionalFunction>>;
type OptionalFunction = 'tryLock' | 'lockFor' | 'setNode' | 'abandon' | 'ownerDied' | 'repaired';

export interface Rounds {
  readonly rounds: number;
}

/** Nothing fails, nothing is refused. */
export async function takeAndLeave(place: Place & Rounds, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<LockSpec>(place, steps);
  for (let round = 0; round < place.rounds; round++) {
    for (let self = 0; self < place.threads; self++) {
      for (let again = 0; again < 2; again++) {
        steps[0]++;
        assert.equal(subject.lock(words, self), 0, `lock(${self}) of a free lock, round ${round}, failed tries`);
        assert.equal(subject.unlock(words, self), true, `unlock(${self}) by the holder, round ${round}`);
      }
    }
  }
}

/** tryLock succeeds if and only if the lock is free, and a failed one leaves nothing behind. */
export async function tryInTurn(place: Place & Rounds, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<FullLock>(place, steps);
  const { threads } = place;
  for (let round = 0; round < place.rounds; round++) {
    const holder = round % threads;
    if (round % 2 === 1) assert.equal(subject.tryLock(words, holder), true, `tryLock(${holder}) of a free lock`);
    else subject.lock(words, holder);
    for (let i = 1; i < threads; i++) {
      steps[0]++;
      const other = (holder + i) % threads;
      assert.equal(subject.tryLock(words, other), false, `tryLock(${other}) while ${holder} holds the lock`);
    }
    subject.unlock(words, holder);
  }
}

const TIMEOUTS_US = [0, 30, 200, 2000];
/** Clocks are read at different places, in whole microseconds. */
const EARLY_US = 50;

/** A wait that ends in vain lasts as long as asked, and leaves nothing behind. */
export async function waitInVain(place: Place & Rounds, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<FullLock>(place, steps);
  const { threads, rounds } = place;
  for (let round = 0; round < rounds; round++) {
    const holder = round % threads;
    const timeoutUs = TIMEOUTS_US[round % TIMEOUTS_US.length];
    assert.equal(subject.lockFor(words, holder, timeoutUs), true, `lockFor(${holder}, ${timeoutUs}) of a free lock`);
    // Twice each: what a wait has left behind may be in the way of the thread's next.
    for (let i = 1; i < 2 * threads; i++) {
      const other = (holder + i) % threads;
      if (other === holder) continue;
      steps[0]++;
      const start = performance.now();
      assert.equal(subject.lockFor(words, other, timeoutUs), false, `lockFor(${other}) while ${holder} holds the lock`);
      const tookUs = (performance.now() - start) * 1000;
      assert(tookUs > timeoutUs - EARLY_US, `lockFor(${other}, ${timeoutUs}) gave up after ${Math.round(tookUs)} µs`);
    }
    assert.equal(subject.unlock(words, holder), true, `unlock(${holder}) by the holder`);
    const next = (holder + 1 + (round % 2)) % threads;
    subject.lock(words, next);
    subject.unlock(words, next);
  }
}

/** What nobody holds cannot be left, and the attempt changes nothing. */
export async function unlockFree(place: Place & Rounds, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<LockSpec>(place, steps);
  const { threads } = place;
  for (let round = 0; round < place.rounds; round++) {
    steps[0]++;
    const holder = round % threads;
    for (let self = 0; self < threads; self++)
      assert.equal(subject.unlock(words, self), false, `unlock(${self}) of a free lock, round ${round}`);
    assert.equal(subject.lock(words, holder), 0, `lock(${holder}) after unlocking a free lock, failed tries`);
    const other = (holder + 1) % threads;
    if (subject.tryLock) assert.equal(subject.tryLock(words, other), false, `tryLock(${other}) of a held lock`);
    assert.equal(subject.unlock(words, holder), true, `unlock(${holder}) by the holder, round ${round}`);
  }
}

/** Who does not hold it cannot leave, and who holds it cannot lock again; the attempts change nothing. */
export async function actAsAnother(place: Place & Rounds, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<LockSpec>(place, steps);
  const { threads } = place;
  for (let round = 0; round < place.rounds; round++) {
    steps[0]++;
    const holder = round % threads;
    subject.lock(words, holder);
    for (let again = 0; again < 2; again++) {
      for (let i = 1; i < threads; i++) {
        const other = (holder + i) % threads;
        assert.equal(subject.unlock(words, other), false, `unlock(${other}) while ${holder} holds the lock`);
        if (subject.tryLock) assert.equal(subject.tryLock(words, other), false, `tryLock(${other}) of a held lock`);
      }
      assert.equal(subject.lock(words, holder), -1, `lock(${holder}) by the holder`);
    }
    assert.equal(subject.unlock(words, holder), true, `unlock(${holder}) by the holder, round ${round}`);
  }
}

/** A holder that is said to be dead makes room, and the next ones know until somebody repairs. */
export async function outliveInTurn(place: Place, steps: Int32Array): Promise<void> {
  const { subject, words } = await open<FullLock>(place, steps);
  const [bystander, survivor] = [place.threads - 2, place.threads - 1];
  for (let dead = 0; dead < bystander; dead++) {
    steps[0]++;
    subject.lock(words, dead);
    assert.equal(subject.ownerDied(words), false, 'ownerDied before anybody died');
    assert.equal(subject.abandon(words, bystander), false, `abandon(${bystander}) while ${dead} holds the lock`);
    assert.equal(subject.abandon(words, dead), true, `abandon(${dead}), who held the lock`);
    assert.equal(subject.abandon(words, dead), false, `abandon(${dead}) for the second time`);
    for (let visit = 0; visit < 3; visit++) {
      assert.notEqual(subject.lock(words, survivor), -1, `lock(${survivor}) after the holder's death`);
      assert.equal(subject.ownerDied(words), visit < 2, `ownerDied on visit ${visit}, repaired in the second`);
      if (visit === 1) {
        subject.repaired(words, survivor);
        assert.equal(subject.ownerDied(words), false, 'ownerDied after repaired');
      }
      assert.equal(subject.unlock(words, survivor), true, `unlock(${survivor}) by the holder`);
    }
  }
}
