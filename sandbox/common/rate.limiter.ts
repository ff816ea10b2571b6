import { SlidingWindow } from './sliding.window.js';

interface RateLimits {
  globalPerSecond: number | null;
  endpointPerSecond: number | null;
}

type RateDecision = 'admitted' | 'endpoint-rate' | 'global-rate';

/** Two limits for each account: one over everything, one for each operation. Null switches a limit off. */
export class RateLimiter {
  private readonly windows = new Map<string, SlidingWindow>();

  constructor(public limits: RateLimits) {}

  admit(account: string, operation: string): RateDecision {
    const now = performance.now();
    const overall = this.window(account);
    const single = this.window(`${account} ${operation}`);
    const { globalPerSecond, endpointPerSecond } = this.limits;
    if (endpointPerSecond !== null && single.count(now) >= endpointPerSecond) return 'endpoint-rate';
    if (globalPerSecond !== null && overall.count(now) >= globalPerSecond) return 'global-rate';
    overall.count(now);
    single.count(now);
    overall.add(now);
    single.add(now);
    return 'admitted';
  }

  private window(key: string): SlidingWindow {
    let window = this.windows.get(key);
    if (!window) this.windows.set(key, (window = new SlidingWindow()));
    return window;
  }
}
