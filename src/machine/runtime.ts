import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import type { MachineInfo } from './types.ts';

/** Libraries that take part in measuring. */
const MEASURING = ['tinybench', 'piscina', 'koffi', 'assemblyscript'];

/** Node, V8 and libuv with their options. Options' values that look like paths or addresses are left out. */
export function describeRuntime(execArgv: readonly string[], nodeOptions: string): MachineInfo['runtime'] {
  const options = safeOptions(nodeOptions.split(/\s+/));
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    uv: process.versions.uv,
    execArgv: safeOptions(execArgv).map(([name, value]) => (value === true ? name : `${name}=${value}`)),
    flags: Object.fromEntries(options),
  };
}

/** Installed versions by name; one that is not installed is absent. */
export function packageVersions(): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const name of MEASURING) {
    try {
      const manifest = findPackageJSON(name, import.meta.url);
      if (manifest) versions[name] = JSON.parse(readFileSync(manifest, 'utf8')).version;
    } catch {
      // Not installed: the file then says so by leaving it out.
    }
  }
  return versions;
}

/** Words that are not options (values given separately: module paths, code) are dropped. */
function safeOptions(words: readonly string[]): [string, string | true][] {
  return words
    .filter((word) => word.startsWith('-'))
    .map((word): [string, string | true] => {
      const [name, ...value] = word.split('=');
      const text = value.join('=');
      return [name, text === '' || /[/\\]/.test(text) ? true : text];
    });
}
