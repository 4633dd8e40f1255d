/**
 * Two eventcounts, forth and back: `ping` advances one and waits for the other, `pong` answers. Every 32nd round trip is timed
 * by itself, one reading of the clock included; the mean of all carries 1/32 of that cost.
 */
import { advance, awaitCount } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import type { EventcountSpec, i32, ScenarioSpec, Words } from '../../src/contract.ts';
import {
  ERRORS,
  GUARDED,
  ITEMS,
  OPS,
  SAMPLES,
  SAMPLES_CAPACITY,
  SAMPLES_TAKEN,
  SCRATCH,
  STOP,
} from '../../src/crew/protocol.ts';

const SAMPLE_MASK: i32 = 31;

/** Own word: the count at which the last trial ended. The instances stay, so it goes on from there. */
const COUNT_SO_FAR: i32 = SCRATCH;

/** The ball: written by whoever has the turn. */
const BALL: i32 = GUARDED;
/** 1: there is no further round trip in this trial. */
const LAST: i32 = GUARDED + 1;

export function ping(forth: Words, back: Words, control: Words, mine: Words, self: i32): void {
  const before = mine[COUNT_SO_FAR]; // plain: own words
  let count: i32 = before;
  let errors: i32 = 0;
  let samples: i32 = 0;
  let last: i32 = 0;
  // Ends with the round trip after STOP was seen.
  while (last === 0) {
    const timed = (count & SAMPLE_MASK) === SAMPLE_MASK;
    if (timed) last = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    count = (count + 1) | 0;
    const startNs: i32 = timed ? nowNs() : 0;
    control[BALL] = count; // plain: published by advance
    control[LAST] = last; // plain: published by advance
    advance(forth, self);
    awaitCount(back, self, count);
    if (timed) {
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - startNs) | 0; // plain: own words
      samples = (samples + 1) | 0;
    }
    if (control[BALL] !== ~count) errors = (errors + 1) | 0; // plain: published by pong's advance
  }
  mine[COUNT_SO_FAR] = count; // plain: own words
  mine[OPS] = (count - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = (count - before) | 0;
  mine[ERRORS] = errors;
  mine[SAMPLES_TAKEN] = samples;
}

export function pong(forth: Words, back: Words, control: Words, mine: Words, self: i32): void {
  const before = mine[COUNT_SO_FAR]; // plain: own words
  let count: i32 = before;
  let errors: i32 = 0;
  let last: i32 = 0;
  // Ends with the round trip that ping calls the last.
  while (last === 0) {
    count = (count + 1) | 0;
    awaitCount(forth, self, count);
    if (control[BALL] !== count) errors = (errors + 1) | 0; // plain: published by ping's advance
    last = control[LAST]; // plain: as above
    control[BALL] = ~count; // plain: published by advance
    advance(back, self);
  }
  mine[COUNT_SO_FAR] = count; // plain: own words
  mine[ITEMS] = (count - before) | 0; // plain: own words, published by the worker's add to FINISHED
  mine[ERRORS] = errors;
}

export default {
  name: 'ping-pong',
  kind: 'eventcount',
  title: 'Round trip over two eventcounts',
  question: 'How long does it take to wake another thread and to be woken by it?',
  metric: { name: 'round-trip', unit: 'ns', better: 'lower' },
  operations: 'round trips',
  value: 'operations-over-time',
  instances: 2,
  params: {},
  roles: () => ['ping', 'pong'],
  ends: (_params, instance) => (instance === 0 ? ['producer', 'consumer'] : ['consumer', 'producer']),
  selves: () => [0, 0],
  refuses: ({ waiting }) => (waiting === 'event-loop' ? 'it waits in its event loop' : null),
  sizeWords: (subject) => subject.sizeWords(2),
  init: (subject, words) => subject.init?.(words, 2),
  violations: ([ping, pong]) => [
    ...(ping.errors + pong.errors > 0 ? [`${ping.errors + pong.errors} turns began before the other's had ended`] : []),
    ...(ping.items !== pong.items ? [`${ping.items} pings, ${pong.items} answers`] : []),
  ],
} satisfies ScenarioSpec<EventcountSpec>;
