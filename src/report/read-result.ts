import { type LabResult, labResult, SCHEMA_NAME } from './schema.ts';

/** A text that is no result file this version can read. The message is one sentence. */
export class InvalidResult extends Error {
  override name = 'InvalidResult';
}

/**
 * Parse and validate the text of a result file. Any 1.x is accepted, unknown keys are kept.
 *
 * @throws InvalidResult naming the first key that is wrong, or the version that is too new.
 */
export function readResult(text: string): LabResult {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || !('schema' in value) || value.schema !== SCHEMA_NAME) {
    const found = typeof value === 'object' && value !== null && 'schema' in value ? quote(value.schema) : 'none';
    throw new InvalidResult(
      `Expected a result file with "schema": "${SCHEMA_NAME}", found ${found}; give a file that a lab wrote.`,
    );
  }
  const version = 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (typeof version !== 'string' || !/^1\.\d+$/.test(version)) {
    throw new InvalidResult(
      `Expected schemaVersion 1.x, found ${quote(version)}; read the file with the version of crosscore that wrote it.`,
    );
  }
  const parsed = labResult.safeParse(value);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const more = parsed.error.issues.length - 1;
    const others = more > 0 ? ` (and ${more} more)` : '';
    throw new InvalidResult(
      `Expected a valid result file, but ${pathText(first.path)}: ${first.message}${others}; run the lab again or repair the file.`,
    );
  }
  return parsed.data as LabResult;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message.replaceAll(/\s+/g, ' ');
    throw new InvalidResult(
      `Expected JSON, but the text does not parse (${reason}); the file may be cut off: run the lab again.`,
    );
  }
}

/** `cells[3].trials[0].ops` */
function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the top level';
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

function quote(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value).slice(0, 80);
}
