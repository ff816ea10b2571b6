/**
 * Milliseconds that this process computed while `work` ran: what others do meanwhile on a busy machine does not count.
 * For work that never waits.
 */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
