import { readdirSync } from 'node:fs';
import type { View } from './view.ts';

const FOLDER = new URL('./views/', import.meta.url);

/** The names of all views, sorted. */
export function viewNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && !file.startsWith('_'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** @throws RangeError when there is no such view; the message lists those there are. */
export async function loadView(name: string): Promise<View> {
  const names = viewNames();
  if (!names.includes(name)) {
    throw new RangeError(
      `Expected a view (${names.join(', ')}), found "${name}"; correct the section or add such a view.`,
    );
  }
  const { default: view } = (await import(new URL(`${name}.ts`, FOLDER).href)) as { default: View };
  return view;
}
