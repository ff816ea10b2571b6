import { describe, expect, it } from '@jest/globals';
import { canonical } from '../../support/record.comparison.js';
import { versionOf } from '../record.book.js';
import type { Stage } from '../stage.js';
import { recordsOf, walk } from '../walk.js';

const context = () => ({ signal: new AbortController().signal });

export function describeFetching(stage: Stage): void {
  const listedOnly = stage.subject.listedOnly ?? [];
  const readable = () => stage.streams().filter((stream) => !listedOnly.includes(stream));

  describe('reads one object', () => {
    it('as the list shows it, dated alike', async () => {
      const port = stage.port();
      for (const stream of readable()) {
        const records = (await stage.list(stream)).flatMap(recordsOf);
        for (const record of new Set([records[0]!, records[Math.floor(records.length / 2)]!, records.at(-1)!])) {
          const read = await port.fetchOne(stage.connection, stream, record.id, context());
          if (read === null) throw new Error(`${stream} ${record.id} was listed, and is none of the connection's`);
          expect({ stream, id: record.id, deleted: read.deleted, object: canonical(JSON.parse(read.json)) }).toEqual({
            stream,
            id: record.id,
            deleted: false,
            object: canonical(record.object),
          });
          expect(`${stream}: ${read.sequence === undefined ? 'read' : 'change'}`).toBe(`${stream}: ${record.dating}`);
          expect(read.seconds).toBeLessThanOrEqual(await stage.stand.now());
          if (record.dating === 'change') {
            expect([read.seconds, read.sequence]).toEqual([record.seconds, record.sequence ?? 0]);
          }
        }
      }
    });

    for (const stream of listedOnly) {
      it(`but none of ${stream}, which are left as they are`, async () => {
        const { id } = (await stage.list(stream)).flatMap(recordsOf)[0]!;
        expect(await stage.port().fetchOne(stage.connection, stream, id, context())).toBeNull();
      });
    }

    it('that is not there, as deleted', async () => {
      const port = stage.port();
      for (const stream of readable()) {
        const { id } = (await stage.list(stream)).flatMap(recordsOf)[0]!;
        const read = await port.fetchOne(stage.connection, stream, nobody(id), context());
        const now = await stage.stand.now();
        expect({ stream, read }).toEqual({ stream, read: expect.objectContaining({ deleted: true, json: '{}' }) });
        expect(read!.seconds).toBeLessThanOrEqual(now);
        expect(read!.seconds).toBeGreaterThan(now - 10);
      }
    });

    if ('fetchMany' in stage.subject.provider.prototype) {
      it('and several at once, each as it would read it alone', async () => {
        const port = stage.port();
        for (const stream of readable()) {
          const records = (await stage.list(stream)).flatMap(recordsOf).slice(0, 40);
          const missing = nobody(records[0]!.id);
          const ids = [...new Set([...records.map(({ id }) => id), missing])];
          const found = await port.fetchMany!(stage.connection, stream, ids, context());
          for (const { id, object } of records) {
            const read = found.get(id);
            if (!read) continue;
            expect(canonical(JSON.parse(read.json))).toBe(canonical(object));
            const { seconds: _seconds, ...alone } = (await port.fetchOne(stage.connection, stream, id, context()))!;
            expect(read).toMatchObject(alone);
          }
          expect(found.size).toBeLessThanOrEqual(ids.length);
          // That it is not among them proves nothing; that it is would.
          expect(found.get(missing)?.deleted ?? true).toBe(true);
        }
      });
    }

    it('with a newer version after it was changed', async () => {
      const { stand, probe } = stage;
      const account = await stand.account(4);
      const connection = stand.connection(account);
      const port = stage.port();
      const before = (await walk(port, connection, probe)).flatMap(recordsOf);
      await stand.control.call('POST', '/clock', { offsetSeconds: 3 });
      await stand.control.mutate(account.id, { updates: 5, streams: [probe.stream], seed: 1 });
      const objects = await stand.objects(account, probe.stream);
      let changed = 0;
      for (const record of before) {
        if (canonical(record.object) === canonical(objects.get(record.id))) continue;
        const after = (await port.fetchOne(connection, probe.stream, record.id, context()))!;
        const dating = after.sequence === undefined ? 'read' : 'change';
        changed += 1;
        expect(versionOf({ ...after, dating })).toBeGreaterThan(versionOf(record));
      }
      expect(changed).toBeGreaterThan(0);
    });
  });
}

/** An id of the same form that nothing has. */
function nobody(id: string): string {
  const tail = /\d+$/.exec(id)?.[0];
  return tail && tail.length < 19 ? `${id.slice(0, -tail.length)}999999999` : `${id.slice(0, -4)}zzzz`;
}
