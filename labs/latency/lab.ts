import type { Backend, EventcountSpec, OperationSpec, SignalSpec } from '../../src/contract.ts';
import { distanceSites } from '../../src/lab/distance-sites.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, SweepContext } from '../../src/lab/spec.ts';
import { siteName } from '../../src/lab/spots.ts';
import { conclude } from './conclude.ts';

/** The two forms of a hand-over that two threads make through one line. */
const onOneLine = (signal: SignalSpec) => signal.lines === 1;
const isCas = (signal: SignalSpec) => signal.writes === 'compare-exchange';
const parks = (eventcount: EventcountSpec) => eventcount.waiting === 'park' && eventcount.wakes === 'when-waited-for';

/** Two CPUs, or nothing: two threads on one do not hand over, the scheduler does. */
const OWN_CORES = [{ policy: 'cores', ownCpus: true }] as const;

/** JavaScript needs a longer warm-up. */
const unlessQuick = ({ effort }: SweepContext): readonly Backend[] => (effort === 'quick' ? ['wasm'] : ['wasm', 'js']);

export default {
  name: 'latency',
  title: 'From core to core',
  question: 'How long does a word take from one CPU to another, and how does that grow with their distance?',
  threads: () => [2],
  sections: [
    over('signal', {
      id: 'distance',
      title: 'Distances',
      question: 'What does it cost to hand a turn to a CPU at each distance that this machine has?',
      law: 'the line travels: to a sibling within the core, through the shared cache, over the fabric to another node or socket',
      scenario: 'ping-pong',
      subjects: (signal, { effort }) => onOneLine(signal) && (effort !== 'quick' || !isCas(signal)),
      backends: unlessQuick,
      sites: ({ topology }) => distanceSites(topology),
      sweep: () => [{}],
      baseline: (signal, backend) => isCas(signal) && backend === 'wasm',
      label: (_params, { name }, site) => `${name}, ${siteName(site)}`,
      views: ['ladder', 'strategies'],
      x: null,
    }),
    over('signal', {
      id: 'matrix',
      title: 'Every pair of CPUs',
      question: 'Which CPUs are near each other, and is that what the machine says about itself?',
      law: 'pairs at one distance cost the same; what does not fit the picture is a finding',
      scenario: 'ping-pong',
      tours: true,
      subjects: onOneLine,
      backends: () => ['wasm'],
      sweep: () => [{}],
      baseline: () => false, // pairs are compared with each other, not with a cell
      views: ['heat-map'],
      x: null,
    }),
    over('signal', {
      id: 'methods',
      title: 'Three ways to hand over',
      question:
        'Does it matter how the turn is handed over: with compare-and-swap, with a store, on one line or on two?',
      law: 'the cost is that of trips: compare-and-swap fetches a line to own it; a look fetches a copy, and the store asks for the right to write',
      scenario: 'ping-pong',
      subjects: () => true,
      backends: unlessQuick,
      sites: () => OWN_CORES,
      sweep: () => [{}],
      baseline: (signal, backend) => isCas(signal) && backend === 'wasm',
      views: ['backends', 'trials'],
      x: null,
    }),
    over('operation', {
      id: 'own',
      title: 'Nobody else',
      question: 'What does an instruction cost on a line that no other CPU wants?',
      law: 'an atomic on one’s own line costs its place in the pipeline, not a transfer',
      scenario: 'own',
      subjects: (operation: OperationSpec, { effort }) => effort !== 'quick' || operation.needs === 'ownership',
      backends: unlessQuick,
      sweep: () => [{}],
      baseline: (operation, backend) => operation.atomic === 'plain' && backend === 'wasm',
      views: ['backends'],
      x: null,
    }),
    over('eventcount', {
      id: 'asleep',
      title: 'A thread that sleeps',
      question: 'And if the other thread has to be woken?',
      law: 'two system calls and the scheduler: thousands of times what the line takes',
      scenario: 'ping-pong',
      subjects: parks,
      backends: () => ['wasm'],
      sites: () => OWN_CORES,
      sweep: () => [{}],
      baseline: () => false,
      label: (_params, { name }) => `${name}, to and fro`,
      views: ['trials'],
      x: null,
    }),
  ],
  conclude,
} satisfies LabSpec;
