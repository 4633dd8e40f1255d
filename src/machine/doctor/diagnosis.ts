import { timer } from './clock-source.ts';
import { governor, powerSupply, turbo } from './clocks.ts';
import { allowed, batch, isolated, sharedCores } from './cores.ts';
import type { Examination } from './examination.ts';
import type { Check, Finding, Verdict } from './finding.ts';
import { interrupts } from './interrupts.ts';
import { aslr, idleStates, tick } from './kernel.ts';
import { freeMemory, hugePages, numaBalancing, swap } from './memory.ts';
import { nodeVersion } from './node-version.ts';
import { load, otherPrograms, steal } from './others.ts';
import { pinning } from './pinning.ts';
import { quota } from './quota.ts';
import { throttling } from './throttling.ts';
import { topologyTrust, virtual } from './trust.ts';

/** All checks, those that spoil most first: findings of one verdict keep this order. */
const CHECKS: readonly Check[] = [
  pinning,
  allowed,
  quota,
  otherPrograms,
  steal,
  governor,
  powerSupply,
  throttling,
  freeMemory,
  swap,
  interrupts,
  timer,
  numaBalancing,
  sharedCores,
  batch,
  virtual,
  topologyTrust,
  load,
  turbo,
  isolated,
  idleStates,
  tick,
  hugePages,
  aslr,
  nodeVersion,
];

const ORDER: readonly Verdict[] = ['disturbs', 'note', 'unknown', 'fine'];

/** What all checks found. */
export interface Diagnosis {
  /** What disturbs first, then notes, what is unknown and what is fine. */
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The whole in one sentence. */
  readonly verdict: string;
}

/** Runs every check. */
export function diagnose(seen: Examination): Diagnosis {
  const findings = CHECKS.map((check) => check(seen)).sort(
    (a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict),
  );
  const of = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict);
  const counts = {
    disturbs: of('disturbs').length,
    note: of('note').length,
    unknown: of('unknown').length,
    fine: of('fine').length,
  };
  return { findings, counts, verdict: sentenceOf(of('disturbs'), counts.unknown) };
}

function sentenceOf(disturbing: readonly Finding[], unknown: number): string {
  if (disturbing.length === 0) {
    const unseen =
      unknown === 1 ? '; 1 thing could not be seen' : unknown > 1 ? `; ${unknown} things could not be seen` : '';
    return `Nothing seen that disturbs${unseen}.`;
  }
  const first = disturbing.find(({ fix }) => fix !== null) ?? disturbing[0];
  return disturbing.length === 1
    ? `1 thing disturbs measurements here: ${first.what}.`
    : `${disturbing.length} things disturb measurements here; the first to fix: ${first.what}.`;
}
