/** What a lab run says in the terminal, before and after. */
import type { Plan } from '../lab/plan.ts';
import type { Settings } from '../lab/settings.ts';
import type { MachineInfo, Snapshot } from '../machine/types.ts';
import type { LabResult } from '../report/schema.ts';
import type { SectionSummary } from '../report/summary.ts';
import { markDoubts, renderLegend, renderTable } from '../report/table.ts';
import { printable } from '../report/text-width.ts';
import type { LabRequest } from './lab-request.ts';
import type { Output } from './output.ts';
import { paint, paragraph } from './output-text.ts';

export function printMachine(
  output: Output,
  machine: MachineInfo,
  now: Snapshot,
  plan: Plan,
  request: LabRequest,
  { blocks, trialsPerVisit, trialMs }: Settings,
): void {
  const { cpu, topology, os, runtime, allowed } = machine;
  const virtual = os.virt === null ? '' : `, virtual (${os.virt})`;
  paragraph(
    output,
    `${cpu.model ?? cpu.vendor ?? 'CPU of unknown model'}: ${topology.cpus} CPUs (allowed: ${allowed.cpus})${virtual}, ` +
      `${os.distro ?? os.platform} ${os.release}, Node ${runtime.node}, load ${now.load1 ?? 'unknown'}.`,
  );
  const largest = plan.cells.reduce((most, cell) => (cell.threads > most.threads ? cell : most));
  paragraph(output, largest.placement.sentence);
  paragraph(
    output,
    `${plan.cells.length} ${plan.cells.length === 1 ? 'cell' : 'cells'}, ${blocks} blocks in shuffled order, ${trialsPerVisit} ${trialsPerVisit === 1 ? 'trial' : 'trials'} of ${trialMs} ms a visit, seed ${request.seed}.`,
  );
  output.line();
}

export function printResult(
  output: Output,
  record: LabResult,
  sections: readonly SectionSummary[],
  { page, stopped }: { page: string; stopped: boolean },
): void {
  const style = { columns: output.columns, colour: output.colour, marks: markDoubts(sections) };
  for (const section of sections) {
    output.line(paint(output, 'bold', printable(section.section.title)));
    output.line(renderTable(section, style));
    output.line();
  }
  output.line(`${renderLegend(style)}\n`);
  if (record.claims.length > 0) output.line(paint(output, 'bold', 'Claims'));
  for (const claim of record.claims) paragraph(output, `${claim.title}: ${claim.verdict}. ${claim.sentence}`);
  if (record.notMeasured.length > 0) output.line(`\n${paint(output, 'bold', 'Not measured')}`);
  for (const { what, reason } of record.notMeasured) paragraph(output, `${what}: ${reason}`);
  const warnings = record.warnings.filter((one) => one.severity === 'warn');
  if (warnings.length > 0) output.line(`\n${paint(output, 'bold', 'Doubts about the machine')}`);
  for (const { message, cure } of warnings) paragraph(output, cure === null ? message : `${message} Cure: ${cure}`);
  output.line();
  paragraph(output, record.headline);
  if (stopped) output.line('Interrupted: the report shows the cells that were finished.');
  output.line(`Report: ${page}`);
}
