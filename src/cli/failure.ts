import { printable } from '../report/text-width.ts';

/** Exit codes of every command (also in docs/guide). */
export const EXIT = { done: 0, usage: 2, incorrect: 4, inconclusive: 5, interrupted: 130 } as const;

/** The command line asked for something that cannot be had. One sentence: expected, found, what to do. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Errors whose message is written for the user; anything else is a defect and shows its stack. */
const EXPECTED = new Set([
  'UsageError',
  'ContractError',
  'KernelError',
  'PlacementRefused',
  'WriteFailed',
  'InvalidResult',
]);

/**
 * Run a command's body; turn its errors into one sentence on stderr and an exit code. The same for a stdout that takes no more, unless
 * its reader has gone: that is no error.
 */
export async function runCommand(body: () => Promise<number>): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`Expected to write to the standard output, but it takes no more (${error.code}).\n`);
    process.once('exit', () => {
      process.exitCode ||= EXIT.usage;
    });
  });
  try {
    process.exitCode = await body();
  } catch (error) {
    process.exitCode = EXIT.usage;
    const known = error instanceof Error && EXPECTED.has(error.name);
    // The sentence may quote a file: it must not steer the terminal.
    process.stderr.write(`${known ? error.message.split('\n').map(printable).join('\n') : (error as Error).stack}\n`);
  }
}
