import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { childEnvironment } from './command.js';

export interface ProcessEntry {
  pid: number;
  parentPid: number;
  /** Start time in the system's own notation: with the pid it names one process, also after the pid is reused. */
  started: string;
  command: string;
}

/** A living process (a zombie is not one), or undefined. */
export function findProcess(pid: number): ProcessEntry | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? readLinuxProcess(pid) : readPs(['-p', String(pid)])[0];
}

export function childrenOf(pid: number): number[] {
  return allProcesses()
    .filter((entry) => entry.parentPid === pid)
    .map((entry) => entry.pid);
}

function allProcesses(): ProcessEntry[] {
  if (process.platform !== 'linux') return readPs(['-ax']);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readLinuxProcess(Number(name)))
    .filter((entry) => entry !== undefined);
}

// Not ps(1): slim images come without it.
function readLinuxProcess(pid: number): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may itself hold blanks and parentheses; the fields after it do not.
    const nameEnd = stat.lastIndexOf(')');
    const [state, parentPid, ...rest] = stat.slice(nameEnd + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return {
      pid,
      parentPid: Number(parentPid),
      started: rest[17] ?? '',
      command: stat.slice(stat.indexOf('(') + 1, nameEnd),
    };
  } catch {
    return undefined;
  }
}

function readPs(selection: string[]): ProcessEntry[] {
  const { stdout } = spawnSync('ps', [...selection, '-o', 'pid=,ppid=,stat=,lstart=,comm='], {
    encoding: 'utf8',
    env: childEnvironment(),
  });
  return (stdout ?? '')
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && !match[3]?.startsWith('Z'))
    .map((match) => ({
      pid: Number(match?.[1]),
      parentPid: Number(match?.[2]),
      started: match?.[4] ?? '',
      command: match?.[5] ?? '',
    }));
}
