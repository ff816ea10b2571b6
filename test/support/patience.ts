import { availableParallelism, loadavg } from 'node:os';

/** `run.settings.js` measures it when the run begins. */
const PATIENCE = Number(process.env.TEST_PATIENCE ?? 1);

/** A time limit: `ms` on an idle machine, and proportionally more on a slow or busy one. */
export function patient(ms: number): number {
  return Math.ceil(ms * PATIENCE);
}

/** A count that an idle machine reaches in a fixed time, and proportionally less for a slow or busy machine. */
export function atLeast(count: number): number {
  return count / PATIENCE;
}

/**
 * The time until which a wait may last. Compute it again for each check, because a machine may become busy during a
 * run. A wait that succeeds ends earlier in any case.
 */
export function deadline(began: number, withinMs: number): number {
  const [load = 0] = loadavg();
  return began + withinMs * Math.max(PATIENCE, load / availableParallelism());
}

/**
 * Calls `late` when the time is up; see {@link deadline}.
 * @returns a function that ends the wait
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

/** Settings of the service that are time limits. */
const BUDGETS = /_TIMEOUT_MS$|^(LEASE_SECONDS|PROVIDER_BUDGET_PATIENCE_MS)$/;

/** The environment, with its time limits multiplied by the same factor as those of the tests. */
export function patientEnv(env: Record<string, string>): Record<string, string> {
  const scaled = ([name, value]: [string, string]) => [
    name,
    BUDGETS.test(name) ? String(patient(Number(value))) : value,
  ];
  return Object.fromEntries(Object.entries(env).map((entry) => scaled(entry)));
}
