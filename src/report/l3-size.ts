import type { LabResult } from './schema.ts';

/** What a unit of the profile is in MB. */
const MB_OF = { K: 1 / 1024, M: 1 } as const;

/** The largest level-3 cache in MB, from the profile (`L3:2x32M`); `null`: the machine has none, or does not tell its size. */
export function l3MB({ machine }: Pick<LabResult, 'machine'>): number | null {
  const caches = machine.profile.split('|').find((part) => part.startsWith('L3:')) ?? '';
  const sizes = [...caches.matchAll(/x(\d+)([KM])/g)].map(
    ([, size, unit]) => Number(size) * MB_OF[unit as keyof typeof MB_OF],
  );
  return sizes.length > 0 ? Math.max(...sizes) : null;
}
