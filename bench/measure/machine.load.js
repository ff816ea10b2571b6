import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { MICROS_PER_TICK, treeMicros } from './cpu.meter.js';

/** What share of the machine somebody else took since it was made: above a few per cent, figures are not to be trusted. */
export class MachineLoad {
  constructor() {
    this.startedAt = performance.now();
    this.start = othersMicros();
  }

  /** @returns {number} 0..1 of all cores; NaN where there is no /proc */
  others() {
    const available = (performance.now() - this.startedAt) * 1000 * cpus().length;
    return Math.max(0, othersMicros() - this.start) / available;
  }
}

/** Everything this run uses descends from this process. */
function othersMicros() {
  try {
    const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]
      .trim()
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softirq) * MICROS_PER_TICK - treeMicros(process.pid);
  } catch {
    return Number.NaN;
  }
}
