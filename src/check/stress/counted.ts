/** `1 round`, `12,345 rounds`. For words whose plural ends in s. */
export function counted(value: number, word: string): string {
  return `${value.toLocaleString('en')} ${word}${value === 1 ? '' : 's'}`;
}

/** `1`, `0 and 1`, `0, 2 and 1`. */
export function listed(items: readonly (string | number)[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
