/** `npm run report -- FILE.json`: render result files again, each beside itself. */

import { writeReport } from '../report/write-report.ts';
import { HELP_ONLY, readArguments, usage } from './arguments.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), HELP_ONLY);
  if (args.has('help')) {
    process.stdout.write(usage('npm run report -- FILE.json …: render result files, each beside itself.', HELP_ONLY));
    return EXIT.done;
  }
  const { words } = args;
  if (words.length === 0)
    throw new UsageError('Expected result files, found none: write npm run report -- reports/<lab>/<run>.json.');
  for (const path of words) {
    process.stdout.write(`${await writeReport(path)}\n`);
  }
  return EXIT.done;
});
