/** `npm run lab`, `npm run lab:<name>`: run a lab, print its table, write its result file and report. */
import { styleText } from 'node:util';
import { findLabs } from '../lab/find.ts';
import type { LabSpec } from '../lab/spec.ts';
import { readArguments, unknown, usage } from './arguments.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { FLAGS, readRequest } from './lab-request.ts';
import { runLab } from './lab-run.ts';

await runCommand(async () => {
  const labs = await findLabs();
  const args = readArguments(process.argv.slice(2), FLAGS);
  const [name, ...rest] = args.words;
  if (name === undefined) {
    process.stdout.write(args.has('help') ? help(labs) : list(labs));
    return EXIT.done;
  }
  const lab = labs.get(name);
  if (!lab) throw new UsageError(unknown(`lab, found '${name}'`, name, [...labs.keys()]));
  if (rest.length > 0)
    throw new UsageError(`Expected flags after the lab, found '${rest[0]}': see npm run lab -- --help.`);
  if (args.has('help')) {
    process.stdout.write(help(labs));
    return EXIT.done;
  }
  return runLab(lab, await readRequest(lab, args));
});

function list(labs: ReadonlyMap<string, LabSpec>): string {
  const width = Math.max(...[...labs.keys()].map((name) => `npm run lab:${name}`.length));
  const lines = [...labs.values()].map(
    (lab) => `  ${styleText('bold', `npm run lab:${lab.name}`.padEnd(width))}  ${lab.question}`,
  );
  return `${lines.join('\n')}\n\nFlags: npm run lab -- --help\n`;
}

function help(labs: ReadonlyMap<string, LabSpec>): string {
  return usage(`npm run lab:<name> -- [flags], with <name> one of ${[...labs.keys()].join(', ')}`, FLAGS);
}
