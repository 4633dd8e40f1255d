/** What a line costs between each two CPUs: the matrix of all pairs in the order of the machine, with its distances in words. */
import { bimodal } from '../../stats/bimodal.ts';
import { cellNames } from '../cell-names.ts';
import { type CpuOrder, orderCpus } from '../cpu-order.ts';
import { heatChart } from '../heat-chart.ts';
import { heatTable } from '../heat-table.ts';
import { classesOf, pairsOf, type Stranger, spreadOf, strangersOf, type Tour } from '../pair-matrix.ts';
import { duration, percent } from '../quantity.ts';
import type { LabResult } from '../schema.ts';
import type { SectionSummary } from '../summary.ts';
import type { View } from '../view.ts';

/** One below the diagonal, one above it. */
const MOST_TOURS = 2;
const MOST_NAMED = 3;

export default {
  name: 'heat-map',
  title: 'Every pair of CPUs',
  build(record, _section, summary) {
    const [tours, others] = toursOf(record, summary);
    if (tours.length === 0) {
      return { sentence: 'No chart: no cell with a score has figures of pairs of CPUs.', chart: null, table: null };
    }
    const cpus = new Set(tours.flatMap(({ pairs }) => pairs.flatMap((pair) => pair.cpus)));
    const order = orderCpus([...cpus], record.machine.topology.places ?? []);
    return {
      sentence: sentence(record, tours, others, order),
      chart: heatChart(tours, order),
      table: heatTable(tours, order),
    };
  },
} satisfies View;

/** WebAssembly where both back ends were measured; and the names of those for which there is no room. */
function toursOf(record: LabResult, summary: SectionSummary): [tours: Tour[], others: string[]] {
  const names = cellNames(summary);
  const found = summary.rows
    .filter(({ failure }) => failure === null)
    .map(({ cell }) => ({ cell, pairs: pairsOf(cell, record.machine.topology.places ?? []) }))
    .filter(({ pairs }) => pairs.length > 0)
    .sort((a, b) => Number(a.cell.backend === 'js') - Number(b.cell.backend === 'js'))
    .map(({ cell, pairs }) => ({ name: names.get(cell.id) ?? cell.subject, backend: cell.backend, pairs }));
  const shown = found.filter(({ backend }) => backend === found[0].backend).slice(0, MOST_TOURS);
  return [
    shown.map(({ name, pairs }) => ({ name, pairs, classes: classesOf(pairs) })),
    found.filter((one) => !shown.includes(one)).map(({ name }) => name),
  ];
}

function sentence(record: LabResult, tours: readonly Tour[], others: readonly string[], order: CpuOrder): string {
  const sides = ['Below the diagonal', 'Above it'];
  const findings = tours.map((tour, at) => {
    const found = [...extremes(tour), ...distances(tour)].join(' ');
    return tours.length === 1 ? found : `${sides[at]}, ${tour.name}: ${found.replace(/^N/, 'n')}`;
  });
  const doubts = tours.flatMap((tour) => [...groupsWithin(tour, record), ...outliers(tour)]);
  const trust = doubts.length === 0 ? [] : trustOf(record);
  const left = others.length === 0 ? [] : [`Not shown: ${others.join('; ')}.`];
  return [...findings, ...coverage(tours, order, record), ...doubts, ...trust, ...left].join(' ');
}

function extremes({ pairs }: Tour): string[] {
  const [first] = pairs;
  if (pairs.length === 1) {
    const where = first.distance === null ? '' : ` (${first.distance})`;
    return [`CPUs ${first.cpus.join(' and ')}${where}: ${duration(first.ns)}.`];
  }
  const nearest = pairs.reduce((best, pair) => (pair.ns < best.ns ? pair : best));
  const farthest = pairs.reduce((best, pair) => (pair.ns > best.ns ? pair : best));
  return [
    `Nearest are CPUs ${nearest.cpus.join(' and ')} with ${duration(nearest.ns)}, farthest CPUs ${farthest.cpus.join(' and ')} with ${duration(farthest.ns)}.`,
  ];
}

function distances({ pairs, classes }: Tour): string[] {
  if (pairs.length === 1) return [];
  const known = classes.flatMap(({ distance, ns }) => (distance === null ? [] : [`${distance} ${duration(ns)}`]));
  const [only] = classes;
  if (known.length === 0) return [`The median of all pairs is ${duration(only.ns)}.`];
  return [`Medians by distance: ${known.join('; ')}.`];
}

/** Of the CPUs that took part, and how far to believe the figures. */
function coverage(tours: readonly Tour[], { cpus }: CpuOrder, { machine }: LabResult): string[] {
  const all = (cpus.length * (cpus.length - 1)) / 2;
  const counts = [...new Set(tours.map(({ pairs }) => pairs.length.toLocaleString('en-GB')))];
  const whole = tours.every(({ pairs }) => pairs.length === all);
  const pairs = whole
    ? `Measured: all ${counts[0]} pairs`
    : `Measured: ${counts.join(' and ')} of the ${all.toLocaleString('en-GB')} pairs`;
  const machineCpus = machine.topology.cpus;
  const part = machineCpus !== null && machineCpus > cpus.length ? ` (the machine has ${machineCpus})` : '';
  const measured = `${pairs} of ${cpus.length} CPUs${part}${whole ? '' : '; the others are empty'}.`;
  const spread = spreadOf(tours.flatMap((tour) => tour.pairs));
  const passes =
    spread === null
      ? 'Each pair was visited once, so its spread is not known.'
      : `Passes over a pair differ by ±${percent(spread)}.`;
  return all === 1 ? [passes] : [measured, passes];
}

/** Pairs at one distance that are of two sorts: there is a border that the topology does not tell. */
function groupsWithin({ classes }: Tour, { machine }: LabResult): string[] {
  const mixed = machine.cpu.kinds.length > 1 ? ', or kinds of cores differ' : '';
  return classes.flatMap(({ distance, pairs }) => {
    const modes = bimodal(pairs.map(({ ns }) => ns));
    if (modes === null) return [];
    return [
      `${distance === null ? 'The pairs' : `Pairs of ${distance}`} fall into two groups, ${duration(modes.lowMode)} and ${duration(modes.highMode)}: the machine may have a border there that its topology does not tell${mixed}.`,
    ];
  });
}

function outliers({ classes }: Tour): string[] {
  const found = strangersOf(classes.filter(({ pairs }) => bimodal(pairs.map(({ ns }) => ns)) === null));
  if (found.length === 0) return [];
  const named = found.slice(0, MOST_NAMED).map(strangerText);
  const more = found.length - named.length;
  const count = found.length === 1 ? '1 pair stands out of its' : `${found.length} pairs stand out of their`;
  return [`${count} distance: ${named.join('; ')}${more === 0 ? '' : `; and ${more} more`}.`];
}

function strangerText({ pair, usualNs }: Stranger): string {
  const usual = pair.distance === null ? 'the median' : pair.distance;
  return `CPUs ${pair.cpus.join(' and ')} take ${duration(pair.ns)}, where ${usual} is ${duration(usualNs)}`;
}

const TRUST: Readonly<Record<string, string>> = {
  virtual: 'The topology is what the hypervisor presents; it need not be that of the hardware.',
  partial: 'Parts of the topology could not be read.',
  contradictory: 'The topology contradicts itself in places.',
  unknown: 'The topology of this machine is not known.',
};

function trustOf({ machine }: LabResult): string[] {
  const text = TRUST[machine.topology.trust];
  return text === undefined ? [] : [text];
}
