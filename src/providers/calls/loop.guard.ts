import { ProviderProtocolError } from '../provider.errors.js';

/**
 * Detects that a walk goes in a circle of any length, while remembering a single cursor (Brent's algorithm). The
 * remembered cursor is replaced at every power of two, so a circle reaches it again within a few rounds.
 */
export class LoopGuard {
  private remembered?: string;
  private steps = 0;
  private replaceAt = 1;

  /** @param provider its display name */
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
