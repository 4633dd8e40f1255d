import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { calibratedFloor } from '../../src/cli/calibrated-floor.ts';
import { storeCalibration, usableFloor } from '../../src/lab/calibration-store.ts';
import { SETTINGS } from '../../src/lab/settings.ts';
import { sampleRecord } from '../report/sample.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const AT = '2026-11-22T16:50:00.000Z';
const DAY_MS = 86_400_000;
const NOW = Date.parse(AT) + DAY_MS;
const HERE = { id: '9f3c01ab77de', profile: 'x64|AMD|2c2t', runtime: { node: '26.10.0' } };

/** A run with the settings of a lab that are also the calibration's. */
const RUN = { ...SETTINGS.default, pin: 'cores' };

const CONTENT = {
  at: AT,
  command: 'npm run calibrate -- --pin cores --seed 1',
  machine: { id: HERE.id, profile: HERE.profile, node: HERE.runtime.node } as {
    id: string | null;
    profile: string;
    node: string;
  },
  pin: 'cores',
  blocks: 12,
  trialsPerVisit: 2,
  trialMs: 68,
  ratio: 0.031,
  classes: [{ name: 'js', pairs: 6, ratio: 0.04 }],
  falsePositives: { comparisons: 240, assumed: 0.01, measured: 0 },
  pairs: [{ cell: 'calibrate/ring.throughput/a/js/2/cores', ratio: { estimate: 1.01, low: 0.99, high: 1.03 } }],
};

test('what is stored is found again; the file is one, and whole', () => {
  const folder = temporaryFolder();
  const path = storeCalibration(folder, CONTENT);
  expect(readdirSync(folder)).toEqual(['calibration-9f3c01ab77de.json']);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ schemaVersion: '1.0', ...CONTENT });
  expect(usableFloor([folder], HERE, RUN, NOW)).toEqual({
    floor: { ratio: 0.031, from: 'npm run calibrate', at: AT },
    refused: null,
  });
});

test('the first folder that has one counts; without one there is nothing to say', () => {
  const [empty, loud, quiet] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  storeCalibration(loud, { ...CONTENT, ratio: 0.2 });
  storeCalibration(quiet, CONTENT);
  expect(usableFloor([empty, loud, quiet], HERE, RUN, NOW).floor?.ratio).toBe(0.2);
  expect(usableFloor([empty, join(empty, 'missing')], HERE, RUN, NOW)).toEqual({ floor: null, refused: null });
});

test('another machine has another file; a copied one is noticed', () => {
  const folder = temporaryFolder();
  const path = storeCalibration(folder, CONTENT);
  const other = { ...HERE, id: '000000000000' };
  expect(usableFloor([folder], other, RUN, NOW)).toEqual({ floor: null, refused: null });
  writeFileSync(join(folder, 'calibration-000000000000.json'), readFileSync(path));
  expect(usableFloor([folder], other, RUN, NOW).refused).toContain('it is of another machine');
});

test('machines without an id are told apart by their profile', () => {
  const folder = temporaryFolder();
  storeCalibration(folder, { ...CONTENT, machine: { ...CONTENT.machine, id: null } });
  const here = { ...HERE, id: null };
  expect(usableFloor([folder], here, RUN, NOW).floor?.ratio).toBe(0.031);
  expect(usableFloor([folder], { ...here, profile: 'arm64|-|8c8t' }, RUN, NOW).floor).toBeNull();
});

