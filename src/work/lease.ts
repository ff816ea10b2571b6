/** Another worker has taken over the work, so this worker must write nothing more. */
export class LeaseLostError extends Error {
  constructor() {
    super('The lease was lost; another worker has taken over');
    this.name = 'LeaseLostError';
  }
}

/** The process is stopping. The work is handed back and uses up no attempt. */
export class ShutdownError extends Error {
  constructor() {
    super('The process is shutting down; the work was handed back');
    this.name = 'ShutdownError';
  }
}

/** The work used a slot beyond its tenant's share, and another tenant needs the slot. The work is handed back. */
export class TurnEndedError extends Error {
  constructor() {
    super('Another tenant needs the slot; the work was handed back');
    this.name = 'TurnEndedError';
  }
}

/** The work was cancelled on request. */
export class CancelledError extends Error {
  constructor() {
    super('Cancelled on request');
    this.name = 'CancelledError';
  }
}

export interface LeaseOptions {
  leaseSeconds: number;
  /**
   * Extends the lease in the database, if this worker still has it.
   * @returns `lost` aborts the work with {@link LeaseLostError}, `cancelled` with {@link CancelledError}
   */
  extend(): Promise<'held' | 'lost' | 'cancelled'>;
  onLost?(): void;
}

/**
 * Extends a claim while the work runs, and aborts the work when the claim is lost. If the database cannot be reached
 * for the time of a whole lease, the claim counts as lost, because another worker may have claimed the row.
 */
export class Lease {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private heldUntil: number;
  private beating = false;

  constructor(private readonly options: LeaseOptions) {
    const leaseMs = options.leaseSeconds * 1000;
    this.heldUntil = performance.now() + leaseMs;
    this.timer = setInterval(() => void this.beat(leaseMs), leaseMs / 6);
    this.timer.unref();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
  }

  end(): void {
    clearInterval(this.timer);
  }

  private async beat(leaseMs: number): Promise<void> {
    if (this.beating || this.signal.aborted) return;
    this.beating = true;
    const asked = performance.now();
    try {
      const state = await this.options.extend();
      if (state === 'held') this.heldUntil = asked + leaseMs;
      else this.lose(state === 'lost' ? new LeaseLostError() : new CancelledError());
    } catch {
      if (performance.now() > this.heldUntil) this.lose(new LeaseLostError());
    } finally {
      this.beating = false;
    }
  }

  private lose(reason: Error): void {
    if (this.signal.aborted) return;
    if (reason instanceof LeaseLostError) this.options.onLost?.();
    this.abort(reason);
  }
}
