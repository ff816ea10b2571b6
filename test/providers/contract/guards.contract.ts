import { describe, expect, it } from '@jest/globals';
import type { PullPage } from '../../../src/providers/provider.port.js';
import { ProviderError } from '../../../src/providers/provider.errors.js';
import type { Stage } from '../stage.js';
import { walk } from '../walk.js';

/** From the second page on: the page before the first one is another walk's, and nobody can tell. */
const SPOILT = ['duplicatePage', 'repeatCursor'].flatMap((kind) =>
  [1, 2].flatMap((after) => [1, 1_000].map((times) => ({ kind, after, times }))),
);

export function describeGuards(stage: Stage): void {
  const comesToAnEnd = async () => {
    const outcome = await walk(stage.port(), stage.connection, stage.probe).catch((error: unknown) => error);
    if (Array.isArray(outcome)) {
      expect(await stage.isWhole(outcome as PullPage[])).toBe(true);
    } else {
      expect(outcome).toBeInstanceOf(ProviderError);
      expect(outcome).toMatchObject({ retryable: true });
    }
    expect(stage.stand.edge.requests.length).toBeLessThan(100);
  };

  describe('is not led in a circle', () => {
    it('by pages that lead back to one another', async () => {
      stage.stand.edge.use({ kind: 'circle', path: stage.subject.probe.path(stage.account) });
      await comesToAnEnd();
      expect(stage.seen().length).toBeGreaterThan(2);
    });

    it.each(SPOILT)('by $kind, $times times from request $after on', async (fault) => {
      const path = stage.subject.probe.path(stage.account);
      await stage.stand.control.call('POST', '/faults', { path, ...fault });
      stage.stand.edge.use();
      await comesToAnEnd();
      expect(stage.seen().length).toBeGreaterThan(fault.after);
    });
  });
}
