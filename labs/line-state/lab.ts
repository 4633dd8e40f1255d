import type { OperationSpec } from '../../src/contract.ts';
import { distanceSites } from '../../src/lab/distance-sites.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, Site, SweepContext } from '../../src/lab/spec.ts';
import { siteName } from '../../src/lab/spots.ts';
import { conclude } from './conclude.ts';
import { numberOf, STATES, type State } from './states.ts';

/** One that only looks, and one that reads and writes at once: what the others are compared with. */
const isLoad = (operation: OperationSpec) => operation.needs === 'copy';
const isAdd = (operation: OperationSpec) => operation.family === 'fetch-and-add';
const isPicked = (operation: OperationSpec) => isLoad(operation) || isAdd(operation);

/** Memory is as far from all operations; two show that. A quick run leaves out the states that need a pool of lines. */
function statesOf({ effort }: SweepContext, operation: OperationSpec): readonly State[] {
  if (effort === 'quick') return ['own', 'shared', 'modified'];
  if (effort === 'thorough' || isPicked(operation)) return STATES;
  return STATES.filter((state) => state !== 'memory');
}

const inState = (state: State, chained = 1) => ({ state: numberOf(state), chained });

/** Every distance that the machine has; in a quick run two cores. Where the system does not tell its CPUs apart: wherever threads go. */
function sites({ effort, topology }: SweepContext): readonly Site[] {
  if (topology.trust === 'unknown') return [{ policy: 'none' }];
  return effort === 'quick' ? [{ policy: 'cores' }] : distanceSites(topology);
}

const label = ({ state, chained }: Readonly<Record<string, number>>, { name }: OperationSpec, site: Site) =>
  `${name}, ${STATES[state]}${chained === 0 ? ', overlapping' : ''}, ${siteName(site)}`;

const isBase = (operation: OperationSpec, backend: string, { state, chained }: Readonly<Record<string, number>>) =>
  isLoad(operation) && backend === 'wasm' && state === numberOf('own') && chained === 1;

export default {
  name: 'line-state',
  title: 'What another core has of the line',
  question: 'What do load, store, add, exchange and compare-exchange cost, given what another core has of the line?',
  threads: () => [2],
  sections: [
    over('operation', {
      id: 'own',
      title: 'Lines of one’s own',
      question: 'What does an operation cost a thread whose first-level cache has the line?',
      law: 'a load takes some cycles; an atomic read-modify-write, and on x86 an atomic store, also waits for the stores before it',
      scenario: 'own',
      subjects: () => true,
      backends: ({ effort }) => (effort === 'quick' ? ['wasm'] : ['js', 'wasm']),
      sweep: ({ effort }) => (effort === 'thorough' ? [{ chained: 1 }, { chained: 0 }] : [{ chained: 1 }]),
      baseline: (operation, backend, { chained }) => isLoad(operation) && backend === 'wasm' && chained === 1,
      label: ({ chained }, { name }) => (chained === 0 ? `${name}, overlapping` : name),
      views: ['strategies', 'backends'],
      x: null,
    }),
    over('operation', {
      id: 'states',
      title: 'Lines that another core has',
      question:
        'What does an operation cost, one after the other, by state of the line and distance of the other core?',
      law: 'who reads needs a copy of the line, who writes the only one; what is missing has to come from where it is, or be taken away there',
      scenario: 'line-state',
      subjects: (operation, { effort }) => effort !== 'quick' || isPicked(operation),
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sites,
      sweep: (context, operation) => statesOf(context, operation).map((state) => inState(state)),
      baseline: isBase,
      label,
      views: ['cases'],
      x: null,
    }),
    over('operation', {
      id: 'overlap',
      title: 'One after the other, or several at a time',
      question: 'Does the CPU fetch several lines at a time when no operation has to wait for the one before?',
      law: 'loads overlap, as many as there are buffers for misses; an atomic read-modify-write blocks instruction-level parallelism (Schweizer, Besta & Hoefler, PACT 2015, abstract)',
      scenario: 'line-state',
      subjects: isPicked,
      backends: () => ['wasm'],
      sites,
      sweep: ({ effort }) =>
        effort === 'quick'
          ? []
          : [inState('modified'), inState('modified', 0), inState('shared'), inState('shared', 0)],
      baseline: (operation, backend, { state, chained }) =>
        isLoad(operation) && backend === 'wasm' && state === numberOf('modified') && chained === 1,
      label,
      views: ['cases'],
      x: null,
    }),
    over('operation', {
      id: 'javascript',
      title: 'The same as JavaScript',
      question: 'What does JavaScript add to an operation on a line that is near, and to one that is far?',
      law: 'V8 calls atomic operations out of line: some ns, whatever the line costs',
      scenario: 'line-state',
      subjects: isPicked,
      sites,
      sweep: ({ effort }) => (effort === 'quick' ? [] : [inState('own'), inState('modified')]),
      baseline: isBase,
      label,
      views: ['backends'],
      x: null,
    }),
  ],
  conclude,
} satisfies LabSpec;
