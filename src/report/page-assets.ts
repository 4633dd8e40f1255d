/** What the page carries inline: its scripts, its style, and the policy that allows these and nothing else. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { HEAT_NIGHT, HEAT_PAPER } from './heat-colours.ts';
import { type Html, html, trusted } from './html.ts';
import { declarations, NIGHT, PAPER } from './page-colours.ts';

const require = createRequire(import.meta.url);

/** Builds that define globals, in the order in which they need each other: package, file below its folder. */
const LIBRARIES = [
  ['chart.js', 'dist/chart.umd.min.js'],
  ['chartjs-plugin-annotation', 'dist/chartjs-plugin-annotation.min.js'],
  ['chartjs-chart-error-bars', 'build/index.umd.min.js'],
] as const;
const OWN_SCRIPTS = ['prepare-matrix.ts', 'prepare-chart.ts', 'page-keys.ts', 'page-script.ts'] as const;

let scripts: readonly string[] | undefined;

/** The scripts of a page with charts. Loading one is not repeated. */
export function pageScripts(): readonly string[] {
  scripts ??= [...LIBRARIES.map(([name, file]) => librarySource(name, file)), ownSource()];
  return scripts;
}

/** The style sheet, with the colours of both themes. Print is always light. */
export function pageStyle(): string {
  const sheet = readFileSync(new URL('page.css', import.meta.url), 'utf8');
  const night = `@media screen and (prefers-color-scheme: dark) { :root { ${declarations({ ...NIGHT, ...HEAT_NIGHT })} } }`;
  return `:root { ${declarations({ ...PAPER, ...HEAT_PAPER })} }\n${night}\n${sheet}`;
}

/** `<script>` elements and the style, with the policy that must stand before them. */
export function headAssets(style: string, scripts: readonly string[]): { policy: Html; style: Html; scripts: Html[] } {
  const sources = scripts.map(hashSource).join(' ') || "'none'";
  const policy = `default-src 'none'; script-src ${sources}; style-src ${hashSource(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
  return {
    policy: html`<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    style: html`<style>${trusted(style)}</style>`,
    scripts: scripts.map((script) => html`<script>${trusted(script)}</script>`),
  };
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Without the pointer to a source map, which the page does not have. */
function librarySource(name: string, file: string): string {
  const folder = packageFolder(name);
  const source = readFileSync(join(folder, file), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  if (/<\/script/i.test(source))
    throw new Error(`Expected ${name} to be safe inline, found an end tag in ${file}; pin another version.`);
  return source;
}

/** Packages hide their files behind `exports`; the entry point's path leads to their folder. */
function packageFolder(name: string): string {
  let folder = dirname(require.resolve(name));
  while (!folder.endsWith(join('node_modules', name))) folder = dirname(folder);
  return folder;
}

/** In one function scope, types and module syntax taken off; what they import from each other is in that scope. */
function ownSource(): string {
  const parts = OWN_SCRIPTS.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .map((source) => stripTypeScriptTypes(source))
    .map((source) => source.replaceAll(/^export (?=function)|^import .*;$/gm, ''))
    .map((source) => source.replaceAll(/^\s*\/\*\*?[\s\S]*?\*\/\n/gm, ''));
  return `(() => {\n${parts.join('\n')}\n})();\n`;
}
