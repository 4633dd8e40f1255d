import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ContractError, PROJECT } from '../registry.ts';
import type { LabSpec } from './spec.ts';

/** Every lab of the project, by name. The folder is the list. */
export async function findLabs(): Promise<Map<string, LabSpec>> {
  const folders = (await readdir(join(PROJECT, 'labs'), { withFileTypes: true })).filter((one) => one.isDirectory());
  const labs = await Promise.all(
    folders.map(async ({ name }) => {
      const path = join(PROJECT, 'labs', name, 'lab.ts');
      const lab = ((await import(pathToFileURL(path).href)) as { default?: LabSpec }).default;
      if (lab?.name !== name)
        throw new ContractError(`${path}: expected name '${name}' like the folder, found '${lab?.name}': correct it.`);
      return [name, lab] as const;
    }),
  );
  return new Map(labs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
