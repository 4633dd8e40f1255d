/** `npm run report -- FILE.json`: render result files again, each beside itself. */

import { writeReport } from '../report/write-report.ts';
import { readArguments } from './arguments.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';

await runCommand(async () => {
  const { words } = readArguments(process.argv.slice(2), {});
  if (words.length === 0)
    throw new UsageError('Expected result files, found none: write npm run report -- reports/<lab>/<run>.json.');
  for (const path of words) {
    const page = await writeReport(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EISDIR')
        throw new UsageError(
          `Expected a result file, found none at ${path}: name a .json file that a lab has written.`,
        );
      throw error;
    });
    process.stdout.write(`${page}\n`);
  }
  return EXIT.done;
});
