/** Each claim of the counter laboratory, decided with its evidence. */
import { type Claim, compare, NAMES, round, times } from '../../src/lab/claim.ts';
import { sentence } from '../../src/lab/phrases.ts';
import { significant } from '../../src/report/quantity.ts';
import type { Ratio } from '../../src/report/summary.ts';
import { type Loss, losses } from './losses.ts';
import { BACKENDS, type Picks, type Scaling } from './picks.ts';

/** Sharded counters scale "with the CPUs" when they gain this share of what plain arithmetic gains. */
const LINEAR = 0.9;

/** WebAssembly first: there the line transfer is most of the cost, and the first pair decides. */
const ORDER = ['wasm', 'js'] as const;

export function claims(picks: Picks): Claim[] {
  const at = (section: string, backend: (typeof ORDER)[number], part: Parameters<Picks['rows']>[2]) =>
    picks.rows(section, backend, part)[0];
  return [
    sharedSlows(picks),
    shardedScales(picks),
    compare(picks.found, {
      id: 'retry-loses',
      title: 'A compare-exchange loop loses to an atomic add',
      law: 'an atomic add succeeds when the line comes; an exchange may find that it came too late, and has moved it in vain',
      pairs: ORDER.map((backend) => [at('one-word', backend, 'shared add'), at('one-word', backend, 'retry at once')]),
      also: ORDER.map((backend) => [
        at('one-word', backend, 'retry after back-off'),
        at('one-word', backend, 'retry at once'),
      ]),
      least: 1,
    }),
    plainLoses(picks),
    compare(picks.found, {
      id: 'sharded-reads',
      title: 'Reading a sharded counter costs more than reading a shared one',
      law: 'a sharded counter is read cell by cell, and every cell that was written since is a line transfer',
      pairs: ORDER.map((backend) => [at('reading', backend, 'shared add'), at('reading', backend, 'sharded')]),
      least: 1,
    }),
  ];
}

/** The ratio is told the way round that readers expect: several threads over one. */
function sharedSlows(picks: Picks): Claim {
  const measured = ORDER.flatMap((backend) => picks.scalings(backend, 'shared add').slice(0, 1));
  const claim = compare(picks.found, {
    id: 'shared-slows',
    title: 'Threads that share one word are slower together than one alone',
    law: 'an addition costs a line transfer when the last one was made by another CPU, and only instructions when not',
    pairs: measured.map(({ one, many }) => [one, many]),
    least: 1,
  });
  if (measured.length === 0) return { ...claim, sentence: 'It was not measured with one thread and with several.' };
  return {
    ...claim,
    sentence: sentence(...measured.map((scaling) => gains(scaling))),
    evidence: Object.fromEntries(
      measured.flatMap(({ many, ratio }) =>
        ratio ? [[`${many.cell.subject} ${many.cell.backend}, ${many.cell.threads} / 1`, round(ratio.estimate)]] : [],
      ),
    ),
  };
}

function shardedScales(picks: Picks): Claim {
  const claim = {
    id: 'sharded-scales',
    title: 'A cell for each thread scales with the CPUs',
    law: 'words on lines of their own are written without a transfer, so threads gain what plain arithmetic gains',
  };
  const isAtomic = ({ many }: Scaling) => picks.found.facts(many).cells === 'several';
  const pairs = ORDER.flatMap((backend) => {
    const [yardstick] = picks.scalings(backend, 'yardstick');
    return yardstick ? picks.scalings(backend, 'sharded').map((scaling) => ({ scaling, yardstick })) : [];
  });
  // Atomic adds come first, and the first decides: like the control they wait for one result after another. Plain ones keep a core
  // so busy that two CPUs of one core cannot both have it.
  const measured = pairs
    .sort((a, b) => Number(isAtomic(b.scaling)) - Number(isAtomic(a.scaling)))
    .flatMap(({ scaling, yardstick }) => {
      const share = picks.against(scaling, yardstick);
      return share ? [{ scaling, yardstick, share }] : [];
    });
  if (measured.length === 0) {
    const sentence = 'No sharded counter was measured beside the control, with one thread and with several.';
    return { ...claim, verdict: 'undecided', sentence, evidence: {} };
  }
  return {
    ...claim,
    verdict: verdictOf(measured[0].share),
    sentence: sentence(
      ...measured.map(
        ({ scaling, yardstick, share }) =>
          `${gains(scaling)}, ${yardstick.many.cell.subject} ${times(yardstick.ratio)}: ${times(share)} its gain`,
      ),
    ),
    evidence: Object.fromEntries(
      measured.map(({ scaling: { many }, share }) => [
        `${many.cell.subject} ${many.cell.backend}, share of the control's gain`,
        round(share.estimate),
      ]),
    ),
  };
}

function verdictOf({ low, high }: Ratio): Claim['verdict'] {
  if (low !== null && low > LINEAR) return 'held';
  return high !== null && high < LINEAR ? 'did not hold' : 'undecided';
}

/** `WebAssembly: 2 threads make 0.61 (0.58 to 0.64) times the additions of one in fetch-add` */
export function gains({ many: { cell }, ratio }: Scaling): string {
  return `${NAMES[cell.backend]}: ${cell.threads} threads make ${times(ratio)} the additions of one in ${cell.subject}`;
}

/** One lost addition proves it; a run that lost none proves nothing. */
function plainLoses(picks: Picks): Claim {
  const claim = {
    id: 'plain-loses',
    title: 'Without atomics, additions are lost',
    law: 'a store puts back a sum that misses whatever the others added since the load',
  };
  const all = BACKENDS.flatMap((backend) => losses(picks, backend));
  if (all.length === 0) {
    const sentence = 'No counter without atomics was measured with several threads.';
    return { ...claim, verdict: 'undecided', sentence, evidence: {} };
  }
  return {
    ...claim,
    verdict: all.some(({ lost }) => lost > 0) ? 'held' : 'undecided',
    sentence: sentence(...all.map(lossOf)),
    evidence: Object.fromEntries(
      all.map(({ row: { cell }, share }) => [
        `${cell.subject} ${cell.backend}, ${cell.threads} threads, of a hundred`,
        round(100 * share.estimate),
      ]),
    ),
  };
}

/** `JavaScript, 2 threads: 41.3 (38.0 to 44.1) of a hundred additions were lost` */
export function lossOf({ row: { cell }, lost, ops, share }: Loss): string {
  const where = `${NAMES[cell.backend]}, ${cell.threads} threads`;
  if (lost === 0) return `${where}: none of ${ops.toLocaleString('en-GB')} additions was lost, which proves nothing`;
  const ends = share.low === null || share.high === null ? '' : ` (${hundred(share.low)} to ${hundred(share.high)})`;
  return `${where}: ${hundred(share.estimate)}${ends} of a hundred additions were lost`;
}

function hundred(share: number): string {
  return significant(100 * share);
}
