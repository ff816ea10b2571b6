import { cpuTime } from './cpu.time.js';

const TIMES_LONGER = 16;
const MOST_ROUNDS = 10;
const SHORTS_A_ROUND = 3;
/** Between 16, which is as long as the input (more memory is slower memory), and 256, which is its square. */
const LINEAR = 80;

/**
 * Whether the CPU time of `work` grows with the length of its input alone, and not with its square. It compares two times
 * of one moment, so a slow or a busy machine changes nothing, nor one that becomes slower meanwhile. The fastest tries count:
 * others pay for the compiler, for the collection of garbage and for other processes. Only for work that does not wait.
 * @param length of the shorter input; the longer one has sixteen times of it
 */
export function growsWithLength(length: number, input: (length: number) => string, work: (input: string) => void) {
  const [short, long] = [input(length), input(TIMES_LONGER * length)];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const shortTimes = Array.from({ length: SHORTS_A_ROUND }, () => cpuTime(() => work(short)));
    if (cpuTime(() => work(long)) < LINEAR * Math.min(...shortTimes)) return true;
  }
  return false;
}
