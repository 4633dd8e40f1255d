/** Registers: no read is torn, and none goes back; with a record of every call, writes and reads have an order. */
import type { RegisterSpec, Words } from '../../../contract.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { checkRegister } from '../../linearizable/fast/register.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import * as value from '../drivers/_register.ts';
import * as at from '../protocol.ts';
import { readLogs } from '../read-log.ts';
import type { Aftermath, Judgement, StressedKind } from '../scene.ts';

const NAMES = [
  { name: 'write', hasArgument: true },
  { name: 'read', hasArgument: false },
];

export default {
  refuses: ({ values }) =>
    values === 'whole' ? null : values === 'torn' ? 'it tears values on purpose' : 'threads share no value',
  drivers: () => ['register'],
  stage(spec, random, threads, kills) {
    const valueWords = oneOf(random, [1, 2, 8, value.MOST_VALUE_WORDS]);
    const start = drawStart(spec, random, 2);
    const tunables = drawTunables(spec, random);
    const isWatched = !kills && random.below(2) === 0;
    const [share, read] = isWatched ? ['shareWatched', 'readWatched'] : ['share', 'read'];
    const players = Array.from({ length: threads }, (_, self) => ({
      role: self === 0 ? share : oneOf(random, [share, share, read]),
      self,
    }));
    return {
      driver: 'register',
      players,
      sizeWords: footprint(spec, { threads, valueWords }),
      setUp(words) {
        setUp(spec, words, { threads, valueWords }, start);
        setTunables(spec, words, tunables);
      },
      own: {
        [at.LINGER]: drawLinger(random),
        [at.READ_EVERY]: oneOf(random, [2, 8]),
        [value.VALUE_WORDS]: valueWords,
      },
      isWatched,
      says: [`${valueWords}-word values`, ...sayStart(start), ...sayTunables(tunables)],
      deadHoldUp: spec.progress === 'blocking',
      judge(aftermath) {
        const mine = aftermath.mine.slice(0, threads);
        return isWatched ? judgeWatched(spec, mine, aftermath) : judgeWhatTheySaw(spec, mine, aftermath);
      },
    };
  },
} satisfies StressedKind<RegisterSpec>;

function judgeWatched(spec: RegisterSpec, mine: readonly Words[], { logs, words }: Aftermath): Judgement {
  const history = readLogs(logs.slice(0, mine.length), NAMES);
  const end = history.reduce((latest, { returnedAt }) => Math.max(latest, returnedAt), 0);
  const result = finalNumber(spec, words, mine);
  history.push({ thread: 0, name: 'read', args: [], result, calledAt: end + 1, returnedAt: end + 2 });
  const judged = { operations: history.length, history };
  const { verdict, reason, culprits } = checkRegister(history);
  if (verdict === 'illegal') return { ...judged, wrong: `${reason[0].toUpperCase()}${reason.slice(1)}.`, culprits };
  return { ...judged, wrong: null, ...(verdict === 'unknown' && { undecided: reason }) };
}

/** What each thread noted, and, if all have come back, that what is left is the last write of its writer. */
function judgeWhatTheySaw(spec: RegisterSpec, mine: readonly Words[], { words, gone }: Aftermath): Judgement {
  const operations = mine.reduce((sum, own) => sum + own[at.OPS], 0);
  const done = (wrong: string | null): Judgement => ({ operations, wrong });
  for (const [rank, own] of mine.entries()) {
    const found = nameOf(own[at.FOUND]);
    if (own[value.FAULT] === value.TORN_READ)
      return done(`Thread ${rank} read a value whose first word is from ${found}, and others are not.`);
    if (own[value.FAULT] === value.OLD_READ)
      return done(`Thread ${rank} read ${found} after having known ${nameOf(own[at.EXPECTED])}.`);
  }
  if (gone.size > 0) return done(null);
  const left = finalNumber(spec, words, mine);
  const [writer, count] = partsOf(left);
  // Zeros are of nobody's first write: nobody has written then.
  const isLast = left === 0 ? mine.every((own) => own[at.ASKED] === 0) : mine[writer]?.[at.ASKED] === count;
  return done(isLast ? null : `What is left is ${nameOf(left)}, which is not its last.`);
}

/** What the main thread reads when nobody runs any more: the number of a write, or TORN. */
function finalNumber(spec: RegisterSpec, words: Words, [own]: readonly Words[]): number {
  spec.readInto(words, 0, own, value.INTO);
  return value.numberOf(own);
}

function nameOf(number: number): string {
  if (number === value.TORN) return 'several writes at once';
  if (number === 0) return 'the first value';
  const [writer, count] = partsOf(number);
  return `write ${count} of thread ${writer}`;
}

function partsOf(number: number): [writer: number, count: number] {
  return [number & ((1 << value.WRITER_BITS) - 1), number >> value.WRITER_BITS];
}
