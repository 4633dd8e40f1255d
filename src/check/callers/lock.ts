import type { LockSpec } from '../../contract.ts';
import { call, type MakeCaller, oneOf, type SubjectCall } from '../caller.ts';

/**
 * A call that would wait is made only where it can end: `lock` when the lock is free or refuses, `lockFor` without time when it is
 * held.
 */
const lockCaller: MakeCaller<LockSpec> = (spec, _start, { threads }) => {
  let holder = -1;
  let unplaced = spec.setNode ? threads : 0;
  return {
    next(random) {
      const self = random.below(threads);
      if (unplaced > 0) return call('setNode', --unplaced, random.below(8));
      const calls: SubjectCall[] = [];
      const may = (isAllowed: boolean, name: string, ...args: number[]) => {
        if (isAllowed) calls.push(call(name, ...args));
      };
      const isFree = holder < 0;
      const knowsOwner = spec.detects === 'owner';
      may(isFree, 'lock', self);
      may(!isFree, 'unlock', holder);
      may(knowsOwner && !isFree, 'lock', holder);
      may(isFree ? spec.detects !== 'nothing' : knowsOwner, 'unlock', self);
      may('tryLock' in spec && (self !== holder || knowsOwner), 'tryLock', self);
      may(
        'lockFor' in spec && (self !== holder || knowsOwner),
        'lockFor',
        self,
        isFree || self === holder ? random.below(3) - 1 : -random.below(2),
      );
      may('abandon' in spec, 'abandon', self);
      may('abandon' in spec && !isFree, 'abandon', holder);
      may('ownerDied' in spec && !isFree, 'ownerDied');
      may('repaired' in spec && !isFree, 'repaired', self);
      may('repaired' in spec && !isFree, 'repaired', holder);
      return oneOf(random, calls);
    },
    answered({ name, args: [self] }, answer) {
      if (name === 'lock' && answer >= 0) holder = Number(self);
      if ((name === 'tryLock' || name === 'lockFor') && answer === 1) holder = Number(self);
      if ((name === 'unlock' || name === 'abandon') && answer === 1) holder = -1;
    },
  };
};

export default lockCaller;
