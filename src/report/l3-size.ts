import type { LabResult } from './schema.ts';

/**
 * The largest level-3 cache in MB, from the profile (`L3:2x32M`); `null` where the machine has none, or does not tell the size
 * of all of them.
 */
export function l3MB({ machine }: { readonly machine: Pick<LabResult['machine'], 'profile'> }): number | null {
  const [, caches = ''] = /(?:^|\|)L3:([^|]*)/.exec(machine.profile) ?? [];
  const sizes = caches.split('+').map((one) => {
    const [, size, unit] = /^\d+x(\d+)([KM])$/.exec(one) ?? [];
    return unit === 'M' ? Number(size) : Number(size) / 1024;
  });
  return sizes.some(Number.isNaN) ? null : Math.max(...sizes);
}
