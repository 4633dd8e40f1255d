import { expect, test } from 'vitest';
import lab from '../../labs/rwlocks/lab.ts';
import type { RegisterSpec } from '../../src/contract.ts';
import type { Conclusion } from '../../src/lab/spec.ts';
import type { Cell, LabResult } from '../../src/report/schema.ts';
import { LARGE, planFor, registry, runIn, USUAL } from './rwlocks-worlds.ts';

/** The record with other cells, or with some only. */
function change(record: LabResult, by: (cell: Cell) => Cell | null): LabResult {
  const cells = record.cells.flatMap((cell) => by(cell) ?? []);
  const ids = new Set(cells.map((cell) => cell.id));
  const sections = record.sections.map((section) => ({
    ...section,
    cells: section.cells.filter((id) => ids.has(id)),
    baseline: section.baseline !== null && ids.has(section.baseline) ? section.baseline : null,
  }));
  return { ...record, cells, sections };
}

/** Intervals take their time: each record is concluded once. */
const concluded = new WeakMap<LabResult, Conclusion>();
function conclude(record: LabResult): Conclusion {
  const conclusion = concluded.get(record) ?? lab.conclude(record);
  concluded.set(record, conclusion);
  return conclusion;
}
const claimOf = (record: LabResult, id: string) => {
  const claim = conclude(record).claims.find((one) => one.id === id);
  if (!claim) throw new Error(`Expected a claim ${id}, found none: correct the test.`);
  return claim;
};
const verdicts = (record: LabResult) =>
  Object.fromEntries(conclude(record).claims.map(({ id, verdict }) => [id, verdict]));

/** Whatever happens, texts are texts: no value that is not there, no sentence without an end. */
function expectReadable(record: LabResult): void {
  const { headline, answers, claims } = conclude(record);
  const texts = [headline, ...answers.map(({ answer }) => answer), ...claims.map(({ sentence }) => sentence)];
  for (const text of texts) {
    expect(text).toMatch(/^\S.*\.$/);
    expect(text).not.toMatch(/null|undefined|NaN|Infinity|–|: ;|^;/);
  }
}

/** Some cells only, whose intervals take less time; every claim has its rows among them. */
function few(record: LabResult): LabResult {
  return change(record, (cell) => {
    const isKept = /^(seqlock|epoch|under-rw-ticket|own-copy|uncoordinated|rw-.*)$/.test(cell.subject);
    return isKept && (cell.kind === 'rwlock' || ![0, 90].includes(cell.params.readPercent)) ? cell : null;
  });
}

/** Registers that say this of themselves, as a pattern. */
function named(fits: (register: RegisterSpec) => boolean): string {
  const specs = registry.ofKind('register').map(({ spec }) => spec as RegisterSpec);
  return `(?:${specs
    .filter((spec) => spec.values === 'whole' && fits(spec))
    .map(({ name }) => name)
    .join('|')})`;
}
const SILENT = named(({ readersWrite }) => readersWrite === 'nothing');
const SHARED = named(({ readersWrite }) => readersWrite === 'shared-line');
const GO_ON = named(({ readersMeetWriter }) => readersMeetWriter === 'go-on');

const usual = runIn(USUAL);
const large = runIn(LARGE);
const quick = runIn(USUAL, { effort: 'quick' });
const some = few(large);
const LAWS = {
  'shared-line-stands-still': 'held',
  'silent-readers-scale': 'held',
  'own-lines-scale': 'held',
  'reads-are-cheap': 'held',
  'slots-beat-count': 'held',
  'readers-overlap': 'held',
  'turns-are-fair': 'held',
  'phases-bound-waits': 'held',
  'no-lock-reads-more': 'held',
  'no-lock-shorter-tail': 'held',
  'plain-tears': 'held',
};
const UNDECIDED = Object.fromEntries(Object.keys(LAWS).map((id) => [id, 'undecided']));

