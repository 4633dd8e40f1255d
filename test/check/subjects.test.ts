/** Every subject in every order: the programs of the quick tier. All of them: `npm run explore`. */
import { expect, test } from 'vitest';
import { examine } from '../../src/check/examine.ts';
import { failureText } from '../../src/check/explore/failure-text.ts';
import { plansFor } from '../../src/check/plans.ts';
import { discover } from '../../src/registry.ts';

const SEED = 1;

const { subjects } = await discover();
const planned = await Promise.all(subjects.map(async (subject) => ({ subject, plans: await plansFor(subject) })));
const explored = planned.flatMap(({ subject, plans }) =>
  typeof plans === 'string' ? [] : [{ name: subject.spec.name, plans: plans.filter(({ tier }) => tier === 'quick') }],
);

test('every subject has programs that this explores, or says why not', () => {
  for (const { subject, plans } of planned)
    if (typeof plans === 'string') expect(plans, subject.spec.name).toMatch(/\.$/);
    else expect(plans.filter(({ tier }) => tier === 'quick').length, subject.spec.name).toBeGreaterThan(0);
});

test.for(explored)('$name is right in every order of its small programs', ({ plans }) => {
  for (const plan of plans) {
    const { complaint, exploration } = examine(plan, { seed: SEED });
    const trace = exploration.failure ? failureText(exploration.failure, 120).join('\n') : complaint;
    expect(complaint, `${plan.program.name}\n${trace}`).toBe(null);
  }
});
