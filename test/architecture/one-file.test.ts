/** A ring is one file: dropped into a folder of the user's own, it is everywhere that the project's rings are. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderCatalogue } from '../../src/cli/catalogue.ts';
import { findLabs } from '../../src/lab/find.ts';
import { planRun } from '../../src/lab/plan.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { discover, PROJECT } from '../../src/registry.ts';
import { readResult } from '../../src/report/read-result.ts';
import { runLab } from '../cli/lab-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { tinyRing } from '../tiny-ring.ts';

test('the registry finds it, the catalogue describes it and the lab plans it in both back ends', async () => {
  const folder = temporaryFolder({ 'my-ring.ts': tinyRing() });
  const registry = await discover([folder]);
  expect(registry.ofKind('ring').map(({ spec }) => spec.name)).toContain('my-ring');

  const catalogue = renderCatalogue(registry.subjects);
  expect(catalogue).toContain('my-ring');
  expect(catalogue).toContain('A ring of my own');
  expect(renderCatalogue((await discover()).subjects)).not.toContain('my-ring');

  const lab = (await findLabs()).get('ringbuf');
  if (!lab) throw new Error('Expected a lab ringbuf, found none.');
  const choice = {
    effort: 'default',
    subjects: null,
    backends: ['js', 'wasm'],
    threads: null,
    pin: 'none',
    capacitySlots: 64,
  } as const;
  const plan = planRun(lab, registry, readTopology(), choice);
  const cells = plan.cells.filter(({ subject }) => subject.spec.name === 'my-ring');
  expect(cells.map(({ scenario, backend }) => `${scenario.spec.name} ${backend}`)).toEqual([
    'throughput js',
    'throughput wasm',
  ]);
});

test('the conformance suites test it, in both back ends, and it passes', () => {
  const folder = temporaryFolder({ 'my-ring.ts': tinyRing() });
  const report = join(folder, 'report.json');
  const vitest = join(PROJECT, 'node_modules/vitest/vitest.mjs');
  const { stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', 'test/conformance/ring.test.ts', '-t', 'my-ring', '--reporter=json', `--outputFile=${report}`],
    { cwd: PROJECT, encoding: 'utf8', env: { ...process.env, ALSO: folder } },
  );
  expect(existsSync(report), stderr).toBe(true);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { assertionResults: { fullName: string; status: string }[] }[];
  };
  const mine = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => fullName.includes('my-ring'));
  for (const backend of ['js', 'wasm']) {
    const passed = mine.filter(
      ({ fullName, status }) => fullName.includes(`my-ring, ${backend}`) && status === 'passed',
    );
    expect(passed.length, backend).toBeGreaterThan(5);
  }
  expect(mine.filter(({ status }) => status === 'failed')).toEqual([]);
});

test('the explorer runs programs of its kind in every order, and it is right', () => {
  const folder = temporaryFolder({ 'my-ring.ts': tinyRing() });
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'explore', '--', 'my-ring', '--also', folder], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/ok +2 pushes, 2 pops +every order, \d+ states/);
});

test('a run of the lab measures it: the result, the table and the report name it', async () => {
  const folder = temporaryFolder({ 'my-ring.ts': tinyRing() });
  const out = join(folder, 'out');
  const { code, stdout, stderr } = await runLab(
    ...['ringbuf', '--quick', '--subjects', 'my-ring,spsc-cached', '--also', folder, '--out', out, '--capacity', '64'],
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('my-ring');
  const files = readdirSync(join(out, 'ringbuf')).sort();
  expect(files).toEqual([expect.stringMatching(/^\w{26}\.html$/), expect.stringMatching(/^\w{26}\.json$/)]);
  const [html, json] = files.map((name) => readFileSync(join(out, 'ringbuf', name), 'utf8'));
  const record = readResult(json);
  expect(record.complete).toBe(true);
  expect(record.subjects.find(({ name }) => name === 'my-ring')).toMatchObject({
    title: 'A ring of my own',
    family: 'spsc',
  });
  const cells = record.cells.filter(({ subject }) => subject === 'my-ring');
  expect(cells.map(({ backend }) => backend).sort()).toEqual(['js', 'wasm']);
  for (const { trials, checks, error } of cells) {
    expect({ checks, error }).toEqual({ checks: { invariantsHeld: true, details: [] }, error: undefined });
    expect(trials).toHaveLength(record.config.trials);
  }
  expect(html).toContain('my-ring');
});
