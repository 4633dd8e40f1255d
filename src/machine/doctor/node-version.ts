import { type Check, findings } from './finding.ts';

/** Compilers differ between versions: results of two versions are not comparable. */
export const nodeVersion: Check = (seen) => {
  const make = findings('machine/node', 'Node version');
  const { running, pinned } = seen.node;
  const evidence = [
    { source: 'process.versions.node', value: running },
    { source: 'package.json: devDependencies.node', value: pinned ?? 'absent' },
  ];
  if (pinned === null || running === pinned) return make.fine(`Node is ${running}.`, evidence);
  return make.note(
    `Node is ${running}, the labs were made for ${pinned}: compare with results of the same version only.`,
    evidence,
    'npm ci',
  );
};
