import type { OperationSpec } from '../../src/contract.ts';
import { distanceSites } from '../../src/lab/distance-sites.ts';
import { over } from '../../src/lab/over.ts';
import type { LabSpec, Site, SweepContext } from '../../src/lab/spec.ts';
import { DISTANCE_NAMES, DISTANCES } from '../../src/report/cpu-distance.ts';
import { conclude } from './conclude.ts';
import { isPooled, numberOf, STATES, type State } from './states.ts';

/** One that only looks, and one that reads and writes at once: what the others are compared with. */
const isLoad = (operation: OperationSpec) => operation.needs === 'copy';
const isAdd = (operation: OperationSpec) => operation.family === 'fetch-and-add';
const isPicked = (operation: OperationSpec) => isLoad(operation) || isAdd(operation);

/** States that no pool of lines is needed for: to bring pages of 128 MB into being takes half a second a visit. */
const CHEAP = STATES.filter((state) => !isPooled(state));

function statesOf({ effort }: SweepContext, operation: OperationSpec): readonly State[] {
  return effort === 'thorough' || (effort === 'default' && isPicked(operation)) ? STATES : CHEAP;
}

const inState = (state: State, chained = 1) => ({ state: numberOf(state), chained });

/** Where the system does not tell its CPUs apart, threads go where it puts them. */
const ANYWHERE: readonly Site[] = [{ policy: 'none' }];

const isPresent = ({ name }: Site) => name !== undefined;
/** The only distance of a machine needs no name. */
const isOnly = (sites: readonly Site[]) => new Set(sites.filter(isPresent).map(({ name }) => name)).size === 1;

/** Every distance that the machine has. */
function everywhere({ topology }: SweepContext): readonly Site[] {
  if (topology.trust === 'unknown') return ANYWHERE;
  const sites = distanceSites(topology);
  return isOnly(sites) ? sites.map(({ policy }) => ({ policy })) : sites;
}

/** The nearest two cores; the siblings of a core where there is no other. */
function nearest({ topology }: SweepContext): readonly Site[] {
  if (topology.trust === 'unknown') return ANYWHERE;
  const sites = distanceSites(topology);
  const rank = ({ name = '' }: Site) =>
    name === DISTANCE_NAMES['smt-siblings'] ? DISTANCES.length : DISTANCES.indexOf(name);
  const [first] = sites.filter(isPresent).sort((a, b) => rank(a) - rank(b));
  if (!first) return sites; // each is refused with its reason
  return [isOnly(sites) ? { policy: first.policy } : first];
}

/** Short, as a terminal has 80 columns: the distance is left out where there is one only. */
function label({ state, chained }: Readonly<Record<string, number>>, { name }: OperationSpec, site: Site): string {
  const where = site.name === undefined ? '' : `, ${site.name}`;
  return `${name}, ${STATES[state]}${chained === 0 ? ', overlapping' : ''}${where}`;
}

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
      question: 'What does an operation cost, one after the other, by state of the line?',
      law: 'who reads needs a copy of the line, who writes the only one; what is missing has to come from where it is, or be taken away there',
      scenario: 'line-state',
      subjects: (operation, { effort }) => effort !== 'quick' || isPicked(operation),
      backends: ({ effort }) => (effort === 'thorough' ? ['js', 'wasm'] : ['wasm']),
      sites: nearest,
      sweep: (context, operation) => statesOf(context, operation).map((state) => inState(state)),
      baseline: () => false,
      label,
      views: ['cases'],
      x: null,
    }),
    over('operation', {
      id: 'distances',
      title: 'Near and far',
      question: 'How much does it matter how far away the other core is?',
      law: 'a line, and the order to give it away, take the time that the way takes',
      scenario: 'line-state',
      subjects: (operation, { effort }) => effort === 'thorough' || isPicked(operation),
      backends: () => ['wasm'],
      sites: everywhere,
      sweep: ({ effort }) => {
        if (effort === 'quick') return [];
        const states: readonly State[] = effort === 'thorough' ? STATES : ['shared', 'modified'];
        return states.map((state) => inState(state));
      },
      baseline: () => false,
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
      sites: nearest,
      sweep: ({ effort }) =>
        effort === 'quick'
          ? []
          : [inState('modified'), inState('modified', 0), inState('shared'), inState('shared', 0)],
      baseline: () => false,
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
      sites: nearest,
      sweep: ({ effort }) => (effort === 'quick' ? [] : [inState('own'), inState('modified')]),
      baseline: isBase,
      label,
      views: ['backends'],
      x: null,
    }),
  ],
  conclude,
} satisfies LabSpec;
