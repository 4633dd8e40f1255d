/** What a view is: one way to show a section. `views/<name>.ts` default-exports one; the folder is the list. */
import type { LabResult, Section } from './schema.ts';
import type { SectionSummary } from './summary.ts';

/**
 * A Chart.js configuration as plain JSON, so that the page can carry it and the PNG writer can draw the same one.
 * Colours are names of CSS variables (`var(--wasm)`); scales carry their marks and points their tooltips (`text`) as
 * finished strings; a matrix
 * carries short `cells` instead (prepare-matrix.ts). `prepareChart` turns it into what Chart.js takes.
 */
export interface ChartSpec {
  readonly type: string;
  /** Height in CSS pixels at full width. */
  readonly heightPx: number;
  readonly data: { readonly labels?: readonly string[]; readonly datasets: readonly Record<string, unknown>[] };
  readonly options: Record<string, unknown>;
}

export interface TextTwin {
  readonly head: readonly string[];
  /** The first entry of each row is its header. */
  readonly rows: readonly (readonly string[])[];
}

export interface ViewResult {
  /** What the chart shows, with numbers; also the chart's name for screen readers. */
  readonly sentence: string;
  /** `null` where the record holds nothing to draw; the sentence says why. */
  readonly chart: ChartSpec | null;
  /** The chart in words. `null` where the section's own table says it all. */
  readonly table: TextTwin | null;
}

export interface View {
  /** Equals the file's stem. */
  readonly name: string;
  readonly title: string;
  build(record: LabResult, section: Section, summary: SectionSummary): ViewResult;
}
