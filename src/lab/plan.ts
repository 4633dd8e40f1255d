/** From a lab's sections to the cells of one run: which subject, back end and parameters, and what cannot be measured here. */
import type { AnySubject, Backend, Params } from '../contract.ts';
import { place } from '../machine/placement.ts';
import type { Topology } from '../machine/types.ts';
import type { FoundScenario, FoundSubject, Registry } from '../registry.ts';
import { isSelection, restrict } from './locate.ts';
import type { Effort, LabSpec, SectionSpec, SweepContext } from './spec.ts';
import { type Spot, spotsOf } from './spots.ts';

export interface PlannedCell extends Spot {
  readonly id: string;
  readonly subject: FoundSubject;
  readonly scenario: FoundScenario;
  readonly backend: Backend;
  readonly params: Params;
  readonly threads: number;
  /** Size of the subject's words. */
  readonly megabytes: number;
  readonly label?: string;
}

export interface PlannedSection {
  readonly spec: SectionSpec;
  readonly cells: readonly PlannedCell[];
  readonly baseline: PlannedCell | null;
}

export interface Plan {
  readonly lab: LabSpec;
  /** CPUs that the run may use. */
  readonly cpus: number;
  readonly sections: readonly PlannedSection[];
  /** Every cell once, in the order of the sections. */
  readonly cells: readonly PlannedCell[];
  readonly notMeasured: readonly { what: string; reason: string }[];
}

/** What the command line narrows down. */
export interface Choice {
  readonly effort: Effort;
  readonly subjects: readonly string[] | null;
  readonly backends: readonly Backend[];
  readonly threads: readonly number[] | null;
  readonly pin: string;
  readonly capacitySlots: number;
  /** Size of the largest L3 cache in MiB; `null` or absent: none, or not told. */
  readonly l3MB?: number | null;
}

/** What `--pin` is when nobody says: where CPUs are not told apart, none can be chosen. */
export function usualPin({ trust }: Topology): string {
  return trust === 'unknown' ? 'none' : 'cores';
}

