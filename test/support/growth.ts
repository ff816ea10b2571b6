import { cpuTime } from './cpu.time.js';

const TIMES_LONGER = 16;
const MOST_TRIES = 10;
/** Between 16, which is as long as the input (more memory is slower memory), and 256, which is its square. */
const LINEAR = 80;

/**
 * Whether the CPU time of `work` grows with the length of its input alone, and not with its square. It compares two times
 * of one run, so a slow or a busy machine changes nothing. The fastest tries count: others pay for the compiler, for the
 * collection of garbage and for other processes. Only for work that does not wait.
 * @param length of the shorter input; the longer one has sixteen times of it
 */
export function growsWithLength(length: number, input: (length: number) => string, work: (input: string) => void) {
  const [short, long] = [input(length), input(TIMES_LONGER * length)];
  const shortTimes = Array.from({ length: MOST_TRIES }, () => cpuTime(() => work(short)));
  const limit = LINEAR * Math.min(...shortTimes);
  for (let n = 0; n < MOST_TRIES; n++) if (cpuTime(() => work(long)) < limit) return true;
  return false;
}
