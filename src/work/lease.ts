/** Another worker has taken the work over: whatever this one still does must not be written. */
export class LeaseLostError extends Error {
  constructor() {
    super('The lease was lost; another worker has taken over');
    this.name = 'LeaseLostError';
  }
}

/** The process is stopping: the work goes back, and no attempt is used up. */
export class ShutdownError extends Error {
  constructor() {
    super('The process is shutting down; the work was handed back');
    this.name = 'ShutdownError';
  }
}

/** The work was in a slot beyond its tenant's share, and another tenant waits for it: it goes back. */
export class TurnEndedError extends Error {
  constructor() {
    super('Others wait for the slot; the work was handed back');
    this.name = 'TurnEndedError';
  }
}

/** Somebody asked for the work to end. */
export class CancelledError extends Error {
  constructor() {
    super('Cancelled on request');
    this.name = 'CancelledError';
  }
}

export interface LeaseOptions {
  leaseSeconds: number;
  /**
   * Extends the lease in the database, if it is still ours.
   * @returns `lost` aborts the work with {@link LeaseLostError}, `cancelled` with {@link CancelledError}
   */
  extend(): Promise<'held' | 'lost' | 'cancelled'>;
  onLost?(): void;
}

/**
 * Keeps a claim alive while the work goes on, and aborts the work when the claim is gone. A database that cannot
 * be asked for a whole lease counts as gone: another worker may have claimed the row.
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
