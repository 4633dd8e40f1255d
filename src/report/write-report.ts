import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { renderPage } from './page.ts';
import { readResult } from './read-result.ts';
import { writeWhole } from './write.ts';

/**
 * Render a result file to the HTML beside it.
 *
 * @param path - a `lab-result` file.
 * @returns the path of the HTML file: the same name with `.html`.
 * @throws InvalidResult, WriteFailed, or the system's error where the file cannot be read.
 */
export async function writeReport(path: string): Promise<string> {
  const bytes = readFileSync(path);
  const record = readResult(bytes.toString('utf8'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const target = `${path.replace(/\.json$/i, '')}.html`;
  writeWhole(target, await renderPage(record, { fileName: basename(path), sha256 }));
  return target;
}
