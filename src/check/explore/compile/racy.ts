import type { KernelSource } from '../../../kernel/dialect/source.ts';

/**
 * Is this read marked as one that may race? `[racy: NAME]` in the comment behind it on its line, or in the comment lines directly above,
 * where NAME is the word that it reads: an estimate or a hint, for which any value that the word has had will do.
 *
 * @param written the read as it stands in the source: `words[STARVED_AT]`.
 */
export function isRacy({ text }: KernelSource, at: number, written: string): boolean {
  const lines = text.slice(0, at).split('\n');
  const line = lines.pop() + (/.*/y.exec(text.slice(at)) ?? [''])[0];
  let comment = line.slice(line.search(/\/[/*]/) >>> 0);
  for (let above = lines.pop(); above !== undefined && /^\s*(\/\/|\/?\*)/.test(above); above = lines.pop())
    comment = `${above}\n${comment}`;
  return [...comment.matchAll(/\[racy: (\w+)\]/g)].some(([, name]) => new RegExp(`\\b${name}\\b`).test(written));
}