test('the headline says which way to read at which share of reads, and what to take where no read may be held up', () => {
  expectReadable(usual);
  const { headline, answers } = conclude(usual);
  expect(headline).toMatch(
    new RegExp(
      `^Use ${SILENT} or ${SILENT} from 90 % reads on, ${SHARED} \\(\\d others are not surely slower\\) up to 50 %: with 2 threads and a value of 8 words, as WebAssembly, ${SILENT} ` +
        `makes 1[89]\\d M/s at 99 % reads, 14\\.\\d.* times ${SHARED}\\. ` +
        `Where no read may wait or begin again: ${GO_ON}, 0\\.6\\d+ .* times ${SILENT} there\\.$`,
    ),
  );
  expect(answers).toHaveLength(8);
  expect(answers[0].answer).toMatch(new RegExp(`^At 100 % ${SILENT} .*; at 0 % ${SHARED} \\(16\\.\\d M/s\\)\\.$`));
  expect(answers[5].answer).toMatch(/ 5\.00 M\/s; .* 4\.80 M\/s/);
  expect(answers[6].answer).toMatch(/begins again 2\.00 times in a hundred reads; /);
  expect(answers[7].answer).toMatch(
    /^Seqlock.*: 1 copy of the value, with 2 threads; left-right: 2 copies of the value; /,
  );
});

/** The part of the usual run that the headline reads, with one register nine times as fast. */
function withFast(subject: string, isFast: (cell: Cell) => boolean): LabResult {
  return change(usual, (cell) => {
    if (cell.kind !== 'register' || cell.scenario !== 'sharing' || cell.threads === 1) return null;
    if (cell.subject !== subject || !isFast(cell)) return cell;
    return { ...cell, trials: cell.trials.map((trial) => ({ ...trial, ops: trial.ops * 9 })) };
  });
}

test('one way is recommended for all shares where it is always the best, and none beside it where its reads go on', () => {
  expect(conclude(withFast('epoch', () => true)).headline).toMatch(
    new RegExp(`^Use epoch whatever the share of reads \\(0 to 100 %\\): .* times ${SHARED}\\.$`),
  );
});

test('a share whose best way is another one gets its own advice', () => {
  const dear = withFast('epoch', ({ params }) => params.readPercent === 50);
  expect(conclude(dear).headline).toMatch(
    new RegExp(
      `^Use ${SILENT} or ${SILENT} from 90 % reads on, epoch at 50 % reads, ${SHARED} \\(\\d others .*\\) at 0 % reads: `,
    ),
  );
});

test('with sixteen threads every claim holds; with two no queue of writers forms, which the claim on phases says', () => {
  expectReadable(large);
  expect(verdicts(large)).toEqual(LAWS);
  expect(verdicts(usual)).toEqual({ ...LAWS, 'phases-bound-waits': 'undecided' });
  expect(claimOf(usual, 'phases-bound-waits').sentence).toContain('one writer at most');
  expect(claimOf(large, 'shared-line-stands-still').sentence).toMatch(
    /^WebAssembly: 16 threads make 15\.\d .* times the reads of one with own-copy; of that gain: /,
  );
});

test('where the laws do not hold, the claims say so', () => {
  const other = few(
    runIn({
      ...LARGE,
      addedNs: { nothing: 1, 'own-line': 30, 'shared-line': 1 },
      turnNs: 0.4,
      tailNs: { 'go-on': 120, retry: 150, 'wait-and-retry': 100, wait: 60 },
      enterNs: { 'own-line': 900, 'shared-line': 1 },
      handOverNs: 20,
      waitNs: { ...USUAL.waitNs, arrival: 1000 },
      favour: 40,
    }),
  );
  expectReadable(other);
  expect(verdicts(other)).toMatchObject({
    'shared-line-stands-still': 'did not hold',
    'reads-are-cheap': 'did not hold',
    'slots-beat-count': 'did not hold',
    'turns-are-fair': 'did not hold',
    'phases-bound-waits': 'did not hold',
    'no-lock-shorter-tail': 'did not hold',
  });
  const slow = change(some, (cell) => {
    const isMany = cell.scenario === 'sharing' && cell.threads > 1 && cell.params.readPercent === 100;
    const isSlow = cell.scenario === 'reading' || (isMany && cell.subject !== 'own-copy');
    const isOurs = new RegExp(`^${named(({ readersMeetWriter }) => readersMeetWriter !== 'wait')}$`).test(cell.subject);
    const ops = (trial: Cell['trials'][number]) => ({ ...trial, ops: Math.round(trial.ops / 1000) });
    return isSlow && (isOurs || cell.kind === 'rwlock') ? { ...cell, trials: cell.trials.map(ops) } : cell;
  });
  expect(verdicts(slow)).toMatchObject({
    'silent-readers-scale': 'did not hold',
    'own-lines-scale': 'did not hold',
    'readers-overlap': 'did not hold',
    'no-lock-reads-more': 'did not hold',
  });
});

