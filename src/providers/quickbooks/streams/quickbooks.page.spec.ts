import { LAST_SEQUENCE } from '../../record-batch.js';
import { versionOf } from '../shape/quickbooks.dating.js';
import { toBatch } from './quickbooks.page.js';
import { findStream } from './quickbooks.streams.js';
import { object, second } from '../testing/quickbooks.stub.js';

const stream = findStream('invoices')!;

describe('the version of an object', () => {
  it.each([
    ['2026-05-05T03:13:29-07:00', '2026-05-05T10:13:29Z'],
    ['2026-12-05T03:13:29-08:00', '2026-12-05T11:13:29Z'],
    ['2026-05-05T10:13:29.999Z', '2026-05-05T10:13:29Z'],
  ])('reads %s with its offset', (LastUpdatedTime, expected) => {
    expect(versionOf({ MetaData: { LastUpdatedTime } }).seconds).toBe(Date.parse(expected) / 1000);
  });

  it.each([
    ['0', 0],
    ['17', 17],
    [String(LAST_SEQUENCE), LAST_SEQUENCE],
    [String(LAST_SEQUENCE + 1), 0],
    ['98765432109876543210', Number(98765432109876543210n % BigInt(LAST_SEQUENCE + 1))],
    [undefined, 0],
    ['x', 0],
    [3, 0],
  ])('has the SyncToken %s as sequence %d', (SyncToken, sequence) => {
    expect(versionOf({ SyncToken }).sequence).toBe(sequence);
  });

  it('is the oldest where the object does not say', () => {
    expect(versionOf({})).toEqual({ seconds: 0, sequence: 0 });
  });
});

describe('a batch', () => {
  it('has the newest of several states of an object', () => {
    const rows = [object(1, 5, { SyncToken: '2' }), object(2, 5), object(1, 5, { SyncToken: '3' }), object(1, 4)];
    const batch = toBatch(rows.map((row) => ({ stream, object: row })));
    expect(batch).toMatchObject({ externalIds: ['1', '2'], sequences: [3, 0], seconds: [second(5), second(5)] });
    expect(JSON.parse(batch.json)).toEqual([rows[2], rows[1]]);
  });

  it('takes a deletion for the last thing that happened in its second', () => {
    const stub = { ...object(1, 5), SyncToken: undefined, status: 'Deleted' };
    const rows = [stub, object(1, 5, { SyncToken: '9' })];
    expect(toBatch(rows.map((row) => ({ stream, object: row }))).deleted).toEqual([true]);
  });
});
