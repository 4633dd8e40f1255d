/** `npm run stress`: real threads, as many configurations as the time allows, and every result checked. */
import { resolve } from 'node:path';
import { outcomeTotals } from '../check/stress/litmus/litmus.ts';
import { type Stressed, stress } from '../check/stress/stress.ts';
import { readTopology } from '../machine/topology.ts';
import { discover } from '../registry.ts';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { REPORTS } from './calibrated-floor.ts';
import { EXIT, runCommand } from './failure.ts';
import { Output } from './output.ts';
import { printForbidden, printStressed, printViolation, progressText, quietText } from './stress-print.ts';
import { recordViolation } from './stress-record.ts';
import { FLAGS, flagsAgain, LITMUS_NAME, readRequest } from './stress-request.ts';
import { writableFolder } from './writable-folder.ts';

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.has('help')) {
    process.stdout.write(
      usage(
        'npm run stress -- [SUBJECT…] [flags]: real threads, in configurations drawn at random. No subject: all.',
        FLAGS,
        [
          `${LITMUS_NAME} is a subject, too: what the engine does with a few accesses of several threads.`,
          'A thread is ended now and then while it works. The run ends with the first violation.',
          'Exit code 4: something is wrong; 2: the command line; 130: interrupted.',
        ],
      ),
    );
    return EXIT.done;
  }
  return run(args);
});

async function run(args: Arguments): Promise<number> {
  const also = args.text('also');
  const { subjects } = await discover(also === undefined ? [] : [also]);
  const request = readRequest(args, subjects, readTopology());
  const folder = writableFolder(resolve(args.text('out') ?? REPORTS));
  const stop = new AbortController();
  const output = new Output(args.has('json'), stop);
  const { seconds, seed } = request;
  const total = Math.ceil(seconds);
  const elapsedOf = (elapsedS: number) => Math.min(Math.floor(elapsedS), total);
  output.event('start', { subjects: request.subjects.map(({ spec }) => spec.name), seconds, seed });
  output.line(`Seed ${seed}, CPUs ${request.cpus.join(' ')}, up to ${request.mostThreads} threads.`);

  const stressed = await output.interruptible(
    () =>
      stress(
        request,
        {
          compiled: (done, total) => output.progress.step(done, total, 'kernels'),
          round: (elapsedS, tallies, litmus) =>
            output.progress.step(elapsedOf(elapsedS), total, progressText(tallies, litmus), 's'),
          quiet: (elapsedS, ranks) =>
            output.progress.step(elapsedOf(elapsedS), total, quietText(ranks, request.patienceMs), 's'),
        },
        stop.signal,
      ),
    'finished rounds',
  );
  output.progress.end();
  output.line();

  const { violation, litmus } = stressed;
  if (violation) {
    const { subject, configuration } = violation;
    const again = `npm run stress -- ${subject} --seed ${configuration.seed}${flagsAgain(args)}`;
    printViolation(output, violation, again, recordViolation(folder, violation));
  }
  if (litmus.wrong !== null)
    printForbidden(output, litmus.wrong, `npm run stress -- ${LITMUS_NAME} --seed ${seed}${flagsAgain(args)}`);
  printStressed(output, stressed);
  output.event('result', resultOf(stressed));
  await output.flush();
  if (violation !== null || litmus.wrong !== null) return EXIT.incorrect;
  return stop.signal.aborted ? EXIT.interrupted : EXIT.done;
}

function resultOf({ tallies, litmus, skipped, violation, seconds, cut }: Stressed): Record<string, unknown> {
  return {
    seconds,
    subjects: tallies.map(({ mixtures, ...tally }) => ({ ...tally, backends: Object.fromEntries(mixtures) })),
    litmus: {
      rounds: litmus.rounds,
      wrong: litmus.wrong,
      outcomes: outcomeTotals(litmus).map(({ shape, total, seen }) => ({ shape: shape.name, total, seen })),
    },
    skipped,
    cut,
    violation: violation && { subject: violation.subject, sentence: violation.result.wrong },
  };
}
