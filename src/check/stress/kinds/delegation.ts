/** Delegation: operations look as if one came after the other, whoever runs them. */
import type { DelegationSpec } from '../../../contract.ts';
import { ADD, CAPACITY, DEQUEUE, ENQUEUE, NO_OPERATION, POP, PUSH } from '../../../delegation/_object.ts';
import { footprint, setUp } from '../../../set-up.ts';
import { checkFetchAdd } from '../../linearizable/fast/fetch-add.ts';
import { checkFifo } from '../../linearizable/fast/fifo.ts';
import { checkStack } from '../../linearizable/fast/stack.ts';
import type { Finding } from '../../linearizable/finding.ts';
import type { History } from '../../linearizable/history.ts';
import { drawLinger, drawStart, drawTunables, oneOf, sayStart, sayTunables, setTunables } from '../draws.ts';
import { PUT, TAKE } from '../drivers/_asking.ts';
import * as at from '../protocol.ts';
import { readLogs } from '../read-log.ts';
import type { Aftermath, Judgement, Player, StressedKind } from '../scene.ts';

/** By number in the log. */
const NAMES = [
  { name: 'tryPush', hasArgument: true },
  { name: 'tryPop', hasArgument: false },
  { name: 'fetchAdd', hasArgument: true },
];

/** What threads ask for where every call is recorded, and what explains the history. */
interface Asking {
  readonly what: string;
  readonly put: number;
  readonly take: number;
  check(history: History, start: number): Finding;
}

const ASKINGS: readonly Asking[] = [
  {
    what: 'additions',
    put: ADD,
    take: NO_OPERATION,
    check: (history, start) => checkFetchAdd(history, { initial: start }),
  },
  {
    what: 'the queue',
    put: ENQUEUE,
    take: DEQUEUE,
    check: (history) => checkFifo(history, { capacity: CAPACITY, refusals: 'exact' }),
  },
  {
    what: 'the stack',
    put: PUSH,
    take: POP,
    check: (history) => checkStack(history, { refusals: 'exact' }),
  },
];

export default {
  refuses: () => null,
  drivers: ({ runs }) => [driverFor(runs)],
  stage(spec, random, threads, kills) {
    const servers = spec.runs === 'server' ? 1 : 0;
    const askers = threads - servers;
    const start = drawStart(spec, random, 1);
    const tunables = drawTunables(spec, random);
    const asking = kills ? null : oneOf(random, [null, ...ASKINGS]);
    const role = asking ? 'askWatched' : 'add';
    return {
      driver: driverFor(spec.runs),
      players: [
        ...Array.from({ length: servers }, (): Player => ({ role: 'serve', self: 0 })),
        ...Array.from({ length: askers }, (_, self): Player => ({ role, self })),
      ],
      sizeWords: footprint(spec, { threads: askers }),
      setUp(words, control) {
        setUp(spec, words, { threads: askers }, start);
        setTunables(spec, words, tunables);
        control[at.PRODUCING] = askers; // plain: not shared yet
      },
      own: {
        [at.LINGER]: drawLinger(random),
        ...(asking && { [PUT]: asking.put, [TAKE]: asking.take }),
      },
      isWatched: asking !== null,
      says: [asking?.what ?? 'sums', ...sayStart(start), ...sayTunables(tunables)],
      deadHoldUp: true,
      onDeath(_, control, rank) {
        if (rank >= servers) Atomics.sub(control, at.PRODUCING, 1); // [release] for the dead; pairs with the server's load
      },
      judge: (aftermath) =>
        asking ? judgeHistory(asking, servers, start, aftermath) : judgeCounts(servers, start, aftermath),
    };
  },
} satisfies StressedKind<DelegationSpec>;

function driverFor(runs: DelegationSpec['runs']): string {
  return runs === 'server' ? 'delegation-served' : 'delegation';
}

/** Each count from the start on was found once: then their sum is that of as many numbers in a row. */
function judgeCounts(servers: number, start: number, { mine, gone }: Aftermath): Judgement {
  const askers = mine.slice(servers);
  const operations = askers.reduce((sum, own) => sum + own[at.OPS], 0);
  // Nobody knows which count the dead has found, and who waits for it has found none.
  if (gone.size > 0) return { operations, wrong: null };
  const found = askers.reduce((sum, own) => (sum + own[at.SUM]) | 0, 0);
  const expected = (Math.imul(operations, start) + (operations * (operations - 1)) / 2) | 0;
  if (found === expected) return { operations, wrong: null };
  return {
    operations,
    wrong: `${operations} additions of 1 found counts whose sum is ${found}, not ${expected}: not each count once.`,
  };
}

function judgeHistory({ check }: Asking, servers: number, start: number, { logs, mine }: Aftermath): Judgement {
  const history = readLogs(logs.slice(servers, mine.length), NAMES);
  const { verdict, reason, culprits } = check(history, start);
  const judged = { operations: history.length, history };
  if (verdict === 'illegal') return { ...judged, wrong: `${reason[0].toUpperCase()}${reason.slice(1)}.`, culprits };
  return { ...judged, wrong: null, ...(verdict === 'unknown' && { undecided: reason }) };
}
