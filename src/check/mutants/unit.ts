/**
 * What one thread can notice: a random script of calls, made of the original and of the mutant, must yield the same results. Stands for
 * the single-threaded conformance checks, in JavaScript and within milliseconds.
 *
 * Kinds whose functions wait for other threads have no script; a mutant that waits for ever is noticed by whoever waits for this.
 */
import type { AnySubject, CounterSpec, Kind, LockSpec, RecordRingSpec, RingSpec, Words } from '../../contract.ts';
import { createRandom, type Random } from '../../stats/random.ts';

const SCRIPTS = 12;
const CALLS = 200;
/** Words behind a structure: what is written there was meant for somebody else. */
const GUARD_WORDS = 64;

/** A script: makes its calls, and notes every result. */
type Script<S> = (spec: S, random: Random, note: (value: number | boolean) => void) => void;

/** Do the two differ for one thread? */
export function differsAlone(original: AnySubject, mutant: AnySubject): boolean {
  const script = SCRIPT_OF[original.kind] as Script<AnySubject> | undefined;
  if (!script) return false;
  for (let seed = 1; seed <= SCRIPTS; seed++)
    if (resultsOf(script, original, seed) !== resultsOf(script, mutant, seed)) return true;
  return false;
}

function resultsOf(script: Script<AnySubject>, spec: AnySubject, seed: number): string {
  const results: (number | boolean | string)[] = [];
  try {
    script(spec, createRandom(seed), (value) => results.push(value));
  } catch (error) {
    results.push((error as Error).name);
  }
  return results.join();
}

/** Words of a structure, zeroed, with the guard behind them. */
function guarded(sizeWords: number): Words {
  return new Int32Array(new SharedArrayBuffer(4 * (sizeWords + GUARD_WORDS)));
}

function guardIsKept(words: Words): boolean {
  return words.subarray(-GUARD_WORDS).every((word) => word === 0);
}

const ring: Script<RingSpec> = (spec, random, note) => {
  const capacity = pick(random, [2, 4, 8]);
  const consumers = spec.delivery === 'all' ? 2 : 1;
  const words = guarded(spec.sizeWords(capacity, consumers));
  const start = pick(random, [0, 2 ** 31 - capacity, -capacity]);
  for (const name of spec.freeRunning) words[spec.layout[name]] = start;
  spec.init(words, capacity, consumers);
  const items = new Int32Array(2 * capacity);
  for (let call = 0; call < CALLS; call++) {
    const consumer = random.below(consumers);
    const count = random.below(capacity + 3) - 1;
    items.forEach((_, i) => {
      items[i] = 100 * call + i;
    });
    note(
      pick(random, [
        () => spec.tryPush(words, 0, call),
        () => spec.tryPop(words, consumer, items, 1),
        () => spec.pushMany(words, 0, items, 1, count),
        () => spec.popMany(words, consumer, items, 1, count),
        () => spec.size(words),
        () => spec.flush(words, 0) ?? 0,
      ])(),
    );
    items.forEach(note);
  }
  note(guardIsKept(words));
};

const recordRing: Script<RecordRingSpec> = (spec, random, note) => {
  const capacityBytes = pick(random, [64, 128, 256]);
  const words = guarded(spec.sizeWords(capacityBytes));
  spec.init(words, capacityBytes);
  const most = spec.maxMessageBytes(words);
  note(most);
  const open: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    note(spec.size(words));
    const what = random.below(3);
    if (what === 0) {
      const length = random.below(most + 3) - 1;
      const payload = spec.claim(words, 0, length);
      note(payload);
      for (let i = 0; i < length >> 2 && payload >= 0; i++) words[payload + i] = 1000 * call + i;
      if (payload >= 0) open.push(payload);
    } else if (what === 1 && open.length > 0) {
      const [payload] = open.splice(random.below(open.length), 1);
      if (random.below(4) === 0) spec.abort(words, 0, payload);
      else spec.commit(words, 0, payload);
    } else {
      const payload = spec.peek(words, 0);
      note(payload);
      if (payload < 0) continue;
      const length = spec.lengthBytes(words, payload);
      note(length);
      for (let i = 0; i < length >> 2; i++) note(words[payload + i]);
      spec.release(words, 0);
    }
  }
  note(guardIsKept(words));
};

/** One thread in the role of three: whoever finds the lock held does not wait for it, or not for long. */
const lock: Script<LockSpec> = (spec, random, note) => {
  const threads = 3;
  const words = guarded(spec.sizeWords(threads));
  spec.init?.(words, threads);
  for (let self = 0; self < threads; self++) spec.setNode?.(words, self, random.below(8));
  let holder = -1;
  for (let call = 0; call < CALLS; call++) {
    const self = random.below(threads);
    const timeoutUs = random.below(3) - 1;
    if (holder < 0) {
      const result = pick(random, [
        () => spec.lock(words, self),
        () => spec.tryLock?.(words, self) ?? spec.lock(words, self),
        () => spec.lockFor?.(words, self, timeoutUs) ?? spec.lock(words, self),
      ])();
      note(result);
      if (result !== false) holder = self;
      continue;
    }
    const isRefused = self !== holder || spec.detects === 'owner';
    if (spec.tryLock && isRefused) note(spec.tryLock(words, self));
    if (spec.lockFor && isRefused) note(spec.lockFor(words, self, timeoutUs));
    if (spec.detects === 'owner') note(self === holder ? spec.lock(words, self) : spec.unlock(words, self));
    if (spec.ownerDied) note(spec.ownerDied(words));
    if (random.below(2) === 0) spec.repaired?.(words, self);
    if (spec.abandon && self !== holder) note(spec.abandon(words, self));
    note(spec.abandon && random.below(2) === 0 ? spec.abandon(words, holder) : spec.unlock(words, holder));
    holder = -1;
  }
  note(guardIsKept(words));
};

const counter: Script<CounterSpec> = (spec, random, note) => {
  const threads = pick(random, [1, 2, 3, 8, 100]);
  const words = guarded(spec.sizeWords(threads));
  spec.init?.(words, threads);
  for (let call = 0; call < CALLS; call++) {
    note(spec.add(words, random.below(threads), random.below(2 ** 31)));
    note(spec.read(words));
  }
  note(guardIsKept(words));
};

const SCRIPT_OF: { readonly [K in Kind]?: Script<Extract<AnySubject, { kind: K }>> } = {
  ring,
  'record-ring': recordRing,
  lock,
  counter,
};

function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[random.below(choices.length)];
}
