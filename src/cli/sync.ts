/** `npm run sync`: write what is generated. With `--check`: fail when any of it is stale. */
import { join } from 'node:path';
import { PROJECT } from '../registry.ts';
import { writeWhole } from '../report/write.ts';
import { readArguments } from './arguments.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { generateFiles } from './generated.ts';

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), {
    check: { type: 'boolean', what: 'write nothing, fail when stale' },
  });
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
