/**
 * One thread does an operation on lines that another core has put into a known state (_states.ts).
 *
 * A round: `measures` asks for it, `prepares` does its part, `measures` does its own, then sweeps over the lines between two
 * readings of the clock. The two alternate; with one CPU for both they go on by naps.
 *
 * Timed are the operations, a table's next place for each, two readings of the clock (some 50 ns, spread over `lines` operations)
 * and one atomic addition at the end, which waits until plain stores are out. What all that comes to is seen in state OWN.
 * `chained`: each operation's address waits for what the one before returned, so that latencies add up; a store returns nothing that
 * it has read, so stores may overlap all the same.
 *
 * Words: two lines for the hand-over, and from the next page on the lines.
 *   ASKED     the round asked for; on its line FROM, TURN_ASKED and LAST: its first page and turn, and whether it is none. Written by
 *             `measures`
 *   PREPARED  the round that is prepared. Written by `prepares`
 */
import { relax, STAY_CLOSE } from '../../src/atomics/backoff.ts';
import { nowNs } from '../../src/atomics/clock.ts';
import { LINE_WORDS } from '../../src/atomics/layout.ts';
import type { i32, OperationSpec, ScenarioSpec, Words } from '../../src/contract.ts';
import { ITEMS, NAP, OPS, SAMPLES, SAMPLES_CAPACITY, SAMPLES_TAKEN, STOP } from '../../src/crew/protocol.ts';
import { LINES, LINES_PER_PAGE, PAGE_WORDS, shuffle, TURNS } from './_places.ts';
import {
  checkTheirs,
  EXCLUSIVE,
  MB_WORDS,
  MEMORY,
  OWN,
  POOL_MB,
  prepareMine,
  prepareTheirs,
  STATE,
  STATES_END,
  stateWords,
} from './_states.ts';
import { beginPass, CHAINED, checkLines, checkSum, sweep } from './_sweep.ts';

const ASKED: i32 = 0;
const FROM: i32 = 1;
const TURN_ASKED: i32 = 2;
const LAST: i32 = 3;
const PREPARED: i32 = LINE_WORDS;
/** The pages begin here. */
const FIRST: i32 = PAGE_WORDS;

/** Own words that outlive the trial, as the instance does: the last round, and where the next one begins. */
const ROUND: i32 = STATES_END;
const OFFSET: i32 = STATES_END + 1;
const TURN: i32 = STATES_END + 2;
/** On a line of its own. */
const FENCE: i32 = STATES_END + LINE_WORDS;

export function measures(words: Words, control: Words, mine: Words, self: i32): void {
  let rounds: i32 = 0;
  let samples: i32 = 0;
  let last: i32 = 0;
  // Ends with the round after STOP was seen, which is none. Every round ends, as `prepares` answers.
  while (last === 0) {
    last = Atomics.load(control, STOP); // [acquire] pairs with the main thread's store
    ask(words, mine, last);
    if (last === 0) {
      const tookNs = timeSweep(words, mine);
      nextPages(mine);
      rounds = (rounds + 1) | 0;
      // Negative after a stall of 2 seconds: no sample then.
      if (tookNs >= 0) {
        mine[SAMPLES + (samples & (SAMPLES_CAPACITY - 1))] = tookNs; // plain: own words
        samples = (samples + 1) | 0;
      }
    }
  }
  mine[OPS] = Math.imul(rounds, mine[LINES]); // plain: own words, published by the worker's add to FINISHED
  mine[ITEMS] = rounds;
  mine[SAMPLES_TAKEN] = samples;
}

/** Ask for the next round, and wait until the other thread has done its part. */
function ask(words: Words, mine: Words, last: i32): void {
  const round = (mine[ROUND] + 1) | 0; // plain: own words, here and below
  mine[ROUND] = round;
  words[FROM] = (FIRST + mine[OFFSET]) | 0; // plain: published by ASKED; the other thread has read the last one, as it has answered
  words[TURN_ASKED] = mine[TURN]; // plain: as above
  words[LAST] = last; // plain: as above
  Atomics.store(words, ASKED, round); // [release] the last round is over; pairs with awaitRound's [acquire] load
  awaitRound(words, PREPARED, round, mine);
}

