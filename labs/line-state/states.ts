/** The states of a line as the scenario numbers them (bench/operation/line-state.ts), by what the other core has of it. */
export const STATES = ['own', 'shared', 'exclusive', 'modified', 'memory'] as const;

export type State = (typeof STATES)[number];

export function numberOf(state: State): number {
  return STATES.indexOf(state);
}

/** Brought about by taking lines in turn from a pool that no cache holds. */
export function isPooled(state: State): boolean {
  return state === 'exclusive' || state === 'memory';
}
