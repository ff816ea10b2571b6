import { within } from '../../common/within.js';

/** `reason`: one of a few short names, if it is known. */
export type Answer<T> = { up: true; value: T; latencyMs: number } | { up: false; reason?: string };

export interface ProbeOptions {
  timeoutMs: number;
  /** How long an answer is cached, so that frequent probes do not overload the dependency. */
  cacheMs: number;
}

const DEFAULTS: ProbeOptions = { timeoutMs: 1_000, cacheMs: 250 };

/**
 * Checks a dependency in bounded time. Only one check runs at a time, however many callers there are. If a dependency
 * hangs, no new check starts before the last one has ended.
 */
export class CachedProbe<T> {
  private readonly options: ProbeOptions;
  private latest?: { answer: Answer<T>; at: number };
  private question?: Promise<Answer<T>>;

  constructor(
    private readonly ask: () => Promise<T>,
    options: Partial<ProbeOptions> = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
  }

  async read(): Promise<Answer<T>> {
    if (this.latest && performance.now() - this.latest.at < this.options.cacheMs) return this.latest.answer;
    try {
      return await within(this.options.timeoutMs, (this.question ??= this.put()));
    } catch {
      return { up: false };
    }
  }

  private async put(): Promise<Answer<T>> {
    const asked = performance.now();
    let answer: Answer<T>;
    try {
      const value = await this.ask();
      answer = { up: true, value, latencyMs: Math.round((performance.now() - asked) * 10) / 10 };
    } catch {
      answer = { up: false };
    }
    this.latest = { answer, at: performance.now() };
    this.question = undefined;
    return answer;
  }
}
