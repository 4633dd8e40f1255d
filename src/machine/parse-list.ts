/**
 * The kernel's two notations for sets of CPUs and nodes: lists (`0-3,5`) and masks (`00000000,0000000f`).
 * Old kernels left NUL bytes in them, and masks come in many widths.
 */

/** Above every CPU number that Linux can have (8,192): a larger one is a mistake, not a machine. */
const MAX_NUMBER = 65_535;

/**
 * Numbers of a list such as `0-3,5`, ascending, without repetition. An empty text is the empty set; so is `(null)`,
 * which kernels print for a set that was never made (`nohz_full`).
 * @throws Error naming the piece that is not a number or an ascending range from 0 to 65535.
 */
export function parseList(text: string): number[] {
  const clean = text.replaceAll('\0', '').trim();
  if (clean === '' || clean === '(null)') return [];
  const numbers = new Set<number>();
  for (const piece of clean.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(piece.trim());
    if (!match) throw new Error(`Expected a list such as 0-3,5, found "${piece}" in "${clean}".`);
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first)
      throw new Error(`Expected an ascending range in "${clean}", found "${piece}"; write ${last}-${first}.`);
    if (last > MAX_NUMBER) throw new Error(`Expected numbers up to ${MAX_NUMBER} in "${clean}", found ${last}.`);
    for (let number = first; number <= last; number++) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

/**
 * Numbers whose bits are set in a mask such as `00000000,0000000f`, ascending.
 * Any number of groups; all but the first are taken as 8 hex digits wide.
 * @throws Error naming the group that is not hexadecimal.
 */
export function parseMask(text: string): number[] {
  const clean = text.replaceAll('\0', '').trim();
  if (clean === '') return [];
  const groups = clean.split(',').map((group) => group.trim());
  const stray = groups.find(
    (group) => group !== '00000000' && (!/^[0-9a-f]{1,16}$/i.test(group) || (group.length > 8 && groups.length > 1)),
  );
  if (stray !== undefined)
    throw new Error(`Expected a mask such as 00000000,0000000f, found the group "${stray}" in "${clean}".`);
  const digits = groups.map((group, i) => (i === 0 ? group : group.padStart(8, '0'))).join('');
  const numbers: number[] = [];
  for (let end = digits.length, first = 0; end > 0; end -= 8, first += 32) {
    const group = digits.slice(Math.max(0, end - 8), end);
    if (group === '00000000') continue;
    const bits = Number.parseInt(group, 16);
    for (let bit = 0; bit < 32; bit++) if (bits & (1 << bit)) numbers.push(first + bit);
  }
  return numbers;
}

/** The list notation of a set, ranges joined: `0-3,5`. The empty set gives an empty text. */
export function formatList(numbers: Iterable<number>): string {
  return formatInOrder([...new Set(numbers)].sort((a, b) => a - b));
}

/** Numbers in the order given, ascending runs joined: 4, 0, 1, 2 gives `4,0-2`. */
export function formatInOrder(numbers: readonly number[]): string {
  const pieces: string[] = [];
  for (let start = 0; start < numbers.length; ) {
    let end = start;
    while (numbers[end + 1] === numbers[end] + 1) end++;
    pieces.push(start === end ? `${numbers[start]}` : `${numbers[start]}-${numbers[end]}`);
    start = end + 1;
  }
  return pieces.join(',');
}
