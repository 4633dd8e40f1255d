import { expect, test } from 'vitest';
import { describeMachine } from '../../src/machine/fingerprint.ts';
import { readFrom } from '../../src/machine/read.ts';
import { type SyntheticExtras, syntheticFiles } from '../../src/machine/synthetic.ts';
import { readTopology } from '../../src/machine/topology.ts';
import { readResult } from '../../src/report/read-result.ts';
import type { LabResult } from '../../src/report/schema.ts';
import { renderTopologyDrawing } from '../../src/report/topology-drawing.ts';
import { type Placed, topologyTree, type Unit } from '../../src/report/topology-tree.ts';
import { sampleRecord } from './sample.ts';

function recordOn(spec: string, extras?: SyntheticExtras): LabResult {
  const read = readFrom(syntheticFiles(spec, extras));
  const { topology, cpu } = describeMachine(readTopology(read, 'synthetic'), {}, read);
  const record = sampleRecord();
  const machine = { ...record.machine, topology, cpu: { ...record.machine.cpu, kinds: cpu.kinds } };
  // As a file that was written and read again.
  return readResult(JSON.stringify({ ...record, machine }));
}

const drawing = (...args: Parameters<typeof recordOn>) => renderTopologyDrawing(recordOn(...args))?.text ?? '';
const countOf = (text: string, part: RegExp) => [...text.matchAll(part)].length;

/** Boxes as nested arrays: `package 0 · numa 0` and what is in it; a core as its CPUs. */
function outline(unit: Unit): unknown {
  const name = unit.labels.map(({ level, id }) => `${level} ${id}`).join(' · ');
  return [name, unit.parts.length === 0 ? unit.cpus.map(({ cpu }) => cpu).join() : unit.parts.map(outline)];
}

const place = (cpu: number, rest: Partial<Placed>): Placed => ({
  ...{ cpu, core: cpu, smtRank: 0, allowed: true, isolated: false },
  ...rest,
});

test('a record that does not tell where its CPUs are has no drawing', () => {
  expect(renderTopologyDrawing(sampleRecord())).toBeNull();
  const { machine, ...record } = recordOn('core:2');
  const unknown = { ...machine, topology: { ...machine.topology, trust: 'unknown' } };
  expect(renderTopologyDrawing({ ...record, machine: unknown })).toBeNull();
});

test('levels that hold the same CPUs share a box, and the larger holds the smaller', () => {
  const { topology } = recordOn('package:1 node:2 l3:1 core:2 pu:2').machine;
  expect(topologyTree(topology.places ?? []).map(outline)).toEqual([
    [
      'package 0',
      [
        [
          'numa 0 · l3 0',
          [
            ['core 0', '0,4'],
            ['core 1', '1,5'],
          ],
        ],
        [
          'numa 1 · l3 1',
          [
            ['core 2', '2,6'],
            ['core 3', '3,7'],
          ],
        ],
      ],
    ],
  ]);
  expect(topologyTree(recordOn('node:1 package:2 core:1 pu:1').machine.topology.places ?? []).map(outline)).toEqual([
    [
      'numa 0',
      [
        ['package 0 · core 0', '0'],
        ['package 1 · core 1', '1'],
      ],
    ],
  ]);
});

test('CPUs without a level lie beside those that have it', () => {
  const places = [place(0, { l3: 0, package: 0 }), place(1, { l3: 0, package: 0 }), place(2, { package: 0 })];
  expect(topologyTree(places).map(outline)).toEqual([
    [
      'package 0',
      [
        [
          'l3 0',
          [
            ['core 0', '0'],
            ['core 1', '1'],
          ],
        ],
        ['core 2', '2'],
      ],
    ],
  ]);
});

test('two CPUs are two squares in one box, said in words too', () => {
  const text = drawing('package:1 l3:1 core:2');
  expect(text).toContain('<span>package 0 · node 0 (1.00 GiB) · L3 0</span>');
  expect(text).toContain('<i class="cpu">0</i>');
  expect(text).toContain('role="img" aria-label="package 0 · node 0 (1.00 GiB) · L3 0: CPUs 0-1."');
  expect(countOf(text, /class="core"/g)).toBe(2);
});

test('one core of two threads has its package around it', () => {
  const text = drawing('package:1 core:1 pu:2');
  expect([countOf(text, /class="box"/g), countOf(text, /class="core"/g), countOf(text, /class="cpu"/g)]).toEqual([
    1, 1, 2,
  ]);
});

test('CPUs that the run could not use are hatched, isolated ones dashed, kinds named: all in the caption too', () => {
  const text = drawing('package:1 l3:1 core:4', { allowed: '0-2', isolated: '1', kinds: { P: '0-1', E: '2-3' } });
  expect(text).toContain('<i class="cpu barred">3</i>');
  expect(text).toContain('<i class="cpu isolated">1</i>');
  expect(text).toContain('<span>P</span><i class="cpu">0</i>');
  expect(text).toMatch(
    /<figcaption class="note">.* Hatched, not usable by this run: 3\. Dashed, isolated from other tasks: 1\. E cores: 2-3\. P cores: 0-1\.<\/figcaption>/,
  );
});

test('256 CPUs are small squares whose numbers stand at their cache', () => {
  const text = drawing('package:2 node:1 l3:8 core:8 pu:2');
  expect(countOf(text, /<i class="cpu"><\/i>/g)).toBe(256);
  expect(text).toContain('<span>L3 15: 120-127,248-255</span>');
  expect(text).not.toContain('<details>');
});

test('1,024 CPUs are folded, and the words for a listener stay short', () => {
  const text = drawing('node:8 package:1 l3:8 core:8 pu:2');
  expect(text).toContain('<summary>Where each of the 1024 CPUs is</summary>');
  expect(/aria-label="([^"]*)"/.exec(text)?.[1].length).toBeLessThan(1_000);
});

test('nothing in it needs an inline style or a script', () => {
  expect(drawing('package:2 node:1 l3:2 core:2 pu:2', { allowed: '0' })).not.toMatch(/style=|<script|<svg|on\w+=/);
});

test('names from a record are escaped', () => {
  const { machine, ...record } = recordOn('package:1 core:2', { kinds: { P: '0', E: '1' } });
  const kinds = machine.cpu.kinds.map((kind) => ({ ...kind, name: '<b>"' }));
  const hostile = renderTopologyDrawing({ ...record, machine: { ...machine, cpu: { ...machine.cpu, kinds } } });
  expect(hostile?.text).not.toContain('<b>');
});
