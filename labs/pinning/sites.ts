/** Where the threads of this laboratory's cells run. The first site of a list is the one that others are compared with. */
import type { Site, SweepContext } from '../../src/lab/spec.ts';

const LEFT_ALONE: Site = { policy: 'none', name: 'not pinned' };

/** Two threads. `compact` is left out: it would put them where smt-pair or cores does. */
export function pairSites(context: SweepContext): readonly Site[] {
  const farther = context.effort === 'quick' ? [] : ['smt-pair', 'scatter'].map((policy) => ({ policy }));
  return [apart(context, 2), LEFT_ALONE, ...farther, oneCpu(context)];
}

/** More threads than a pair, and a CPU for each. */
export function groupSites(context: SweepContext): readonly Site[] {
  return [apart(context), LEFT_ALONE, { policy: 'compact' }, { policy: 'scatter' }];
}

/** More threads than CPUs: the order in which they are filled does not matter. */
export function crowdSites(context: SweepContext): readonly Site[] {
  return [apart(context), LEFT_ALONE];
}

/** Asked for: each thread on a core of its own, as long as there are cores. */
export const isApart = ({ policy }: Site): boolean => policy === 'cores' || /^\d+,/.test(policy);

/**
 * Where the system does not tell its CPUs apart, a list of them: every other one first, as the systems concerned number the threads of a
 * core one after another.
 */
function apart({ topology }: SweepContext, most?: number): Site {
  if (topology.trust !== 'unknown') return { policy: 'cores' };
  const ids = usable({ topology });
  const [even, odd] = [0, 1].map((rest) => ids.filter((_, i) => i % 2 === rest));
  return { policy: [...even, ...odd].slice(0, most).join(), name: 'pinned' };
}

/** All threads on the first CPU, of the strongest kind where there are several: `cores` fills those first. */
function oneCpu({ topology }: SweepContext): Site {
  return { policy: String(usable({ topology })[0]), name: 'one CPU' };
}

/** The strongest kind of core first, then by number. */
function usable({ topology }: Pick<SweepContext, 'topology'>): number[] {
  return topology.cpus
    .filter((cpu) => cpu.allowed)
    .sort((a, b) => (b.kind ?? 0) - (a.kind ?? 0) || a.id - b.id)
    .map((cpu) => cpu.id);
}
