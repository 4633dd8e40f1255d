/** Which lock is never far from the best, whatever the situation. */
import type { Facts, Findings } from '../../src/lab/findings.ts';

const SITUATIONS: readonly { readonly section: string; readonly said: (threads: number) => string }[] = [
  { section: 'uncontended', said: () => 'one thread' },
  { section: 'contended', said: (threads) => `${threads} threads with a CPU each` },
  { section: 'crowded', said: (threads) => `${threads} threads` },
];

export interface AllRounder {
  readonly name: string;
  /** Its throughput over that of the best lock, in the situation that suits it least. */
  readonly share: number;
  /** In words: what was compared. */
  readonly situations: string;
}

/** Locks that were measured in every situation that this run has, as WebAssembly; best first. */
export function allRounders(found: Findings, fits: (facts: Facts) => boolean): AllRounder[] {
  const measured = SITUATIONS.map(({ section, said }) => ({
    said,
    rows: found.rows(section, 'wasm', (facts) => facts.control === undefined),
  })).filter(({ rows }) => rows.length > 0);
  const said = measured.map(({ rows, said }) => said(rows[0].cell.threads));
  const situations = `when ${[said.slice(0, -1).join(', '), said.at(-1)].filter((part) => part).join(' or ')} want it`;
  const names = (measured[0]?.rows ?? []).filter((row) => fits(found.facts(row))).map((row) => row.cell.subject);
  return names
    .flatMap((name) => {
      const shares = measured.map(({ rows: [best, ...others] }) => {
        const own = [best, ...others].find((row) => row.cell.subject === name);
        return own?.perOpNs && best.perOpNs ? best.perOpNs / own.perOpNs : null;
      });
      return shares.some((share) => share === null)
        ? []
        : [{ name, share: Math.min(...shares.map((share) => share ?? 0)), situations }];
    })
    .sort((a, b) => b.share - a.share);
}
