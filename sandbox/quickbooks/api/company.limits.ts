import { SlidingWindow } from '../../common/sliding.window.js';

interface LimitSettings {
  /** All calls of a company. */
  perMinute: number | null;
  /** Calls of a company by one app; the sandbox knows one app. */
  perSecond: number | null;
  batchPerMinute: number | null;
  /** Sent with the refusal; Intuit is only known to say: wait a minute. */
  retryAfterSeconds: number | null;
  /** Metered reads of all companies in a month, after which reads are blocked. */
  monthlyReads: number | null;
}

const SECOND = 1000;
const MINUTE = 60_000;

/** The documented throttles. Null switches one off. */
export class CompanyLimits {
  settings: LimitSettings = {
    perMinute: 500,
    perSecond: 10,
    batchPerMinute: 40,
    retryAfterSeconds: null,
    monthlyReads: null,
  };
  private readonly windows = new Map<string, SlidingWindow>();

  configure(settings: Partial<LimitSettings>): LimitSettings {
    const given = Object.entries(settings).filter(([name]) => name in this.settings);
    Object.assign(this.settings, Object.fromEntries(given));
    return { ...this.settings };
  }

  admit(realmId: string, isBatch: boolean): boolean {
    const now = performance.now();
    const { perMinute, perSecond, batchPerMinute } = this.settings;
    const rules: [string, number, number | null][] = [
      [`${realmId} minute`, MINUTE, perMinute],
      [`${realmId} second`, SECOND, perSecond],
      ...(isBatch ? [[`${realmId} batch`, MINUTE, batchPerMinute] as [string, number, number | null]] : []),
    ];
    const windows = rules.map(([key, span, limit]) => ({ window: this.window(key, span), limit }));
    if (windows.some(({ window, limit }) => limit !== null && window.count(now) >= limit)) return false;
    for (const { window } of windows) window.add(now);
    return true;
  }

  private window(key: string, spanMs: number): SlidingWindow {
    let window = this.windows.get(key);
    if (!window) this.windows.set(key, (window = new SlidingWindow(spanMs)));
    return window;
  }
}
