/** Calls of the main thread that need not come back: what they call may be broken, and go round in a ring or wait for a lock. */
import { createContext, Script } from 'node:vm';

const room = createContext({ call: () => {} });
// vm can end a script that runs for too long, and with it what the script has called, asleep or not.
const script = new Script('call()');

/** Where the timer is so much late the whole process was stopped (Ctrl-Z), and the call with it. */
const LATE_MS = 1000;

/** The user has interrupted a call, or it cannot be told how long it ran. */
export class Cut extends Error {
  override name = 'Cut';
}

/**
 * Call it, for at most so long.
 *
 * @throws Error where it is not back by then; Cut where it was interrupted; what it throws.
 */
export function callWithin(patienceMs: number, call: () => void): void {
  room.call = call;
  const calledAt = performance.now();
  try {
    script.runInContext(room, { timeout: patienceMs, breakOnSigint: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const ms = performance.now() - calledAt;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' && ms < patienceMs + LATE_MS)
      throw new Error(`it had not come back after ${patienceMs / 1000} s, in a loop or asleep.`, { cause: error });
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new Cut('The process was stopped', { cause: error });
    if (code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error;
    // Whoever listens has not heard of it.
    if (!process.emit('SIGINT', 'SIGINT')) process.kill(process.pid, 'SIGINT');
    throw new Cut(`Interrupted after ${(ms / 1000).toFixed(1)} s`, { cause: error });
  }
}
