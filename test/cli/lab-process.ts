/** The lab's command in a process of its own, as a user starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PROJECT } from '../../src/registry.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a user types as `npm run lab --`, as a program and its first arguments. */
export const LAB_COMMAND: readonly [program: string, ...args: string[]] = [
  process.execPath,
  join(PROJECT, 'node_modules/tsx/dist/cli.mjs'),
  '--disable-warning=ExperimentalWarning',
  join(PROJECT, 'src/cli/lab.ts'),
];

/**
 * Start `npm run lab -- …` without npm. The process leads a group of its own, so that a signal can be sent to all of it
 * (`process.kill(-pid)`), as a terminal does. No colours are asked for, and none may come: nothing is a terminal.
 */
export function startLab(...args: string[]): ChildProcess {
  const { NO_COLOR, FORCE_COLOR, CI, VITEST, ...env } = process.env;
  const [program, ...first] = LAB_COMMAND;
  return spawn(program, [...first, ...args], {
    cwd: PROJECT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What the process wrote, when it has ended. */
export async function ended(lab: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  lab.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  lab.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(lab, 'close');
  return { code: code as number | null, stdout, stderr };
}

export function runLab(...args: string[]): Promise<Ended> {
  return ended(startLab(...args));
}
