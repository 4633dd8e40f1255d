/** What the ring laboratory's run says: the first screen's answers, and each claim decided with its evidence. */
import { type Claim, compare, NAMES, round, times } from '../../src/lab/claim.ts';
import { type Facts, Findings } from '../../src/lab/findings.ts';
import { cost, sentence } from '../../src/lab/phrases.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import { duration, significant } from '../../src/report/quantity.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import type { SummaryRow } from '../../src/report/summary.ts';
import type { Interval } from '../../src/stats/interval.ts';

/** The law a + b/k holds when no point lies further from the curve than this. */
const FIT_TOLERANCE = 0.25;

/** Rings this much faster than postMessage are "far" ahead. */
const FAR = 10;

/** A ring of ours between two threads, to be recommended: no peer, no control. */
const isOwnPair = (facts: Facts) =>
  facts.peer === undefined && facts.control === undefined && facts.producers === 1 && facts.consumers === 1;
const isLibraryRing = (facts: Facts) => facts.peer === 'library-ring';
const isMessagePort = (facts: Facts) => facts.peer === 'message-port';
const publishesEach = (facts: Facts) => isOwnPair(facts) && facts.publishes === 'each';
const isCached = (facts: Facts) => publishesEach(facts) && facts.otherSide === 'cached-index';
const readsIndex = (lines: string) => (facts: Facts) =>
  publishesEach(facts) && facts.otherSide === 'index' && facts.indexLines === lines;
/** The cached ring with both indices on one line: the control of the claim about false sharing. */
const isPacked = (facts: Facts) =>
  facts.control !== undefined && facts.indexLines === 'shared' && facts.otherSide === 'cached-index';

type Fits = (facts: Facts, row: SummaryRow) => boolean;

export function conclude(record: LabResult): Conclusion {
  const found = new Findings(record);
  const cached = oneCached(found);
  return { headline: headline(found), answers: answers(found, cached), claims: claims(found, cached) };
}

/** The cached ring that answers and claims are about: the best one, where somebody added another. */
function oneCached(found: Findings): Fits {
  const [best] = (['js', 'wasm'] as const).flatMap((backend) => found.rows('one-at-a-time', backend, isCached));
  return (facts, row) => isCached(facts) && row.cell.subject === (best ?? row).cell.subject;
}

function headline(found: Findings): string {
  const [best, second] = found.rows('one-at-a-time', 'js', isOwnPair);
  if (!best)
    return 'No ring with one producer and one consumer was measured as JavaScript, so there is no recommendation.';
  const [library] = found.rows('one-at-a-time', 'js', isLibraryRing);
  const ratio = found.ratio(best, library);
  if (library && (ratio === null || ratio.low === null))
    return `${best.cell.subject} and ${library.cell.subject} were not measured in enough blocks to recommend one: let the run finish.`;
  if (ratio?.high && ratio.high < 1 / (1 + found.floor))
    return `Keep ${library.cell.subject}: the best ring measured here, ${best.cell.subject}, is ${times(ratio)} as fast.`;
  if (ratio?.low && ratio.low <= 1 + found.floor)
    return `This run does not decide between ${best.cell.subject} and ${library.cell.subject} (${times(ratio)} as fast): repeat it on an idle machine, or with --thorough.`;
  const against = ratio ? `, ${times(ratio)} ${library.cell.subject}` : '';
  const clear = !second || (found.ratio(best, second)?.low ?? 0) > 1 + found.floor;
  const name = clear
    ? best.cell.subject
    : `${best.cell.subject} or ${second.cell.subject}, which this run cannot tell apart,`;
  const said = `Use ${name} from one thread to another: ${rate(best)} one at a time as JavaScript${against}.`;
  const [each] = found.rows('one-at-a-time', 'js', publishesEach);
  if (found.facts(best).publishes !== 'several' || !each) return said;
  return `${said} Call flush before you pause, or use ${each.cell.subject} (${rate(each)}), which publishes each item at once.`;
}

function answers(found: Findings, cached: Fits): LabResult['answers'] {
  const [js] = found.rows('one-at-a-time', 'js', isOwnPair);
  const [wasm] = found.rows('one-at-a-time', 'wasm', isOwnPair);
  const [eachJs] = found.rows('one-at-a-time', 'js', cached);
  const [eachWasm] = found.rows('one-at-a-time', 'wasm', cached);
  const [port] = found.rows('one-at-a-time', 'js', isMessagePort);
  const batch = (backend: Cell['backend'], k: number, fits: Fits) =>
    found.rows('batching', backend, (facts, row) => fits(facts, row) && row.x === k)[0];
  const [single, many, wasmMany] = [batch('js', 1, cached), batch('js', 256, cached), batch('wasm', 256, cached)];
  const portMany = batch('js', 256, isMessagePort);
  const fit = found.fitInverse(inside(found.rows('batching', 'js', cached)));
  return [
    {
      question: 'Which ring is fastest here?',
      answer: sentence(
        js && `As JavaScript ${js.cell.subject} (${rate(js)}, ${cost(js)} an item)`,
        wasm && `as WebAssembly ${wasm.cell.subject} (${rate(wasm)}, ${cost(wasm)} an item)`,
      ),
    },
    {
      question: 'What does one publish cost?',
      answer: sentence(
        eachJs && `${cost(eachJs)} an item as JavaScript when each is published alone`,
        eachWasm && `${cost(eachWasm)} an item as WebAssembly, published alone`,
        fit &&
          `with pushMany and popMany ${duration(Math.max(0, fit.b.estimate))} a call, shared by its items, and ${duration(Math.max(0, fit.a.estimate))} for each of them (JavaScript)`,
      ),
    },
    {
      question: 'What does batching gain?',
      answer: sentence(
        single &&
          many &&
          `Batches of 256 through ${many.cell.subject} move ${times(found.ratio(many, single))} the items of single calls as JavaScript`,
        many && `in batches of 256 an item costs ${cost(many)} as JavaScript`,
        wasmMany && `in batches of 256 an item costs ${cost(wasmMany)} as WebAssembly`,
      ),
    },
    {
      question: 'What does JavaScript pay over WebAssembly?',
      answer: sentence(
        eachJs &&
          eachWasm &&
          `Compiled to WebAssembly, ${eachJs.cell.subject} is ${times(found.ratio(eachWasm, eachJs))} as fast as in JavaScript, one item at a time`,
        many && wasmMany && `in batches of 256 WebAssembly is ${times(found.ratio(wasmMany, many))} as fast`,
      ),
    },
    {
      question: 'What does postMessage pay over both?',
      answer: sentence(
        port &&
          js &&
          `One value a message, postMessage moves ${rate(port)}; ${js.cell.subject} moves ${times(found.ratio(js, port))} as many as JavaScript`,
        port && wasm && `${wasm.cell.subject} moves ${times(found.ratio(wasm, port))} as many as WebAssembly`,
        portMany &&
          many &&
          `with 256 values a message ${many.cell.subject} is ${times(found.ratio(many, portMany))} as fast`,
      ),
    },
  ];
}

