import { describe, expect, it } from '@jest/globals';
import { deadline } from '../../support/patience.js';
import { failureOf } from '../failure.of.js';
import type { Stage } from '../stage.js';
import { walk } from '../walk.js';

/** Longer than a busy machine's pause, and much shorter than whatever was waited for. */
const PROMPT_MS = 1_000;

export function describeAborting(stage: Stage): void {
  const reason = new Error('The lease is lost');
  const count = () => stage.stand.edge.requests.length;

  /** Aborts, and sees that the work ends by it, and asks for nothing more. */
  const abortAndSee = async (controller: AbortController, work: Promise<unknown>) => {
    const failure = failureOf(work);
    const requests = count();
    const began = performance.now();
    controller.abort(reason);
    expect(await failure).toBe(reason);
    expect(performance.now()).toBeLessThan(deadline(began, PROMPT_MS));
    // A call to the vendor that goes past the provider would wait behind a request that was still to come.
    await stage.stand.control.call('GET', '/requests');
    expect(count()).toBe(requests);
  };

  describe('ends when it is aborted', () => {
    it('beforehand, without asking anything', async () => {
      const signal = AbortSignal.abort(reason);
      const port = stage.port();
      const id = await stage.anId();
      stage.stand.edge.use();
      const changes = port.describe().streams.find(({ incremental }) => incremental === 'changes')!;
      const work: [string, () => Promise<unknown>][] = [
        ['list', () => walk(port, stage.connection, stage.probe, { signal })],
        [
          'changes',
          () =>
            walk(
              port,
              stage.connection,
              { kind: 'changes', feed: changes.feed, streams: [changes.name], since: 1_700_000_000, memory: null },
              { signal },
            ),
        ],
        ['fetchOne', () => port.fetchOne(stage.connection, stage.probe.stream, id, { signal })],
        ['testConnection', () => port.testConnection(stage.connection, { signal })],
        ['verifyCredentials', () => port.verifyCredentials(stage.account.credentials, { signal })],
      ];
      for (const [name, start] of work) expect([name, await failureOf(start())]).toEqual([name, reason]);
      expect(count()).toBe(0);
    });

    it('while the vendor does not answer, and hangs up', async () => {
      stage.stand.edge.use({ kind: 'hold' });
      const controller = new AbortController();
      const work = walk(stage.port(), stage.connection, stage.probe, { signal: controller.signal });
      await stage.stand.edge.arrived(1);
      await abortAndSee(controller, work);
      await stage.stand.edge.abandoned(1);
    });

    it('in the middle of an answer', async () => {
      const id = await stage.anId();
      stage.stand.edge.use({ kind: 'trickle' });
      const controller = new AbortController();
      const work = stage.port().fetchOne(stage.connection, stage.probe.stream, id, { signal: controller.signal });
      await stage.stand.edge.arrived(1);
      await abortAndSee(controller, work);
    });

    it('while it waits for its turn after a refusal', async () => {
      await stage.stand.control.call('POST', '/faults', {
        kind: 'status429',
        path: stage.subject.probe.path(stage.account),
        times: 50,
      });
      // Short enough to be waited for, and far too long for this test.
      stage.stand.edge.use({ kind: 'headers', headers: { 'retry-after': '7' } });
      const controller = new AbortController();
      const work = walk(stage.port(), stage.connection, stage.probe, { signal: controller.signal });
      await stage.stand.edge.answered(stage.subject.probe.path(stage.account));
      await abortAndSee(controller, work);
    });

    it('between two tries of one call', async () => {
      stage.stand.edge.use({ kind: 'answer', status: 503, body: '' });
      const controller = new AbortController();
      const port = stage.port({ PROVIDER_CALL_TRIES: '20' });
      const work = walk(port, stage.connection, stage.probe, { signal: controller.signal });
      await stage.stand.edge.answered('', 3);
      await abortAndSee(controller, work);
    });

    it('between two pages', async () => {
      const controller = new AbortController();
      const pages = stage.port().pull(stage.connection, stage.probe, null, { signal: controller.signal });
      const iterator = pages[Symbol.asyncIterator]();
      expect((await iterator.next()).value).toBeDefined();
      const requests = count();
      controller.abort(reason);
      expect(await failureOf(iterator.next())).toBe(reason);
      expect(count()).toBe(requests);
    });

    it('by one, for that one alone', async () => {
      const controller = new AbortController();
      const port = stage.port();
      const aborted = walk(port, stage.connection, stage.probe, { signal: controller.signal });
      const whole = walk(port, stage.connection, stage.probe);
      await stage.stand.edge.arrived(1);
      controller.abort(reason);
      expect(await failureOf(aborted)).toBe(reason);
      expect(await stage.isWhole(await whole)).toBe(true);
    });
  });
}
