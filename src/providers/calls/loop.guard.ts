import { ProviderProtocolError } from '../provider.errors.js';

/**
 * Finds out that a walk goes in a circle, however long, while remembering a single cursor (Brent's algorithm): the
 * remembered one is replaced at every power of two, so that a circle meets it within a few rounds.
 */
export class LoopGuard {
  private remembered?: string;
  private steps = 0;
  private replaceAt = 1;

  /** @param provider by the name that people know it by */
  constructor(private readonly provider: string) {}

  /** @throws ProviderProtocolError when the walk has been at `cursor` before */
  pass(cursor: string): void {
    if (cursor === this.remembered) throw new ProviderProtocolError(`${this.provider} pages in a circle`);
    this.steps += 1;
    if (this.steps < this.replaceAt) return;
    this.remembered = cursor;
    this.replaceAt *= 2;
  }
}
