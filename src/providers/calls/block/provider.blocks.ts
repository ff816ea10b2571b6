import { ProviderBudgetExhaustedError } from '../../provider.errors.js';
import type { SharedState } from '../redis/shared.state.js';
import { BLOCK_SCRIPT, READ_BLOCK_SCRIPT, UNBLOCK_SCRIPT } from './block.scripts.js';

interface Block {
  until: number;
  /** From then on one call tests whether it still holds: whoever pays may have bought more. */
  testAt: number;
}

/**
 * Providers that serve nobody of this installation until a known time. No call is made meanwhile, but one in
 * `recheckSeconds` of each process; the first that succeeds ends the block. A process that does not know of it yet makes one
 * call to find out.
 */
export class ProviderBlocks {
  private readonly blocks = new Map<string, Block>();

  /** @param state absent: the blocks are not shared with other processes @param now epoch milliseconds */
  constructor(
    private readonly recheckSeconds: number,
    private readonly state?: SharedState,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** @throws ProviderBudgetExhaustedError while the provider is blocked, unless this call is to test it */
  check(provider: string): void {
    const block = this.blocks.get(provider);
    if (!block) return;
    const now = this.now();
    if (now >= block.until) {
      this.blocks.delete(provider);
    } else if (now >= block.testAt) {
      block.testAt = now + this.recheckSeconds * 1000;
    } else {
      const blockedUntil = new Date(block.until);
      throw new ProviderBudgetExhaustedError('The budget of calls is used up', { blockedUntil });
    }
  }

  async block(provider: string, { blockedUntil }: ProviderBudgetExhaustedError): Promise<void> {
    const [now, until] = [this.now(), blockedUntil.getTime()];
    this.blocks.set(provider, { until, testAt: now + this.recheckSeconds * 1000 });
    await this.state?.run(BLOCK_SCRIPT, [keyOf(provider)], [until, Math.max(1, until - now)]).catch(() => undefined);
  }

  /** A call has succeeded. */
  async answered(provider: string): Promise<void> {
    if (!this.blocks.delete(provider)) return;
    await this.state?.run(UNBLOCK_SCRIPT, [keyOf(provider)], []).catch(() => undefined);
  }

  /** As any process knows. @returns `null`: it is not blocked */
  async until(provider: string): Promise<Date | null> {
    const shared = await this.state?.run<string | null>(READ_BLOCK_SCRIPT, [keyOf(provider)], []).catch(() => null);
    const until = shared ? Number(shared) : this.blocks.get(provider)?.until;
    return until !== undefined && until > this.now() ? new Date(until) : null;
  }
}

function keyOf(provider: string): string {
  return `blocked:${provider}`;
}
