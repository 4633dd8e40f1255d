/**
 * The page's colours, as CSS variables. Okabe and Ito's palette in two sets: those dark enough for white paper and those
 * light enough for a dark page (3:1 for marks); text has 4.5:1 or more in both.
 */

type Colours = Readonly<Record<string, string>>;

/** Light pages, print and PNGs. */
export const PAPER: Colours = {
  '--paper': '#ffffff',
  '--panel': '#f6f6f3',
  '--ink': '#1b1f24',
  '--muted': '#5a6069',
  '--rule': '#dcdcd6',
  '--grid': '#ecece8',
  '--axis': '#a9aca6',
  '--band': 'rgba(90, 96, 105, 0.13)',
  '--link': '#00558a',
  '--good': '#00694c',
  '--bad': '#a33c00',
  '--js': '#d55e00',
  '--wasm': '#0072b2',
  '--series-1': '#0072b2',
  '--series-2': '#d55e00',
  '--series-3': '#008a64',
  '--series-4': '#b0528b',
  '--series-5': '#a87400',
  '--series-6': '#2f8fc4',
  '--series-7': '#33373d',
};

export const NIGHT: Colours = {
  '--paper': '#15181c',
  '--panel': '#1d2126',
  '--ink': '#e6e7e4',
  '--muted': '#a3a9b1',
  '--rule': '#343a41',
  '--grid': '#282d33',
  '--axis': '#666d75',
  '--band': 'rgba(163, 169, 177, 0.16)',
  '--link': '#7cc4f0',
  '--good': '#4fd1a5',
  '--bad': '#ff9a5c',
  '--js': '#e69f00',
  '--wasm': '#56b4e9',
  '--series-1': '#56b4e9',
  '--series-2': '#e69f00',
  '--series-3': '#2fbf94',
  '--series-4': '#dd94bf',
  '--series-5': '#f0e442',
  '--series-6': '#f0773a',
  '--series-7': '#e6e7e4',
};

/** `--ink: #1b1f24; …` */
export function declarations(colours: Colours): string {
  return Object.entries(colours)
    .map(([name, value]) => `${name}: ${value};`)
    .join(' ');
}
