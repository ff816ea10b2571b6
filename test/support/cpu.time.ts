/**
 * CPU time of this process while `work` runs, in ms. Other processes on a busy machine do not count. Only for work that
 * does not wait.
 */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
