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

/** Run a command's body; turn its errors into one sentence on stderr and an exit code. */
export async function runCommand(body: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await body();
  } catch (error) {
    process.exitCode = EXIT.usage;
    const known = error instanceof Error && EXPECTED.has(error.name);
    process.stderr.write(`${known ? error.message : (error as Error).stack}\n`);
  }
}
