/** The value, or `undefined` with the error's sentence added to the doubts: a spoilt pseudo-file is no reason to stop. */
export function orDoubt<T>(parse: () => T, what: string, doubts: string[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    doubts.push(`The list of ${what} could not be read: ${(error as Error).message}`);
    return undefined;
  }
}
