import { readFileSync } from 'node:fs';

/**
 * The largest resident set a process has had so far, MB (10^6 bytes); NaN where there is no /proc.
 * @param {number} pid
 */
export function peakMemoryMb(pid) {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return (Number(kilobytes) * 1024) / 1e6;
  } catch {
    return Number.NaN;
  }
}
