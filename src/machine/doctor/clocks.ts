import { readGovernor, readPower, readTurbo } from '../environment.ts';
import { batteryWarning, governorWarning, turboWarning } from '../warnings.ts';
import { type Check, findings } from './finding.ts';

const CPUS = '/sys/devices/system/cpu';
const NO_TURBO = `${CPUS}/intel_pstate/no_turbo`;
const BOOST = `${CPUS}/cpufreq/boost`;

/** Who sets the clocks. */
export const governor: Check = (seen) => {
  const make = findings('machine/governor', 'frequency governor');
  const name = readGovernor(seen.read);
  if (name === null) return make.hidden(seen);
  const evidence = [{ source: `${CPUS}/cpu*/cpufreq/scaling_governor`, value: name }];
  const warning = governorWarning(name);
  return warning
    ? make.disturbs(warning.message, evidence, warning.cure)
    : make.fine(`The frequency governor is ${name}.`, evidence);
};

/** Clocks that depend on how many cores work. */
export const turbo: Check = (seen) => {
  const make = findings('machine/turbo', 'turbo');
  const isOn = readTurbo(seen.read);
  if (isOn === null) return make.hidden(seen);
  const source = seen.read(NO_TURBO) === undefined ? BOOST : NO_TURBO;
  const evidence = [{ source, value: seen.read(source)?.trim() ?? '' }];
  const warning = turboWarning(isOn);
  return warning
    ? make.note(warning.message, evidence, `echo ${source === BOOST ? 0 : 1} | sudo tee ${source}`)
    : make.fine('Turbo is off.', evidence);
};

/** A machine without power supply files has no battery. */
export const powerSupply: Check = (seen) => {
  const make = findings('machine/battery', 'power supply');
  if (seen.platform !== 'linux') return make.hidden(seen);
  const power = readPower(seen.read);
  const evidence = [{ source: '/sys/class/power_supply', value: power ?? 'no battery' }];
  const warning = batteryWarning(power);
  return warning
    ? make.disturbs(`${warning.message} ${warning.cure}`, evidence)
    : make.fine('The machine does not run on battery.', evidence);
};
