/**
 * The steps of heat maps, as CSS variables: `--heat-1` (least) to `--heat-7`, and `--heat-ink-1` to `--heat-ink-7` for what
 * is written on them (4.5:1 or more). From yellow-green to dark blue and back: brightness alone tells the steps apart, whatever
 * colours a reader sees, and the greatest stands out most on both pages.
 */

export const HEAT_STEPS = 7;

const [DARK_INK, LIGHT_INK] = ['#11151a', '#ffffff'];

export const HEAT_PAPER = variables(
  ['#d3edb6', '#8fd4bd', '#4bb9c4', '#2f97c6', '#2468ad', '#263f95', '#141f5c'],
  [DARK_INK, DARK_INK, DARK_INK, DARK_INK, LIGHT_INK, LIGHT_INK, LIGHT_INK],
);

export const HEAT_NIGHT = variables(
  ['#34459a', '#2c66b6', '#2b8cc4', '#42abc4', '#74c8b9', '#b2e0b0', '#f2f7c6'],
  [LIGHT_INK, LIGHT_INK, DARK_INK, DARK_INK, DARK_INK, DARK_INK, DARK_INK],
);

function variables(steps: readonly string[], inks: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...steps.map((colour, at) => [`--heat-${at + 1}`, colour]),
    ...inks.map((colour, at) => [`--heat-ink-${at + 1}`, colour]),
  ]);
}