/** @throws PlacementRefused when `choice.pin` names something that the machine does not have. */
export function planRun(lab: LabSpec, registry: Registry, machine: Topology, choice: Choice): Plan {
  place(machine, choice.pin, 2); // what no machine or not this one has is refused here, before any cell is looked at
  const topology = restrict(machine, choice.pin);
  const cpus = topology.cpus.filter((cpu) => cpu.allowed).length;
  const context: SweepContext = {
    effort: choice.effort,
    threads: choice.threads ?? lab.threads(cpus),
    cpus,
    capacitySlots: choice.capacitySlots,
    l3MB: choice.l3MB ?? null,
    topology,
  };
  // Who names subjects wants to see them, whatever the effort.
  const picking: SweepContext = choice.subjects ? { ...context, effort: 'thorough' } : context;
  // Nor does an effort leave out the one back end that is asked for.
  const naming: SweepContext = choice.backends.length < 2 ? { ...context, effort: 'thorough' } : context;
  const cells = new Map<string, PlannedCell>();
  const reasons = new Map<string, { what: string; reason: string }>();
  const note = (what: string, reason: string) => reasons.set(`${what}: ${reason}`, { what, reason });

  const sections = lab.sections.map((spec): PlannedSection => {
    const planned: PlannedCell[] = [];
    const swept = { now: false, longer: false };
    const longer: SweepContext = { ...context, effort: choice.effort === 'quick' ? 'default' : 'thorough' };
    let missing = false;
    if (spec.sites && choice.pin !== usualPin(machine) && !isSelection(choice.pin))
      note(
        `${spec.title}, ${choice.pin}`,
        'This section compares places of its own; --pin takes a list of CPUs or a kind of core here.',
      );
    const sites = spec.sites?.(context) ?? [{ policy: choice.pin }];
    for (const subject of registry.ofKind(spec.kind) as FoundSubject[]) {
      if (!spec.subjects(subject.spec, picking)) continue;
      if (choice.subjects && !choice.subjects.includes(subject.spec.name)) continue;
      const scenario = registry.scenario(spec.kind, spec.scenarioFor?.(subject.spec) ?? spec.scenario);
      const sweep = spec.sweep(context, subject.spec);
      swept.now ||= sweep.length > 0;
      swept.longer ||= spec.sweep(longer, subject.spec).length > 0;
      const refusals = new Set<string>();
      const before = planned.length;
      for (const asked of sweep) {
        const params = withDefaults(scenario, subject.spec, { capacitySlots: choice.capacitySlots, ...asked });
        const refusal = scenario.spec.refuses(subject.spec, params);
        if (refusal) {
          refusals.add(refusal);
          continue;
        }
        const threads = scenario.spec.roles(params).length;
        const backends = choice.backends.filter(
          (backend) =>
            (spec.backends?.(naming) ?? ['js', 'wasm']).includes(backend) &&
            (subject.spec.backends ?? ['js', 'wasm']).includes(backend),
        );
        if (backends.length === 0) continue;
        const { spots, refused } = spotsOf(spec, topology, sites, threads);
        for (const { what, reason } of refused) {
          if (what === null) refusals.add(reason);
          else note(what, reason);
          missing ||= what !== null;
        }
        for (const spot of spots) {
          for (const backend of backends) {
            const id = cellId(lab, subject.spec, backend, threads, spot, params, scenario);
            const cell = cells.get(id) ?? {
              id,
              subject,
              scenario,
              backend,
              params,
              threads,
              megabytes: (scenario.spec.instances * scenario.spec.sizeWords(subject.spec, params)) / 2 ** 18,
              ...spot,
              ...(spec.label ? { label: spec.label(params, subject.spec, spot.site) } : {}),
            };
            cells.set(id, cell);
            planned.push(cell);
          }
        }
      }
      // A sweep may suit each subject in part; a subject that nothing in it suits is worth a word.
      if (planned.length === before)
        for (const refusal of refusals) note(`${subject.spec.name}: ${spec.title}`, refusal);
    }
    if (planned.length === 0 && !missing) note(spec.title, emptyReason(choice, swept));
    const baseline =
      planned.find((cell) => spec.baseline(cell.subject.spec, cell.backend, cell.params, cell.site)) ?? null;
    return { spec, cells: planned, baseline };
  });
  return {
    lab,
    cpus,
    sections: sections.filter((section) => section.cells.length > 0),
    cells: [...cells.values()],
    notMeasured: [...reasons.values()],
  };
}

/** Only what would change the answer is named. `swept` tells whether a run of this or the next longer effort has parameters. */
function emptyReason(
  { effort, subjects, backends, threads }: Choice,
  swept: { readonly now: boolean; readonly longer: boolean },
): string {
  if (!swept.now && swept.longer) return effort === 'quick' ? 'left out by --quick' : 'only --thorough measures it';
  const narrowed = [
    ...(effort === 'quick' && !subjects ? ['--quick'] : []),
    ...(subjects ? ['--subjects'] : []),
    ...(backends.length < 2 ? ['--backend'] : []),
    ...(threads ? ['--threads'] : []),
  ];
  return narrowed.length > 0 ? `left out by ${narrowed.join(' or ')}` : 'nothing here fits it';
}

/** Every parameter of the scenario and every tunable of the subject has a value; others are left out. */
function withDefaults(scenario: FoundScenario, subject: AnySubject, asked: Params): Params {
  const params: Record<string, number> = {};
  for (const [name, param] of Object.entries(scenario.spec.params)) params[name] = asked[name] ?? param.default;
  for (const [name, tunable] of Object.entries(subject.tunables ?? {})) params[name] = asked[name] ?? tunable.default;
  return params;
}

/** Parts that differ between the cells of a run and must agree between runs that are compared. */
function cellId(
  lab: LabSpec,
  subject: AnySubject,
  backend: Backend,
  threads: number,
  { placement, memory }: Spot,
  params: Params,
  scenario: FoundScenario,
): string {
  const said = Object.entries(params)
    .filter(([name, value]) => value !== (scenario.spec.params[name] ?? subject.tunables?.[name])?.default)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',');
  return [
    lab.name,
    `${scenario.spec.kind}.${scenario.spec.name}`,
    subject.name,
    backend,
    threads,
    memory === null ? placement.policy : `${placement.policy}@node${memory.node}`,
    said,
  ]
    .filter((part) => part !== '')
    .join('/');
}
