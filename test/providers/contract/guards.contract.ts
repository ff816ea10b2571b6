import { describe, expect, it } from '@jest/globals';
import { ProviderError } from '../../../src/providers/provider.errors.js';
import type { Stage } from '../stage.js';
import { recordsOf, walk } from '../walk.js';

/** A page before the first one is another walk's, and nobody can tell. */
const SPOILT = [
  ...[1, 2].map((after) => ({ kind: 'duplicatePage', after })),
  ...[0, 1, 2].map((after) => ({ kind: 'repeatCursor', after })),
].flatMap((fault) => [1, 1_000].map((times) => ({ ...fault, times })));

export function describeGuards(stage: Stage): void {
  describe('is not led in a circle', () => {
    it.each(SPOILT)('by $kind, $times times from request $after on', async (fault) => {
      const path = stage.subject.probe.path(stage.account);
      const expected = await stage.stand.objects(stage.account, stage.probe.stream);
      await stage.stand.control.call('POST', '/faults', { path, ...fault });
      const outcome = await walk(stage.port(), stage.connection, stage.probe).catch((error: unknown) => error);
      if (Array.isArray(outcome)) {
        const ids = new Set(outcome.flatMap(recordsOf).map(({ id }) => id));
        expect([...ids].sort()).toEqual([...expected.keys()].sort());
      } else {
        expect(outcome).toBeInstanceOf(ProviderError);
        expect(outcome).toMatchObject({ retryable: true });
      }
      expect(stage.stand.edge.requests.length).toBeLessThan(100);
    });
  });
}
