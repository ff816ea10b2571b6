import { loadConfig } from '../../src/config/config.js';
import type { VendorTimes } from '../../src/outbound/testing/vendor.model.js';

/** A vendor in memory that remembers all keys, and does at once what it is asked. */
export const NEVER_LATE: VendorTimes = { keyLifetimeMs: 60_000, lateMs: 0, indexLagMs: 0 };

/** Environment of a worker that settles doubts within seconds. */
export const IMPATIENT = {
  ROLES: 'worker',
  OUTBOUND_SAFE_WINDOW_SECONDS: '3',
  OUTBOUND_SETTLE_SECONDS: '1',
  OUTBOUND_WRITE_TIMEOUT_SECONDS: '1',
  OUTBOUND_REPLAY_SECONDS: '1',
  OUTBOUND_REPLAY_MAX_SECONDS: '2',
  OUTBOUND_SLOT_PAUSE_SECONDS: '1',
  OUTBOUND_UNKNOWN_IN_A_ROW: '10',
};

/** A vendor in memory that applies some requests late, and that forgets its keys. */
export const LATE: VendorTimes = { keyLifetimeMs: 4_000, lateMs: 800, indexLagMs: 500 };

/**
 * For a vendor that is {@link LATE}. A key is trusted for less time than the vendor remembers it, and a late request is
 * applied before it is looked for.
 */
export const impatient = loadConfig({
  ...IMPATIENT,
  OUTBOUND_RELEASE_SECONDS: '1',
  OUTBOUND_CIRCUIT_CHECK_SECONDS: '1',
  OUTBOUND_STEP_ITEMS: '3',
});
