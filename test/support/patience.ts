import { availableParallelism, loadavg } from 'node:os';

/** Measured when the run begins, by `run.settings.js`. */
const PATIENCE = Number(process.env.TEST_PATIENCE ?? 1);

/** A budget: `ms` on a quiet machine, and in proportion on one that is slow or busy. */
export function patient(ms: number): number {
  return Math.ceil(ms * PATIENCE);
}

/** So many of what is done within a fixed time on a quiet machine: no more is asked of a slow or busy one. */
export function atLeast(count: number): number {
  return count / PATIENCE;
}

/**
 * Until when something is waited for that ends the wait by itself. Asked again each time: a machine may become busy
 * while a run is under way, and whoever waits in vain only hears of it later.
 */
export function deadline(began: number, withinMs: number): number {
  const [load = 0] = loadavg();
  return began + withinMs * Math.max(PATIENCE, load / availableParallelism());
}

/**
 * Calls `late` once that has been waited for in vain; see {@link deadline}.
 * @returns what ends the wait
 */
export function overdue(withinMs: number, late: () => void): () => void {
  const began = performance.now();
  let timer: NodeJS.Timeout;
  const look = () => {
    const left = deadline(began, withinMs) - performance.now();
    if (left <= 0) late();
    else timer = setTimeout(look, Math.max(left, 100));
  };
  look();
  return () => clearTimeout(timer);
}

/** Settings of the service that say how long something may take there. */
const BUDGETS = /_TIMEOUT_MS$|^(LEASE_SECONDS|PROVIDER_BUDGET_PATIENCE_MS)$/;

/** The same environment on this machine: what is a budget in it grows as the tests' own do. */
export function patientEnv(env: Record<string, string>): Record<string, string> {
  const scaled = ([name, value]: [string, string]) => [
    name,
    BUDGETS.test(name) ? String(patient(Number(value))) : value,
  ];
  return Object.fromEntries(Object.entries(env).map((entry) => scaled(entry)));
}
