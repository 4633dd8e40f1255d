import type { Environment, MachineInfo, MachineWarning } from './types.ts';

/** A load average above this before the start means that somebody else is working. */
const BUSY_LOAD1 = 0.5;
const STEAL_PCT = 1;

/** What about the machine and its condition puts measurements in doubt, as data. The order is fixed; nothing is changed. */
export function machineWarnings(machine: MachineInfo, environment: Environment): MachineWarning[] {
  const { governor, turbo, power, before, after } = environment;
  const { cpus, cgroupCpuMax } = machine.allowed;
  return [
    governorWarning(governor),
    virtualWarning(machine.os.virt, machine.topology.trust),
    turboWarning(turbo),
    batteryWarning(power),
    loadWarning(before.load1, before.runnable),
    stealWarning(after.stealPct),
    quotaWarning(cgroupCpuMax, cpus),
  ].filter((warning) => warning !== null);
}

/** Each rule below takes what was read (`null`: not told) and gives its warning, or `null` where nothing is wrong. */
export function governorWarning(governor: string | null): MachineWarning | null {
  if (governor === null || governor === 'performance') return null;
  return {
    code: 'machine/governor',
    severity: 'warn',
    message: `The frequency governor is ${governor}: clocks follow the load, and short trials run slower.`,
    evidence: { governor },
    cure: 'sudo cpupower frequency-set -g performance',
  };
}

export function virtualWarning(virt: string | null, trust: MachineInfo['topology']['trust']): MachineWarning | null {
  if (virt === null) return null;
  return {
    code: 'machine/virtual',
    severity: 'warn',
    message: "The machine is virtual: its topology is the hypervisor's claim, and neighbours may disturb it.",
    evidence: { virt, trust },
    cure: null,
  };
}

export function turboWarning(turbo: boolean | null): MachineWarning | null {
  if (turbo !== true) return null;
  return {
    code: 'machine/turbo',
    severity: 'info',
    message: 'Turbo is on: the clock falls as more cores work, so scaling looks worse than the algorithm is.',
    evidence: { turbo },
    cure: 'echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost (intel_pstate: 1 to no_turbo)',
  };
}

export function batteryWarning(power: Environment['power']): MachineWarning | null {
  if (power !== 'battery') return null;
  return {
    code: 'machine/battery',
    severity: 'warn',
    message: 'The machine runs on battery, which limits its clocks.',
    evidence: { power },
    cure: 'Plug it in.',
  };
}

export function loadWarning(load1: number | null, runnable: number | null): MachineWarning | null {
  if (load1 === null || load1 <= BUSY_LOAD1) return null;
  return {
    code: 'noise/load',
    severity: 'warn',
    message: `The load was ${load1} before the start: other programs were working.`,
    evidence: { load1, runnable },
    cure: 'Stop other programs and wait a minute.',
  };
}

export function stealWarning(stealPct: number | null): MachineWarning | null {
  if (stealPct === null || stealPct <= STEAL_PCT) return null;
  return {
    code: 'noise/steal',
    severity: 'warn',
    message: `The hypervisor gave ${stealPct} % of the CPU time to others.`,
    evidence: { stealPct },
    cure: 'Repeat at a quieter time, or on dedicated hardware.',
  };
}

/** @param allowed the CPUs that the process may use, as a list. */
export function quotaWarning(cgroupCpuMax: number | null, allowed: string): MachineWarning | null {
  if (cgroupCpuMax === null) return null;
  return {
    code: 'machine/quota',
    severity: 'warn',
    message: `A quota limits this process to ${cgroupCpuMax} CPUs of time; beyond it all threads stop for a while.`,
    evidence: { cgroupCpuMax, allowed },
    cure: 'Run without a CPU limit (container: --cpus).',
  };
}