/** Returns the nanoseconds. */
function timeSweep(words: Words, mine: Words): i32 {
  const first = (FIRST + mine[OFFSET]) | 0; // plain: own words, here and below
  const turn = mine[TURN];
  if (turn === 0 && mine[OFFSET] === 0) beginPass(mine);
  shuffle(mine, turn);
  prepareMine(words, first, turn, mine[ROUND], mine);
  const startNs = nowNs();
  const sum = sweep(words, first, mine);
  Atomics.add(mine, FENCE, 1); // [seq-cst] the sweep's plain stores before the reading of the clock below
  const tookNs = (nowNs() - startNs) | 0;
  checkSum(mine, sum);
  checkLines(words, first, turn, mine);
  checkTheirs(words, first, turn, mine[ROUND], mine);
  return tookNs;
}

/** The next pages; behind the last ones the first again, in the next turn. */
function nextPages(mine: Words): void {
  // plain: own words, here and below
  const offset = (mine[OFFSET] + Math.imul((mine[LINES] / LINES_PER_PAGE) | 0, PAGE_WORDS)) | 0;
  const isBehind = offset === stateWords(mine);
  mine[OFFSET] = isBehind ? 0 : offset;
  if (isBehind) mine[TURN] = (mine[TURN] + 1) & (TURNS - 1);
}

export function prepares(words: Words, control: Words, mine: Words, self: i32): void {
  let rounds: i32 = 0;
  let last: i32 = 0;
  // Ends with the round that `measures` calls none.
  while (last === 0) {
    const round = (mine[ROUND] + 1) | 0; // plain: own words, here and below
    mine[ROUND] = round;
    awaitRound(words, ASKED, round, mine);
    last = words[LAST]; // plain: published by ASKED
    if (last === 0) {
      prepareTheirs(words, words[FROM], words[TURN_ASKED], round, mine); // plain: published by ASKED
      rounds = (rounds + 1) | 0;
    }
    Atomics.store(words, PREPARED, round); // [release] the lines are in their state; pairs with awaitRound's [acquire] load
  }
  mine[ITEMS] = rounds; // plain: own words, published by the worker's add to FINISHED
}

/** Wait for the other thread. */
function awaitRound(words: Words, at: i32, round: i32, mine: Words): void {
  let paused: i32 = 0;
  // [acquire] what the other did in this round; pairs with the [release] stores of ASKED and PREPARED. Ends with its store.
  while (Atomics.load(words, at) !== round) paused = relax(mine, NAP, paused, STAY_CLOSE);
}

export default {
  name: 'line-state',
  kind: 'operation',
  title: 'An operation on lines in a known state',
  question: 'What does an operation cost, given what another core has of the line?',
  metric: { name: 'operation', unit: 'ns', better: 'lower' },
  operations: 'operations',
  value: 'median-sample',
  perSample: ({ lines }) => lines,
  instances: 1,
  params: {
    state: {
      default: 3,
      what: 'what the other core has of a line. 0 own: nothing; 1 shared: a copy; 2 exclusive: the only copy; 3 modified: the only copy, changed; 4 memory: nothing, nor has any cache',
      word: STATE,
    },
    lines: { default: 128, what: 'lines of a round, a power of two', word: LINES },
    chained: { default: 1, what: '1: each operation waits for the one before; 0: they may overlap', word: CHAINED },
    poolMB: { default: 128, what: 'memory whose lines exclusive and memory take turns with', word: POOL_MB },
  },
  roles: () => ['measures', 'prepares'],
  studied: ['measures'],
  selves: () => [0, 0],
  refuses: (_operation, { state, lines, poolMB }) => {
    if (lines < 16 || lines > 256 || (lines & (lines - 1)) !== 0)
      return 'a sweep visits 16 to 256 lines, a power of two';
    if (poolMB < 1 || poolMB > 1024) return 'a pool has 1 to 1024 MB';
    return state >= OWN && state <= MEMORY ? null : 'a state is a number from 0 to 4';
  },
  sizeWords: (_operation, { state, lines, poolMB }) =>
    FIRST + (state === EXCLUSIVE || state === MEMORY ? poolMB * MB_WORDS : (lines / LINES_PER_PAGE) * PAGE_WORDS),
  // Every page is written: one that was only read would come when it is timed.
  init: (_operation, words) => {
    for (let at = 0; at < words.length; at += PAGE_WORDS) words[at] = 0;
  },
  violations: ([measurer, preparer], _params, { needs }) => [
    ...(measurer.errors > 0 ? [`${measurer.errors} sums or lines were not what they had to be`] : []),
    ...(needs === 'ownership' && measurer.sum > 0 ? [`in ${measurer.sum} passes the words stayed as they were`] : []),
    ...(measurer.items !== preparer.items
      ? [`${measurer.items} rounds were measured, ${preparer.items} prepared`]
      : []),
  ],
} satisfies ScenarioSpec<OperationSpec>;
