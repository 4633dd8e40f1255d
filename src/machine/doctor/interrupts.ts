import type { Read } from '../read.ts';
import { allowedCpus } from './examination.ts';
import { type Check, findings } from './finding.ts';

/** Interrupts a second on one CPU: each takes a few microseconds, so a thousand are some tenths of a percent. */
const MANY = 1_000;
const NOTABLE = 100;

/** How often devices interrupt the CPUs that may be used. The timer's tick and calls between CPUs are not counted. */
export const interrupts: Check = (seen) => {
  const make = findings('noise/interrupts', 'interrupts');
  const { seconds, before, after } = seen.window;
  const from = deviceInterrupts(before.read);
  const to = deviceInterrupts(after.read);
  if (to.size === 0) return make.hidden(seen);
  let busiest = { cpu: -1, perSecond: 0, device: '' };
  for (const cpu of allowedCpus(seen)) {
    const rates = [...to].map(([id, { device, counts }]) => ({
      device,
      perSecond: Math.round(((counts.get(cpu) ?? 0) - (from.get(id)?.counts.get(cpu) ?? 0)) / seconds),
    }));
    const perSecond = rates.reduce((sum, one) => sum + one.perSecond, 0);
    const { device } = rates.reduce((most, one) => (one.perSecond > most.perSecond ? one : most));
    if (perSecond > busiest.perSecond) busiest = { cpu, perSecond, device };
  }
  const { cpu, perSecond, device } = busiest;
  const value = cpu < 0 ? 'none' : `${perSecond} a second on CPU ${cpu}, most from ${device}`;
  const evidence = [{ source: '/proc/interrupts', value }];
  const sentence = `Devices interrupt CPU ${cpu} ${perSecond} times a second, most of all ${device}.`;
  if (perSecond >= MANY)
    return make.disturbs(`${sentence} Measure on other CPUs, or stop what uses the device.`, evidence);
  if (perSecond >= NOTABLE) return make.note(sentence, evidence);
  return make.fine('Devices hardly interrupt the CPUs.', evidence);
};

interface Source {
  readonly device: string;
  readonly counts: ReadonlyMap<number, number>;
}

/** Numbered lines are devices; on ARM the timer's tick is one of them and is left out. */
function deviceInterrupts(read: Read): Map<string, Source> {
  const [head = '', ...lines] = (read('/proc/interrupts') ?? '').split('\n');
  const cpus = [...head.matchAll(/CPU(\d+)/g)].map((match) => Number(match[1]));
  const sources = new Map<string, Source>();
  for (const line of lines) {
    const [label = '', ...fields] = line.trim().split(/\s+/);
    const device = fields.at(-1) ?? '';
    if (!/^\d+:$/.test(label) || /timer/.test(device)) continue;
    sources.set(label, { device, counts: new Map(cpus.map((cpu, i) => [cpu, Number(fields[i]) || 0])) });
  }
  return sources;
}
