import { describe, expect, it } from '@jest/globals';
import { LAST_SEQUENCE } from '../../../src/providers/record-batch.js';
import type { Json, PullPage } from '../../../src/providers/provider.port.js';
import { canonical } from '../../support/record.comparison.js';
import type { Stage } from '../stage.js';
import { recordsOf, walk } from '../walk.js';

export function describeLists(stage: Stage): void {
  describe('lists', () => {
    it('every object of every stream, as the vendor shows it', async () => {
      for (const stream of stage.streams()) {
        const expected = await stage.stand.objects(stage.account, stream);
        const records = (await stage.list(stream)).flatMap(recordsOf);
        expect([stream, new Set(records.map(({ id }) => id)).size]).toEqual([stream, expected.size]);
        // Pages by position overlap a little, lest a deletion makes one skip what it was to show.
        expect(records.length).toBeLessThanOrEqual(Math.ceil(expected.size * 1.05));
        for (const record of records) {
          expect(record).toMatchObject({ type: stream, deleted: false });
          expect(`${record.id} ${canonical(record.object)}`).toBe(`${record.id} ${canonical(expected.get(record.id))}`);
        }
      }
    });

    it('with times that have been, and a watermark on the first page alone', async () => {
      const before = await stage.stand.now();
      for (const stream of stage.streams()) {
        const pages = await walk(stage.port(), stage.connection, { kind: 'list', stream });
        const now = await stage.stand.now();
        expect(pages[0]!.watermark).toBeLessThanOrEqual(now);
        // Two roundings: of the answer's Date, and of the time it took.
        expect(pages[0]!.watermark).toBeGreaterThanOrEqual(before - 2);
        expect(pages.slice(1).filter(({ watermark }) => watermark !== undefined)).toEqual([]);
        for (const record of pages.flatMap(recordsOf)) {
          expect(record.seconds).toBeLessThanOrEqual(now);
          expect(Number.isInteger(record.seconds) && record.seconds > 0).toBe(true);
          const sequence = record.sequence ?? 0;
          expect(Number.isInteger(sequence) && sequence >= 0 && sequence <= LAST_SEQUENCE).toBe(true);
        }
      }
    });

    it('counting what it costs, and no name twice in a page', async () => {
      stage.stand.edge.use();
      const pages = await walk(stage.port(), stage.connection, stage.probe);
      expect(pages.length).toBeGreaterThanOrEqual(3);
      expect(sum(pages, ({ requests }) => requests)).toBe(stage.stand.edge.requests.length);
      expect(sum(pages, ({ bytes }) => bytes)).toBeGreaterThan(sum(pages, ({ records }) => records.json.length) * 0.9);
      for (const { records } of pages) expect(new Set(records.externalIds).size).toBe(records.externalIds.length);
      expect(pages.filter(({ cursor }) => cursor === null)).toEqual([pages.at(-1)]);
    });

    it('on from any of its pages, in another process', async () => {
      const whole = await stage.list(stage.probe.stream);
      const expected = idsOf(whole);
      for (const [at, { cursor }] of whole.slice(0, -1).entries()) {
        const kept = JSON.parse(JSON.stringify(cursor)) as Json;
        const rest = await walk(stage.port(), stage.connection, stage.probe, { cursor: kept });
        expect(rest.some(({ watermark }) => watermark !== undefined)).toBe(false);
        expect(rest).toHaveLength(whole.length - at - 1);
        expect(distinct([...idsOf(whole.slice(0, at + 1)), ...idsOf(rest)])).toEqual(expected);
      }
    });

    it('for two accounts at a time, and twice for one, without mixing them up', async () => {
      const other = await stage.stand.account(3);
      const port = stage.port();
      const { signal } = new AbortController();
      const connections = [stage.connection, stage.stand.connection(other), stage.connection];
      const walks = connections.map((connection) =>
        port.pull(connection, stage.probe, null, { signal })[Symbol.asyncIterator](),
      );
      const pages = walks.map((): PullPage[] => []);
      for (let open = walks.length; open > 0;) {
        const steps = await Promise.all(walks.map((one) => one.next()));
        steps.forEach(({ done, value }, at) => done || pages[at]!.push(value));
        open = steps.filter(({ done }) => !done).length;
      }
      const expected = await Promise.all(
        [stage.account, other, stage.account].map((account) => stage.stand.objects(account, stage.probe.stream)),
      );
      expect(pages.map(idsOf)).toEqual(expected.map((objects) => [...objects.keys()].sort()));
    });

    it('nothing of a stream that it does not have', async () => {
      await expect(walk(stage.port(), stage.connection, { kind: 'list', stream: 'wormholes' })).rejects.toMatchObject({
        retryable: false,
      });
      expect(stage.stand.edge.requests).toEqual([]);
    });
  });
}

function idsOf(pages: readonly PullPage[]): string[] {
  return distinct(pages.flatMap(({ records }) => records.externalIds));
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort();
}

function sum(pages: readonly PullPage[], of: (page: PullPage) => number): number {
  return pages.reduce((total, page) => total + of(page), 0);
}
