import { parseArgs } from 'node:util';
import { nearestName } from '../machine/nearest-name.ts';
import { wrapWidth } from '../report/text-width.ts';
import { UsageError } from './failure.ts';

/** What flags a command knows: boolean, or with a text value. */
export type Flags = Readonly<Record<string, { readonly type: 'boolean' | 'string'; readonly what: string }>>;

export interface Arguments {
  readonly words: readonly string[];
  has(flag: string): boolean;
  text(flag: string): string | undefined;
}

/** The flags of a command that has none. */
export const HELP_ONLY = { help: { type: 'boolean', what: 'this text' } } as const satisfies Flags;

/** @throws UsageError for an unknown flag (with the nearest known one) and for a missing value. */
export function readArguments(argv: readonly string[], flags: Flags): Arguments {
  const options = Object.fromEntries(Object.entries(flags).map(([name, { type }]) => [name, { type }]));
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (!flag && flags === HELP_ONLY)
      throw new UsageError(`Expected no flag, found '${token.rawName}': this command has none, drop it.`);
    if (!flag) throw new UsageError(unknown(`flag, found '${token.rawName}'`, token.name, Object.keys(flags), '--'));
    const isNextFlag = token.inlineValue === false && token.value.startsWith('--');
    if (flag.type === 'string' && (!token.value || isNextFlag))
      throw new UsageError(
        `Expected a value after --${token.name} (${flag.what}), found none: write --${token.name} VALUE.`,
      );
    if (flag.type === 'boolean' && token.value !== undefined)
      throw new UsageError(
        `Expected no value after --${token.name}, found '${token.value}': write --${token.name} alone.`,
      );
  }
  return {
    words: positionals,
    has: (flag) => values[flag] === true,
    text: (flag) => values[flag] as string | undefined,
  };
}

/** "Expected a known WHAT: did you mean X?", or the whole list when nothing is near. */
export function unknown(what: string, typed: string, names: readonly string[], prefix = ''): string {
  const near = nearestName(typed, names);
  const hint = near ? `did you mean ${prefix}${near}?` : `use one of ${names.map((name) => prefix + name).join(', ')}.`;
  return `Expected a known ${what}: ${hint}`;
}

/**
 * What `--help` prints: how to call the command, its flags, then what else there is to say, a paragraph each.
 * @param columns the terminal's width, but at least 40: at less a column of flags leaves no room for words.
 */
export function usage(
  call: string,
  flags: Flags,
  notes: readonly string[] = [],
  columns = Math.max(40, (process.stdout.isTTY && process.stdout.columns) || 80),
): string {
  const width = Math.max(...Object.keys(flags).map((flag) => flag.length));
  const indent = ' '.repeat(width + 6);
  const lines = Object.entries(flags).flatMap(([flag, { what }]) => {
    const [first, ...rest] = wrapWidth(what, columns - indent.length);
    return [`  --${flag.padEnd(width)}  ${first}`, ...rest.map((line) => indent + line)];
  });
  const paragraphs = notes.flatMap((note) => ['', ...wrapWidth(note, columns)]);
  return `${[...wrapWidth(call, columns), '', ...lines, ...paragraphs].join('\n')}\n`;
}

/** A whole number in decimal digits: `1e3`, `0x10`, `1.5` and `-1` are refused. */
export function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(
    `Expected --${flag} to be a whole number from ${least} to ${most}, found '${text}': correct it.`,
  );
}

/** The value of `--seed`; without it a new one. */
export function seedOf(args: Arguments): number {
  const text = args.text('seed');
  return text === undefined ? Math.floor(Math.random() * 2 ** 31) : wholeNumber('seed', text, 0, 2 ** 31 - 1);
}

/** `1,2,4` or `1-4`, without repeats, ascending. */
export function numberList(flag: string, text: string, least: number, most: number): number[] {
  const numbers = text.split(',').flatMap((part) => {
    const range = /^(\d{1,10})-(\d{1,10})$/.exec(part);
    if (!range) return [wholeNumber(flag, part, least, most)];
    const from = wholeNumber(flag, range[1], least, most);
    const to = wholeNumber(flag, range[2], least, most);
    if (from > to) throw new UsageError(`Expected --${flag} ranges to ascend, found '${part}': write ${to}-${from}.`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Comma-separated names, each one of `names`. */
export function nameList(flag: string, text: string, names: readonly string[]): string[] {
  return text.split(',').map((name) => {
    if (!names.includes(name)) throw new UsageError(unknown(`name for --${flag}, found '${name}'`, name, names));
    return name;
  });
}
