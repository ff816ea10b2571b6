import { AsyncLocalStorage } from 'node:async_hooks';
import { traceIdOf } from './trace.context.js';

/** What every line of a request or of a piece of work names. Ids and names only: no personal data. */
export interface LogFields {
  /** `x-request-id` of the call that is served, or that caused this work. */
  requestId?: string;
  /** Trace of the caller, if it sent a `traceparent`. */
  traceId?: string;
  tenantId?: string;
  /** The kind of caller: a user's id may be personal data. */
  principal?: 'user' | 'service';
  integrationId?: string;
  runId?: string;
  /** A webhook event. */
  eventId?: string;
  factId?: string;
  notificationId?: string;
  job?: string;
  queue?: string;
}

/** The call that caused something. It is stored with work, and given back to the log when the work is done. */
export interface Origin {
  requestId: string | null;
  /** W3C `traceparent` of the caller. */
  traceContext: string | null;
}

interface Entered {
  fields: LogFields;
  traceContext: string | null;
}

const NO_ORIGIN: Origin = { requestId: null, traceContext: null };

const storage = new AsyncLocalStorage<Entered>();
let held = 0;

/**
 * In Node 20 an enabled storage makes each promise of the process slower. Webhook deliveries then need 5 to 7 % more CPU.
 * So it is enabled only while a request or work has a context.
 */
function release(): void {
  held -= 1;
  if (held === 0) storage.disable();
}

/** What the lines of the current request or work have in common. It follows asynchronous calls. */
export const LogContext = {
  /**
   * Enters a context for a request, which `next` continues.
   * @returns leaves it; to be called once, when the request is over
   */
  enter(fields: LogFields, traceContext: string | null, next: () => void): () => void {
    held += 1;
    storage.run({ fields, traceContext }, next);
    return release;
  },

  /** Runs `work` with these fields alone, whatever those of the caller are. */
  async only<T>(fields: LogFields, work: () => Promise<T>): Promise<T> {
    held += 1;
    try {
      return await storage.run({ fields, traceContext: null }, work);
    } finally {
      release();
    }
  },

  /** Runs `work` as caused by a stored call. These fields are added to those of the context around it. */
  within<T>(fields: LogFields, { requestId, traceContext = null }: Partial<Origin>, work: () => T): T {
    const around = storage.getStore();
    if (!around) return work();
    const traceId = traceIdOf(traceContext);
    const all = { ...around.fields, ...fields, ...(requestId && { requestId }), ...(traceId && { traceId }) };
    return storage.run({ fields: all, traceContext }, work);
  },

  /** Adds fields to the current context, for what still follows. Does nothing without one. */
  add(fields: LogFields): void {
    const entered = storage.getStore();
    if (entered) Object.assign(entered.fields, fields);
  },

  fields(): Readonly<LogFields> | undefined {
    return storage.getStore()?.fields;
  },

  /** What is stored with new work. */
  origin(): Origin {
    const entered = storage.getStore();
    return entered ? { requestId: entered.fields.requestId ?? null, traceContext: entered.traceContext } : NO_ORIGIN;
  },
};
