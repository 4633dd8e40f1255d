/** A section over subjects of one kind: its predicates see that kind's descriptor. */
import type { AnySubject, Backend, Kind, Params } from '../contract.ts';
import type { SectionSpec, Site, SweepContext } from './spec.ts';

type OfKind<K extends Kind> = Extract<AnySubject, { kind: K }>;

type Over<K extends Kind> = Omit<SectionSpec, 'kind' | 'subjects' | 'sweep' | 'baseline' | 'label' | 'scenarioFor'> & {
  subjects(subject: OfKind<K>, context: SweepContext): boolean;
  sweep(context: SweepContext, subject: OfKind<K>): readonly Params[];
  baseline(subject: OfKind<K>, backend: Backend, params: Params, site: Site): boolean;
  label?(params: Params, subject: OfKind<K>, site: Site): string;
  scenarioFor?(subject: OfKind<K>): string;
};

/** `over('lock', { …, subjects: (lock) => lock.fairness === 'fifo' })` */
export function over<K extends Kind>(kind: K, section: Over<K>): SectionSpec {
  const isOfKind = (subject: AnySubject): subject is OfKind<K> => subject.kind === kind;
  // The plan offers a section only subjects of its kind; the questions ask again, so that the types follow.
  const { label, scenarioFor, ...rest } = section;
  return {
    ...rest,
    kind,
    subjects: (subject, context) => isOfKind(subject) && section.subjects(subject, context),
    sweep: (context, subject) => (isOfKind(subject) ? section.sweep(context, subject) : []),
    baseline: (subject, backend, params, site) => isOfKind(subject) && section.baseline(subject, backend, params, site),
    ...(label && {
      label: (params, subject, site) => (isOfKind(subject) ? label(params, subject, site) : subject.name),
    }),
    ...(scenarioFor && {
      scenarioFor: (subject) => (isOfKind(subject) ? scenarioFor(subject) : section.scenario),
    }),
  };
}
