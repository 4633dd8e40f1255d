import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { renderPage } from './page.ts';
import { readResult } from './read-result.ts';
import type { LabResult } from './schema.ts';
import { writeWhole } from './write.ts';

/**
 * Render a result file to the HTML beside it.
 *
 * @param path - a `lab-result` file.
 * @param record - what the file holds, if it is at hand: its summaries are then not computed again.
 * @returns the path of the HTML file: the same name with `.html`.
 * @throws InvalidResult, WriteFailed, or the system's error where the file cannot be read.
 */
export async function writeReport(path: string, record?: LabResult): Promise<string> {
  const bytes = readFileSync(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const target = `${path.replace(/\.json$/i, '')}.html`;
  const page = await renderPage(record ?? readResult(bytes.toString('utf8')), { fileName: basename(path), sha256 });
  writeWhole(target, page);
  return target;
}
