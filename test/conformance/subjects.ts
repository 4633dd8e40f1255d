/** The list that every conformance suite goes through: what the registry finds, and the folders named in ALSO. */
import type { AnySubject, Kind } from '../../src/contract.ts';
import { discover, type FoundSubject } from '../../src/registry.ts';

/**
 * Subjects of one kind under test. `ALSO=FOLDER,FILE npx vitest run test/conformance` tests subjects of your own too.
 */
export async function subjectsUnderTest<K extends Kind>(
  kind: K,
): Promise<FoundSubject<Extract<AnySubject, { kind: K }>>[]> {
  const also = process.env.ALSO?.split(',') ?? [];
  return (await discover(also)).ofKind(kind);
}