test.each<[why: string, here: typeof HERE, pin: string, days: number, reason: RegExp]>([
  ['another profile', { ...HERE, profile: 'x64|AMD|4c4t' }, 'cores', 1, /the machine was another then \(x64\|AMD/],
  ['another Node', { ...HERE, runtime: { node: '27.0.0' } }, 'cores', 1, /made with Node 26, and this is Node 27/],
  ['unpinned threads', HERE, 'none', 1, /not pinned|here they are not: npm run calibrate -- --pin none makes/],
  ['age', HERE, 'cores', 31, /it is 31 days old, and 30 are the most/],
])('not used for %s, with the reason and the cure', (_, here, pin, days, reason) => {
  const folder = temporaryFolder();
  storeCalibration(folder, CONTENT);
  const { floor, refused } = usableFloor([folder], here, { ...RUN, pin }, Date.parse(AT) + days * DAY_MS);
  expect(floor).toBeNull();
  expect(refused).toMatch(/^The calibration in .* is not used, as .*: npm run calibrate.* makes a new one\.$/);
  expect(refused).toMatch(reason);
});

test('used on the thirtieth day, with another minor version of Node, and under another policy of pinning', () => {
  const folder = temporaryFolder();
  storeCalibration(folder, CONTENT);
  const here = { ...HERE, runtime: { node: '26.99.1' } };
  expect(usableFloor([folder], here, { ...RUN, pin: 'scatter' }, Date.parse(AT) + 30 * DAY_MS).floor?.ratio).toBe(
    0.031,
  );
});

test.each([
  ['as long', 'cores', 2, 68, null],
  ['longer', 'cores', 3, 200, null],
  ['three quarters as long', 'cores', 1, 102, null],
  ['shorter', 'cores', 1, 101, 'npm run calibrate -- --quick makes a new one for runs as short as this.'],
  ['quick', 'cores', 1, 52, 'npm run calibrate -- --quick makes a new one for runs as short as this.'],
  [
    'quick, unpinned',
    'none',
    1,
    52,
    'npm run calibrate -- --quick --pin none makes a new one for runs as short as this.',
  ],
])('a run whose visits are %s (%s, %i of %i ms)', (_, pin, trialsPerVisit, trialMs, cure) => {
  const folder = temporaryFolder();
  const path = storeCalibration(folder, { ...CONTENT, pin });
  const { floor, refused } = usableFloor([folder], HERE, { pin, trialsPerVisit, trialMs }, NOW);
  expect(floor?.ratio).toBe(cure === null ? 0.031 : undefined);
  expect(refused).toBe(
    cure &&
      `The calibration in ${path} is not used, as its visits measured 136 ms each and those of this run ${trialMs} ms (a longer run may use it): ${cure}`,
  );
});

test('what a quick calibration stores holds for every run, quick or not', () => {
  const { trialsPerVisit, trialMs } = SETTINGS.quick;
  const folder = temporaryFolder();
  storeCalibration(folder, { ...CONTENT, trialsPerVisit, trialMs });
  for (const settings of Object.values(SETTINGS))
    expect(usableFloor([folder], HERE, { ...settings, pin: 'cores' }, NOW).refused).toBeNull();
});

test('a short run is told of the quick calibration whatever the reason: the default one would not hold either', () => {
  const folder = temporaryFolder();
  storeCalibration(folder, { ...CONTENT, machine: { ...CONTENT.machine, node: '1.0.0' } });
  const { refused } = usableFloor([folder], HERE, { ...SETTINGS.quick, pin: 'cores' }, NOW);
  expect(refused).toMatch(/made with Node 1, .*: npm run calibrate -- --quick makes a new one for runs as short/);
});

test.each([
  ['cut off', '{"schema": "cross', /cut off or no JSON/],
  ['empty', '', /cut off or no JSON/],
  ['of another schema', '{"schema":"lab-result"}', /not valid \(schema: /],
  [
    'without a floor',
    JSON.stringify({ ...CONTENT, schema: 'crosscore-calibration', schemaVersion: '1.0', ratio: -1 }),
    /not valid \(ratio: /,
  ],
  [
    'with a floor so loud that it is not kept',
    JSON.stringify({ ...CONTENT, schema: 'crosscore-calibration', schemaVersion: '1.0', ratio: 0.26 }),
    /not valid \(ratio: /,
  ],
  [
    'without the length of its trials',
    JSON.stringify({ ...CONTENT, schema: 'crosscore-calibration', schemaVersion: '1.0', trialMs: undefined }),
    /not valid \(trialMs: /,
  ],
  [
    'of a later version',
    JSON.stringify({ ...CONTENT, schema: 'crosscore-calibration', schemaVersion: '2.0' }),
    /not valid \(schemaVersion: /,
  ],
])('a file that is %s is a sentence, not a crash', (_, text, reason) => {
  const folder = temporaryFolder({ 'calibration-9f3c01ab77de.json': text });
  const { floor, refused } = usableFloor([folder], HERE, RUN, NOW);
  expect(floor).toBeNull();
  expect(refused).toMatch(reason);
  expect(refused).not.toContain('\n');
});

test('a lab takes the floor of its folder, and says why it takes none', () => {
  const { machine } = sampleRecord();
  const lines: string[] = [];
  const output = { columns: 60, line: (text = '') => void lines.push(text) };
  const folder = temporaryFolder();
  const own = { id: machine.id, profile: machine.profile, node: machine.runtime.node };
  storeCalibration(folder, { ...CONTENT, machine: own, at: new Date().toISOString() });
  expect(calibratedFloor(output, machine, RUN, folder)).toMatchObject({ ratio: 0.031, from: 'npm run calibrate' });
  expect(lines).toEqual([]);
  storeCalibration(folder, { ...CONTENT, machine: { ...own, node: '1.0.0' } });
  expect(calibratedFloor(output, machine, RUN, folder)).toBeNull();
  expect(lines.join(' ')).toContain('made with Node 1,');
  expect(lines.every((line) => line.length <= 60 || !line.includes(' '))).toBe(true);
});
