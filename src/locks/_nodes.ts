/** For locks that care on which NUMA node a thread runs. */
import type { i32 } from '../contract.ts';

/** NUMA nodes that such a lock has room for, whatever the machine: the footprint does not depend on it. */
export const MOST_NODES: i32 = 8;

/**
 * The node on which a thread is taken to run as long as `setNode` has not said: one half of the threads on node 0, the other on
 * node 1. A middle one, and a thread alone, is on node 0.
 */
export function presumedNode(thread: i32, threads: i32): i32 {
  return thread << 1 < threads ? 0 : 1;
}
