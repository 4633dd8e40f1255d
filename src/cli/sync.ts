/** `npm run sync`: write what is generated. With `--check`: fail when any of it is stale. */
import { join } from 'node:path';
import { PROJECT } from '../registry.ts';
import { writeWhole } from '../report/write.ts';
import { type Flags, readArguments, usage } from './arguments.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { generateFiles } from './generated.ts';

const FLAGS = {
  check: { type: 'boolean', what: 'write nothing, fail when something is stale' },
  help: { type: 'boolean', what: 'this list' },
} as const satisfies Flags;

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.has('help')) {
    process.stdout.write(usage('npm run sync -- [flags]: write what is generated.', FLAGS));
    return EXIT.done;
  }
  if (args.words.length > 0)
    throw new UsageError(
      `Expected flags only, found '${args.words[0]}': write npm run sync, or npm run sync -- --check.`,
    );
  const stale = (await generateFiles()).filter(({ text, found }) => text !== found);
  if (args.has('check') && stale.length > 0) {
    const paths = stale.map(({ path }) => path).join(', ');
    throw new UsageError(`Expected what is generated to be current, found ${paths} stale: run npm run sync.`);
  }
  for (const { path, text } of stale) {
    writeWhole(join(PROJECT, path), text);
    process.stdout.write(`${path} written\n`);
  }
  return EXIT.done;
});
