import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type PageSource, renderPage } from './page.ts';
import { InvalidResult, readResult, readResultFile } from './read-result.ts';
import type { LabResult } from './schema.ts';
import { writeWhole } from './write.ts';

/**
 * Render a result file to the HTML beside it.
 *
 * @param path - a `lab-result` file.
 * @param record - what the file holds, if it is at hand: its summaries are then not computed again.
 * @returns the path of the HTML file: the same name with `.html`.
 * @throws InvalidResult also where the file is valid and asks for what cannot be shown; WriteFailed.
 */
export async function writeReport(path: string, record?: LabResult): Promise<string> {
  const bytes = readResultFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const target = `${path.replace(/\.json$/i, '')}.html`;
  const source = { fileName: basename(path), sha256 };
  writeWhole(target, record ? await renderPage(record, source) : await renderFile(bytes.toString('utf8'), source));
  return target;
}

/** A value that no statistic takes or a view that does not exist: the schema cannot know them, and the file is at fault. */
async function renderFile(text: string, source: PageSource): Promise<string> {
  const record = readResult(text);
  try {
    return await renderPage(record, source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidResult(`Expected a result that can be shown, but this one cannot (${error.message}).`, {
      cause: error,
    });
  }
}
