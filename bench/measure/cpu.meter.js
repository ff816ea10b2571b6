import { execFileSync } from 'node:child_process';
import { processTree } from './process.tree.js';

export const MICROS_PER_TICK = 1_000_000 / ticksPerSecond();

function ticksPerSecond() {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) || 100;
  } catch {
    return 100;
  }
}

/**
 * CPU time that process trees use between two moments, in microseconds, by name. Children that ended in between
 * are counted once their parent has waited for them, as PostgreSQL's postmaster does.
 * @example const cpu = new CpuMeter({ service: pid }); …; cpu.elapsed().service
 */
export class CpuMeter {
  /** @param {Record<string, number>} roots name -> pid */
  constructor(roots) {
    this.roots = roots;
    this.start = this.read();
  }

  /** @returns {Record<string, number>} */
  elapsed() {
    const now = this.read();
    return Object.fromEntries(
      Object.entries(now).map(([name, micros]) => [name, Math.max(0, micros - this.start[name])]),
    );
  }

  /** @returns {Record<string, number>} */
  read() {
    return Object.fromEntries(Object.entries(this.roots).map(([name, pid]) => [name, treeMicros(pid)]));
  }
}

/**
 * CPU time of a process and its descendants so far.
 * @param {number} pid
 */
export function treeMicros(pid) {
  return processTree(pid).reduce((sum, { ticks }) => sum + ticks, 0) * MICROS_PER_TICK;
}
