import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../src/registry.ts';

export interface Document {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** Every Markdown file that a reader of the repository meets. */
export function documents(): Document[] {
  const folders = ['docs', 'labs', 'reports', 'test'];
  const nested = folders.flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return [...readdirSync(PROJECT), ...nested]
    .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
    .map((path) => ({ path, text: readFileSync(join(PROJECT, path), 'utf8') }));
}
