/** The subjects as Markdown, from what they say about themselves. */
import { relative, sep } from 'node:path';
import type { AnySubject, Kind, Source } from '../contract.ts';
import { KINDS } from '../kinds.ts';
import { type FoundSubject, PROJECT } from '../registry.ts';

/**
 * docs/catalogue.md: for each kind a table with the kind's own fields, then each subject with its limits and sources.
 *
 * @param subjects - in the order of the registry.
 */
export function renderCatalogue(subjects: readonly FoundSubject[]): string {
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => subjects.some(({ spec }) => spec.kind === kind));
  return `# Catalogue

Written by \`npm run sync\` from the descriptors at the end of each file; do not edit. What the columns mean is in
[contract.ts](../src/contract.ts): an interface for each kind, a sentence for each field.

${kinds
  .map((kind) =>
    kindSection(
      kind,
      subjects.filter(({ spec }) => spec.kind === kind),
    ),
  )
  .join('\n\n')}
`;
}

/** The README's table: what is in the package, rings of words first, by how many threads are at each end. */
export function renderRingChoice(subjects: readonly FoundSubject[]): string {
  const rings = (['ring', 'record-ring'] as const).flatMap((kind) =>
    subjects
      .filter(({ spec }) => spec.kind === kind && isOurs(spec))
      .map((subject) => ({ ...subject, ends: ends(subject.spec) }))
      .sort((a, b) => (a.ends < b.ends ? -1 : a.ends > b.ends ? 1 : 0)),
  );
  return table(
    ['producers → consumers', 'ring', 'use it when', 'know that'],
    rings.map(({ path, spec, ends }) => [
      ends,
      `[\`${spec.name}\`](${linkTo(path)})`,
      spec.useWhen,
      spec.restrictions.join('; '),
    ]),
  );
}

/** The README's other table: everything that is neither a ring nor beside the package for comparison. */
export function renderCoordinationChoice(subjects: readonly FoundSubject[]): string {
  const others = subjects.filter(({ spec }) => spec.kind !== 'ring' && spec.kind !== 'record-ring' && isOurs(spec));
  return table(
    ['kind', 'name', 'use it when', 'know that'],
    others.map(({ path, spec }) => [
      spec.kind,
      `[\`${spec.name}\`](${linkTo(path)})`,
      spec.useWhen,
      spec.restrictions.join('; '),
    ]),
  );
}

function kindSection(kind: Kind, subjects: readonly FoundSubject[]): string {
  const fields = Object.keys(KINDS[kind].fields);
  const rows = subjects.map(({ spec }) => [
    `[\`${spec.name}\`](#${spec.name})`,
    spec.family,
    ...fields.map((field) => String((spec as unknown as Record<string, unknown>)[field])),
    spec.progress,
    (spec.backends ?? ['js', 'wasm']).join(', '),
  ]);
  return `## Kind \`${kind}\`

${table(['name', 'family', ...fields.map(spaced), 'progress', 'back ends'], rows)}

${subjects.map(subjectSection).join('\n\n')}`;
}

function subjectSection({ path, spec }: FoundSubject): string {
  const file = linkTo(path);
  const tunables = Object.entries(spec.tunables ?? {}).map(
    ([name, tunable]) =>
      `- Tunable \`${name}\`: ${tunable.what}; ${tunable.min} to ${tunable.max}, default ${tunable.default}.`,
  );
  return [
    `### ${spec.name}`,
    '',
    `${spec.title}. File: [${file}](../${file}).`,
    '',
    ...(spec.control ? ['- A control: it exists to be measured against, not to be used.'] : []),
    ...(spec.peer ? ['- Not of this project: measured beside it, as its users get it.'] : []),
    `- Use it when: ${spec.useWhen}.`,
    ...spec.restrictions.map((restriction) => `- Know that: ${restriction}.`),
    ...tunables,
    ...spec.sources.map((source) => `- Source: ${citation(source)}.`),
  ].join('\n');
}

function citation({ who, year, what, url }: Source): string {
  return `${who} (${year}), ${url ? `[${what}](${url})` : what}`;
}

/** What is there to be used, rather than beside it for comparison. */
function isOurs(spec: AnySubject): boolean {
  return spec.peer === undefined && spec.control === undefined;
}

function ends(spec: AnySubject): string {
  if (spec.kind !== 'ring' && spec.kind !== 'record-ring') return '';
  const all = spec.kind === 'ring' && spec.delivery === 'all' ? ', each sees all' : '';
  return `${spec.producers} → ${spec.consumers}${all}`;
}

/** `indexLines` → `index lines`. */
function spaced(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function linkTo(path: string): string {
  return relative(PROJECT, path).split(sep).join('/');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
