import type { Examination } from './examination.ts';

/**
 * `disturbs`: it does now, or will as soon as several threads work. `note`: worth knowing when results are read.
 * `unknown`: this machine does not tell. `fine`: nothing to do.
 */
export type Verdict = 'disturbs' | 'note' | 'unknown' | 'fine';

/** What was read, and where: a path or a command. */
export interface Evidence {
  readonly source: string;
  readonly value: string;
}

/** What one check found. There is one finding for each check, also where all is well. */
export interface Finding {
  /** Stable; those that a lab run warns of too have the code of that warning. */
  readonly code: string;
  /** What was looked at, in a few words, for lists. */
  readonly what: string;
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  /** A command that removes the cause; `null`: there is none. */
  readonly fix: string | null;
}

/** A check looks at what was seen and changes nothing. */
export type Check = (seen: Examination) => Finding;

/** A check's findings, each made by the verdict's name. The fix comes last and is absent where there is none. */
export function findings(code: string, what: string) {
  const make =
    (verdict: Verdict) =>
    (sentence: string, evidence: readonly Evidence[] = [], fix: string | null = null): Finding => ({
      code,
      what,
      verdict,
      sentence,
      evidence,
      fix,
    });
  return {
    disturbs: make('disturbs'),
    note: make('note'),
    fine: make('fine'),
    /** The sentence says who hides it and is the same for all that is hidden, so that it need be said once only. */
    hidden: (seen: Examination, evidence: readonly Evidence[] = []) => make('unknown')(whoHides(seen), evidence),
  };
}

function whoHides({ platform, hypervisor }: Examination): string {
  if (platform === 'darwin') return 'macOS does not show it.';
  if (platform === 'win32') return 'It is not read on Windows.';
  if (platform !== 'linux') return `It is not read on ${platform}.`;
  return hypervisor === null ? 'The system does not show it.' : 'The hypervisor does not show it.';
}
