/**
 * Two rings, one item: `ping` sends a number over one, `pong` sends it back over the other. Every 32nd round trip is
 * timed by itself, one reading of the clock included; the mean of all carries 1/32 of that cost.
 */

import { flush, tryPop, tryPush } from '#subject';
import { nowNs } from '../../src/atomics/clock.ts';
import { parkFor } from '../../src/atomics/wait.ts';
import type { i32, RingSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import {
  ERRORS,
  ITEMS,
  NAP,
  OPS,
  SAMPLES,
  SAMPLES_CAPACITY,
  SAMPLES_TAKEN,
  SCRATCH,
  STOP,
} from '../../src/crew/protocol.ts';

const SAMPLE_MASK: i32 = 31;
const END: i32 = -1;

/** Empty looks before the CPU is given away: a partner on a CPU of its own answers long before. */
const LOOKS_BEFORE_NAP: i32 = 20000;

function send(ring: Words, mine: Words, self: i32, value: i32): void {
  let looks: i32 = 0;
  while (!tryPush(ring, self, value)) looks = look(mine, looks);
  flush(ring, self);
}

function receive(ring: Words, mine: Words, self: i32): i32 {
  let looks: i32 = 0;
  while (!tryPop(ring, self, mine, SCRATCH)) looks = look(mine, looks);
  return mine[SCRATCH]; // plain: own words
}

/** No pause between looks: it would add its own length to what is measured. */
function look(mine: Words, looks: i32): i32 {
  if (looks < LOOKS_BEFORE_NAP) return (looks + 1) | 0;
  parkFor(mine, NAP, 0, 10);
  return 0;
}

export function ping(forth: Words, back: Words, control: Words, mine: Words, self: i32): void {
  let round: i32 = 0;
  let errors: i32 = 0;
  let samples: i32 = 0;
  let stop: i32 = 0;
  while (stop === 0) {
    const timed = (round & SAMPLE_MASK) === SAMPLE_MASK; // not the first: the partner may still be at the start line
    const startNs: i32 = timed ? nowNs() : 0;
    send(forth, mine, self, round);
    const echo = receive(back, mine, self);
    if (timed) {
      mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = (nowNs() - startNs) | 0; // plain: own words
      samples = (samples + 1) | 0;
      stop = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    }
    if (echo !== round) errors = (errors + 1) | 0;
    round = (round + 1) | 0;
  }
  send(forth, mine, self, END);
  if (receive(back, mine, self) !== END) errors = (errors + 1) | 0;
  mine[OPS] = round; // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = round;
  mine[ERRORS] = errors;
  mine[SAMPLES_TAKEN] = samples;
}

export function pong(forth: Words, back: Words, control: Words, mine: Words, self: i32): void {
  let echoes: i32 = 0;
  let value: i32 = receive(forth, mine, self);
  while (value !== END) {
    send(back, mine, self, value);
    echoes = (echoes + 1) | 0;
    value = receive(forth, mine, self);
  }
  send(back, mine, self, END);
  mine[ITEMS] = echoes; // plain: own words, published by the worker's add to FINISHED
}

export default {
  name: 'ping-pong',
  kind: 'ring',
  title: 'Round trip of one item over two rings',
  question: 'How long does one item take to the other thread and back?',
  metric: { name: 'round-trip', unit: 'ns', better: 'lower' },
  operations: 'round trips',
  value: 'operations-over-time',
  instances: 2,
  params: { capacitySlots: { default: 1024, what: 'items that each ring holds' } },
  roles: () => ['ping', 'pong'],
  ends: (_params, instance) => (instance === 0 ? ['producer', 'consumer'] : ['consumer', 'producer']),
  selves: () => [0, 0],
  refuses: (ring, { capacitySlots }) =>
    capacitySlots > (ring.mostSlots ?? capacitySlots) ? `it holds ${ring.mostSlots} items at most` : null,
  sizeWords: (ring, { capacitySlots }) => ring.sizeWords(capacitySlots, 1),
  init: (ring, words, { capacitySlots }) => ring.init(words, capacitySlots, 1),
  violations: ([ping, pong]) => [
    ...(ping.errors > 0 ? [`${ping.errors} answers were not what was sent`] : []),
    ...(ping.items !== pong.items ? [`${ping.items} pings, ${pong.items} echoes`] : []),
  ],
} satisfies ScenarioSpec<RingSpec>;
