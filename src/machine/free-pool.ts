import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * Starts libuv's thread pool from the main thread; await it before the first worker is pinned.
 *
 * The pool's threads start at the process's first file, crypto or dns promise and inherit the mask of the thread that
 * made it. Were that a pinned worker, all of them would stay on its CPU and compete with the measurement.
 */
export async function warmThreadPool(): Promise<void> {
  await readFile(fileURLToPath(import.meta.url));
}