test('what waits for a writer is no example of reads that wait for nobody, however short its tail', () => {
  const waits = named(({ readersMeetWriter }) => readersMeetWriter === 'wait-and-retry');
  const { sentence, verdict } = claimOf(usual, 'no-lock-shorter-tail');
  expect(verdict).toBe('held');
  expect(sentence).toMatch(/two readings of the clock\. Writes beside them: /);
  expect(sentence).not.toMatch(new RegExp(waits));
  expect(conclude(usual).answers[4].answer).toMatch(new RegExp(`^${waits} `, 'i'));
});

test('a lock can fail what is asked of reads without one, and stands beside them', () => {
  const { sentence, verdict } = claimOf(usual, 'reads-are-cheap');
  expect(verdict).toBe('held');
  expect(sentence).toMatch(new RegExp(`; at most 3 is needed\\. Under locks, for comparison: .*${SHARED} 3\\.[67]`));
  const [needed] = sentence.split('Under locks');
  expect(needed).not.toMatch(new RegExp(named(({ readersMeetWriter }) => readersMeetWriter === 'wait')));
});

test('readers whose writers differ in pace are not compared', () => {
  const run = runIn({ ...USUAL, writesPerTrial: { wait: 400_000, other: 500_000 } });
  const other = change(run, (cell) => (cell.scenario === 'reading' ? cell : null));
  for (const id of ['no-lock-reads-more', 'no-lock-shorter-tail']) {
    const { sentence, verdict } = claimOf(other, id);
    expect(verdict, id).toBe('undecided');
    expect(sentence, id).toMatch(/ decides nothing: \S+ 5\.00 M\/s, \S+ 4\.00 M\/s\.$/);
  }
  const untold = change(some, (cell) => ({
    ...cell,
    trials: cell.trials.map(({ figures: _figures, ...trial }) => trial),
  }));
  expect(claimOf(untold, 'no-lock-reads-more')).toMatchObject({ verdict: 'undecided' });
  expect(claimOf(untold, 'no-lock-reads-more').sentence).toContain('at an unknown pace');
});

test('a tail that is a little longer or shorter than another decides nothing', () => {
  const verdictWith = (wait: number) => {
    const run = runIn({ ...USUAL, tailNs: { ...USUAL.tailNs, wait } });
    const beside = change(run, (cell) => (cell.scenario === 'reading' ? cell : null));
    return claimOf(beside, 'no-lock-shorter-tail').verdict;
  };
  const [muchShorter, shorter, alike, longer, muchLonger] = [80, 110, 120, 138, 180].map(verdictWith);
  expect({ muchShorter, shorter, alike, longer, muchLonger }).toEqual({
    muchShorter: 'did not hold',
    shorter: 'undecided',
    alike: 'undecided',
    longer: 'undecided',
    muchLonger: 'held',
  });
});

test('a run without a torn read proves nothing', () => {
  const lucky = change(some, (cell) => ({
    ...cell,
    trials: cell.trials.map(({ figures, ...trial }) => ({ ...trial, figures: { ...figures, tornReads: 0 } })),
  }));
  expect(claimOf(lucky, 'plain-tears')).toMatchObject({
    verdict: 'undecided',
    evidence: { 'uncoordinated, torn reads': 0 },
  });
  expect(claimOf(lucky, 'plain-tears').sentence).toContain('which proves nothing');
});

test('a look has what the headline needs, and says nothing of what it left out', () => {
  expectReadable(quick);
  expect(conclude(quick).headline).toMatch(new RegExp(`^Use ${SILENT} or ${SILENT} at 99 % reads: with 2 threads`));
  expect(verdicts(quick)).toEqual(UNDECIDED);
});

test('JavaScript alone is called by its name', () => {
  const js = few(runIn(USUAL, { backends: ['js'] }));
  expectReadable(js);
  expect(conclude(js).headline).toContain('with 2 threads and a value of 8 words, as JavaScript, ');
  expect(verdicts(js)).toEqual({ ...LAWS, 'phases-bound-waits': 'undecided' });
});

test('fewer blocks than six decide nothing that needs an interval', () => {
  const early = runIn(LARGE, { blocks: 3 });
  expectReadable(early);
  expect(conclude(early).headline).toContain('let the run finish');
  expect(verdicts(early)).toEqual({ ...UNDECIDED, 'turns-are-fair': 'held', 'plain-tears': 'held' });
});

