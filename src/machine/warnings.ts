import type { Environment, MachineInfo, MachineWarning } from './types.ts';

/** A load average above this before the start means that somebody else is working. */
const BUSY_LOAD1 = 0.5;
const STEAL_PCT = 1;

/** What about the machine and its condition puts measurements in doubt, as data. The order is fixed; nothing is changed. */
export function machineWarnings(machine: MachineInfo, environment: Environment): MachineWarning[] {
  const { governor, turbo, power, before, after } = environment;
  const { virt } = machine.os;
  const { cgroupCpuMax } = machine.allowed;
  const warnings: MachineWarning[] = [];
  const add = (
    code: string,
    severity: 'info' | 'warn',
    message: string,
    evidence: Record<string, unknown>,
    cure: string | null,
  ) => warnings.push({ code, severity, message, evidence, cure });

  if (governor !== null && governor !== 'performance') {
    const message = `The frequency governor is ${governor}: clocks follow the load, and short trials run slower.`;
    add('machine/governor', 'warn', message, { governor }, 'sudo cpupower frequency-set -g performance');
  }
  if (virt !== null) {
    const message = "The machine is virtual: its topology is the hypervisor's claim, and neighbours may disturb it.";
    add('machine/virtual', 'warn', message, { virt, trust: machine.topology.trust }, null);
  }
  if (turbo === true) {
    const message = 'Turbo is on: the clock falls as more cores work, so scaling looks worse than the algorithm is.';
    add(
      'machine/turbo',
      'info',
      message,
      { turbo },
      'echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost (intel_pstate: 1 to no_turbo)',
    );
  }
  if (power === 'battery') {
    add('machine/battery', 'warn', 'The machine runs on battery, which limits its clocks.', { power }, 'Plug it in.');
  }
  if (before.load1 !== null && before.load1 > BUSY_LOAD1) {
    const message = `The load was ${before.load1} before the start: other programs were working.`;
    add(
      'noise/load',
      'warn',
      message,
      { load1: before.load1, runnable: before.runnable },
      'Stop other programs and wait a minute.',
    );
  }
  if (after.stealPct !== null && after.stealPct > STEAL_PCT) {
    const message = `The hypervisor gave ${after.stealPct} % of the CPU time to others.`;
    add(
      'noise/steal',
      'warn',
      message,
      { stealPct: after.stealPct },
      'Repeat at a quieter time, or on dedicated hardware.',
    );
  }
  if (cgroupCpuMax !== null) {
    const message = `A quota limits this process to ${cgroupCpuMax} CPUs of time; beyond it all threads stop for a while.`;
    add(
      'machine/quota',
      'warn',
      message,
      { cgroupCpuMax, allowed: machine.allowed.cpus },
      'Run without a CPU limit (container: --cpus).',
    );
  }
  return warnings;
}
