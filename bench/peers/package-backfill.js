/** The package's `syncBackfill` of the objects named by the parent, one after another; tells it how long that took. */
import { createEngine, migrate } from './package.engine.js';

const { DATABASE_URL = '' } = process.env;
await migrate(DATABASE_URL);
const engine = createEngine(process.env);
process.send?.({ ready: true });

process.once('message', async (/** @type {{objects: string[]}} */ { objects }) => {
  const startedAt = performance.now();
  let records = 0;
  for (const object of objects) {
    const results = await engine.syncBackfill({ object });
    records += Object.values(results).reduce((sum, result) => sum + (result?.synced ?? 0), 0);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  process.send?.({ seconds, records, peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6 });
});

// Stays until it is told to go, so that the parent can still read what it used.
const stay = setInterval(() => undefined, 60_000);
process.once('SIGTERM', () => {
  clearInterval(stay);
  process.disconnect?.();
  void engine.postgresClient.close();
});
