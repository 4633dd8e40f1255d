/** The record of a violation, for later. */
import { join } from 'node:path';
import { historyPage } from '../check/linearizable/history-html.ts';
import { describe } from '../check/stress/configuration.ts';
import type { Violation } from '../check/stress/stress.ts';
import { writeWhole } from '../report/write.ts';
import { NO_CULPRIT } from './stress-print.ts';

/** Writes `stress/SUBJECT-SEED.json`, and a page beside it where there is a history. Returns the paths written. @throws WriteFailed */
export function recordViolation(folder: string, { subject, configuration, result }: Violation): string[] {
  const { scene, ...drawn } = configuration;
  const path = join(folder, 'stress', `${subject}-${configuration.seed}`);
  const { wrong, history = [], culprits = [] } = result;
  const text = describe(configuration);
  const record = {
    subject,
    violation: wrong,
    configuration: { ...drawn, text, scene: { driver: scene.driver, says: scene.says } },
    // Times in nanoseconds; an operation without a result has not returned.
    culprits,
    history,
  };
  writeWhole(`${path}.json`, `${JSON.stringify(record, null, 1)}\n`);
  if (history.length === 0) return [`${path}.json`];
  // The page ends the sentence.
  const reason = [
    wrong ?? '',
    ...(culprits.length === 0 ? [`${NO_CULPRIT} The drawing begins with the first ones.`] : []),
  ]
    .join(' ')
    .replace(/\.$/, '');
  const page = historyPage(`${subject}: ${text}`, history, { verdict: 'illegal', reason, culprits });
  writeWhole(`${path}.html`, page);
  return [`${path}.json`, `${path}.html`];
}
