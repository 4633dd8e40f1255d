/** `npm run doctor`: what will disturb measurements on this machine. It looks for a second and changes nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose } from '../machine/doctor/diagnosis.ts';
import { lookAtMachine } from '../machine/doctor/look.ts';
import { PROJECT } from '../registry.ts';
import { type Flags, readArguments, usage } from './arguments.ts';
import { renderDiagnosis } from './doctor-print.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { Output } from './output.ts';

const FLAGS = {
  json: { type: 'boolean', what: 'findings and counts as JSON on stdout' },
  help: { type: 'boolean', what: 'this text' },
} as const satisfies Flags;

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.has('help')) {
    process.stdout.write(
      usage('npm run doctor -- [flags]: what disturbs measurements here, and how to fix it.', FLAGS),
    );
    return EXIT.done;
  }
  if (args.words.length > 0)
    throw new UsageError(
      `Expected flags only, found '${args.words[0]}': write npm run doctor, or npm run doctor -- --json.`,
    );
  const output = new Output(false, new AbortController());
  const diagnosis = diagnose(await lookAtMachine(pinnedNode()));
  output.line(
    args.has('json') ? JSON.stringify(diagnosis, null, 2) : renderDiagnosis(diagnosis, output.columns).trimEnd(),
  );
  return EXIT.done;
});

/** The version of Node that the project's scripts run with. */
function pinnedNode(): string | null {
  const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  return manifest.devDependencies?.node ?? null;
}