const silence = (cell: Cell): Cell => ({ ...cell, trials: cell.trials.map((trial) => ({ ...trial, ops: 0 })) });
test.for<[what: string, by: (cell: Cell) => Cell | null, expected: Record<string, string>]>([
  ['nothing', () => null, UNDECIDED],
  ['one thread only', (cell) => (cell.threads === 1 ? cell : null), { ...UNDECIDED, 'reads-are-cheap': 'held' }],
  ['no control', (cell) => (cell.subject === 'own-copy' ? null : cell), { 'silent-readers-scale': 'undecided' }],
  [
    'a control that is broken',
    (cell) =>
      cell.subject === 'own-copy'
        ? { ...cell, checks: { invariantsHeld: false, details: ['a value was torn'] } }
        : cell,
    { 'own-lines-scale': 'undecided', 'shared-line-stands-still': 'undecided' },
  ],
  ['no lock', (cell) => (cell.kind === 'rwlock' ? null : cell), { 'turns-are-fair': 'undecided' }],
  ['a crew that hung everywhere', (cell) => ({ ...cell, trials: [], error: 'Thread 1 (share) hung.' }), UNDECIDED],
  ['trials without an operation', silence, UNDECIDED],
  [
    'one trial without an operation in each cell',
    (cell) => ({ ...cell, trials: cell.trials.map((trial, i) => (i === 2 ? { ...trial, ops: 0 } : trial)) }),
    { 'silent-readers-scale': 'undecided', 'no-lock-shorter-tail': 'undecided' },
  ],
  [
    'cells without samples',
    ({ latency, ...cell }) => (latency ? cell : null),
    { 'no-lock-shorter-tail': 'undecided', 'phases-bound-waits': 'undecided' },
  ],
  ['one way to read', (cell) => (/^seqlock$/.test(cell.subject) ? cell : null), { 'no-lock-reads-more': 'undecided' }],
  ['locks alone', (cell) => (cell.kind === 'rwlock' ? cell : null), { 'readers-overlap': 'held' }],
])('a run with %s gives a conclusion', ([, by, expected]) => {
  const record = change(some, by);
  expectReadable(record);
  expect(verdicts(record)).toMatchObject(expected);
});

test('what was not measured is not made up', () => {
  const { headline, answers } = conclude(change(usual, () => null));
  expect(headline).toContain('no recommendation');
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['This run did not measure it.']));
});

test('a look is about one share of reads; only more threads than CPUs are left to the thorough run', () => {
  const look = planFor(2, { effort: 'quick' });
  expect(look.sections.map(({ spec }) => spec.id)).toEqual(['shares']);
  expect(new Set(look.cells.map(({ params }) => params.readPercent))).toEqual(new Set([99]));
  const { sections, notMeasured } = planFor(2);
  expect(sections.map(({ spec }) => spec.id)).toEqual(['shares', 'scaling', 'alone', 'locks', 'reading']);
  expect(notMeasured).toEqual([{ what: 'More threads than CPUs', reason: 'only --thorough measures it' }]);
  const crowded = planFor(2, { effort: 'thorough' }).sections.at(-1);
  expect(crowded?.cells.every(({ threads }) => threads === 8)).toBe(true);
});

test('speed-ups have their single thread whatever counts are asked for', () => {
  for (const threads of [[2], [2, 8], [8]]) {
    const section = planFor(2, { threads }).sections.find(({ spec }) => spec.id === 'scaling');
    const counts = new Set(section?.cells.map((cell) => cell.threads));
    expect([...counts], `${threads}`).toEqual([1, threads[0]]);
  }
});

test('cells that several sections share are called the same in all of them', () => {
  const { sections } = planFor(16, { effort: 'thorough' });
  for (const { spec, cells } of sections.filter(({ spec }) => spec.kind === 'register' && spec.label))
    for (const { subject, params, label } of cells)
      expect(label, spec.id).toBe(`${subject.spec.name}, ${params.readPercent} % reads`);
});

test('thread counts: one, two, as many as CPUs and four times as many, at most 64', () => {
  expect(lab.threads(1)).toEqual([1, 2, 4]);
  expect(lab.threads(2)).toEqual([1, 2, 8]);
  expect(lab.threads(16)).toEqual([1, 2, 16, 64]);
  expect(lab.threads(256)).toEqual([1, 2, 64]);
});
