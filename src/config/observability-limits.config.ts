import { count } from './variables.js';

/** Limits of the log, and ages of gauges. */
export const OBSERVABILITY_LIMITS = {
  /** Most bytes of log output that a process buffers for a slow reader. Further lines are dropped and counted. */
  LOG_BUFFER_BYTES: count(1_048_576),
  /** One of this number of accepted webhook deliveries has a line in the log. */
  LOG_WEBHOOK_SAMPLE: count(100),
  /** A request that takes at least this time has a line in the log, whatever its route. */
  LOG_SLOW_MS: count(1_000),
  /** Most lines per second about refused requests of one route and status. The others are counted in one line. */
  LOG_REFUSED_PER_SECOND: count(10),
  /** How old the gauges about all tenants may be. One process computes them for all. */
  HUB_GAUGES_SECONDS: count(30),
  /** A stream that was not synced for this time counts as stale. At least twice the longest usual schedule. */
  STREAM_STALE_SECONDS: count(21_600),
};
