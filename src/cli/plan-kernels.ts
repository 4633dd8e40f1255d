import { buildKernels } from '../kernel/build.ts';
import type { Plan } from '../lab/plan.ts';
import type { Progress } from './progress.ts';

/** The WebAssembly of every cell that needs one, by cell id; equal scenario and subject are compiled once. */
export async function compilePlan(plan: Plan, progress: Progress): Promise<Map<string, WebAssembly.Module>> {
  const cells = plan.cells.filter((cell) => cell.backend === 'wasm');
  const key = (cell: (typeof cells)[number]) => `${cell.scenario.path}\0${cell.subject.path}`;
  const unique = [...new Map(cells.map((cell) => [key(cell), cell])).values()];
  const requests = unique.map((cell) => ({ entry: cell.scenario.path, subject: cell.subject.path }));
  const wasm = await buildKernels(requests, (built, total) =>
    progress.step(built, total, 'kernels: AssemblyScript to WebAssembly, cached for later runs'),
  );
  progress.end();
  const modules = new Map(unique.map((cell, i) => [key(cell), new WebAssembly.Module(wasm[i])]));
  return new Map(cells.map((cell) => [cell.id, modules.get(key(cell)) as WebAssembly.Module]));
}