function claims(found: Findings, cached: Fits): Claim[] {
  const find = (backend: Cell['backend'], fits: Fits) => found.rows('one-at-a-time', backend, fits)[0];
  const own = find('js', isOwnPair);
  const port = find('js', isMessagePort);
  return [
    batchLaw(found, 'js', cached),
    batchLaw(found, 'wasm', cached),
    compare(found, {
      id: 'cached-index',
      title: 'Caching the other index pays',
      law: 'most looks at the other side need no cache line if its index is remembered',
      pairs: (['wasm', 'js'] as const).map((backend) => [find(backend, cached), find(backend, readsIndex('separate'))]),
      least: 1,
    }),
    compare(found, {
      id: 'shared-line',
      title: 'Two indices on one line cost, once they are cached',
      law: 'two writers of one line send it back and forth, whichever word they write; who reads both indices anyway gets both with one line',
      pairs: (['wasm', 'js'] as const).map((backend) => [find(backend, cached), find(backend, isPacked)]),
      also: (['wasm', 'js'] as const).map((backend) => [
        find(backend, readsIndex('separate')),
        find(backend, readsIndex('shared')),
      ]),
      least: 1,
    }),
    compare(found, {
      id: 'publish-several',
      title: 'Publishing several items together pays, at the same interface',
      law: 'a publish is an atomic store and, on the other side, a line transfer: share both',
      pairs: (['js', 'wasm'] as const).map((backend) => [
        find(backend, (facts) => isOwnPair(facts) && facts.publishes === 'several'),
        find(backend, cached),
      ]),
      least: 1,
    }),
    compare(found, {
      id: 'ring-over-postmessage',
      title: 'A ring is far ahead of postMessage',
      law: 'postMessage serializes, allocates and queues under a lock for each message (read here by receiveMessageOnPort, without an event loop)',
      pairs: [[own, port]],
      least: FAR,
    }),
    compare(found, {
      id: 'javascript-price',
      title: 'One at a time, JavaScript pays for each atomic operation',
      law: 'V8 calls Atomics out of line, about 10 ns each; WebAssembly has them as single instructions',
      pairs: [[find('wasm', cached), find('js', cached)]],
      least: 1,
    }),
  ];
}

/** Batches of the ring's whole capacity make the two sides take turns: another regime, outside the law. */
function inside(rows: readonly SummaryRow[]): SummaryRow[] {
  return rows.filter((row) => (row.x ?? 0) * 2 <= row.cell.params.capacitySlots);
}

function batchLaw(found: Findings, backend: Cell['backend'], cached: Fits): Claim {
  const claim = {
    id: `batch-law-${backend}`,
    title: `As ${NAMES[backend]}, the cost of an item follows a + b/k`,
    law: 'time per item = a + b/k, with a for making, copying or checking an item and b for the call and the publish',
  };
  const rows = inside(found.rows('batching', backend, cached));
  const fit = found.fitInverse(rows);
  if (!fit)
    return { ...claim, verdict: 'undecided', sentence: 'Fewer than four batch sizes were measured.', evidence: {} };
  const furthest = fit.residuals.reduce((a, c) => (Math.abs(c.relative) > Math.abs(a.relative) ? c : a));
  const worst = Math.abs(furthest.relative);
  const changedSpeed = rows.some((row) => row.doubts.some((doubt) => doubt.code === 'noise/bimodal'));
  const near = worst <= FIT_TOLERANCE && fit.b.low > 0;
  const far = worst > 2 * FIT_TOLERANCE && !changedSpeed;
  const off = `at k = ${furthest.k} it is ${Math.round(100 * worst)} % ${furthest.relative > 0 ? 'above' : 'below'} the curve`;
  const speed = changedSpeed && !near ? '; the machine changed its speed meanwhile' : '';
  return {
    ...claim,
    verdict: near ? 'held' : far ? 'did not hold' : 'undecided',
    sentence: `a = ${within(fit.a, 1)} and b = ${within(fit.b, 0)}; ${off}${speed}.`,
    evidence: {
      'a, ns': round(fit.a.estimate),
      'b, ns': round(fit.b.estimate),
      'furthest point, relative': round(worst),
    },
  };
}

/** `2.4 ns (2.2 to 2.8)` */
function within({ estimate, low, high }: Interval, digits: number): string {
  return `${estimate.toFixed(digits)} ns (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

function rate(row: SummaryRow): string {
  return `${significant((row.median ?? 0) / 1e6)} M items/s`;
}
