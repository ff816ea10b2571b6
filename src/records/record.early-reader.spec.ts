import { jest } from '@jest/globals';
import type { Database } from '../database/database.js';
import type { Connection } from '../providers/connection.js';
import { ProviderUnavailableError } from '../providers/provider.errors.js';
import type { FetchedRecord, ProviderPort } from '../providers/provider.port.js';
import { RecordEarlyReader } from './record.early-reader.js';
import type { RecordRef, RecordStore } from './record.store.js';

const connection = { tenantId: 'tenant', integrationId: 'integration' } as Connection;
const { signal } = new AbortController();
const record = (id: string): FetchedRecord => ({ seconds: 7, sequence: 1, deleted: false, json: `{"Id":"${id}"}` });
const refs = (type: string, count: number): RecordRef[] =>
  Array.from({ length: count }, (_, index) => ({ type, externalId: String(index) }));

function reader(stored: Record<string, string> = {}) {
  const database = { inTenant: (_tenant: string, work: (tx: unknown) => unknown) => work({}) };
  const versions = jest.fn(async () => new Map(Object.entries(stored)));
  return new RecordEarlyReader(database as unknown as Database, { versions } as unknown as RecordStore);
}

function provider(answer: (ids: readonly string[]) => Iterable<string>) {
  const fetchMany = jest.fn(async (_connection: Connection, _type: string, ids: readonly string[]) => {
    return new Map([...answer(ids)].map((id) => [id, record(id)]));
  });
  return { fetchMany, port: { fetchMany } as unknown as ProviderPort };
}

describe('reading ahead', () => {
  it('brings in what is there, with the version it was stored at before', async () => {
    const { port, fetchMany } = provider((ids) => ids.filter((id) => id !== '1'));
    const early = await reader({ '0': '70' }).read(port, connection, refs('bills', 3), signal);
    expect(early({ type: 'bills', externalId: '0' })).toEqual({ read: record('0'), observed: '70' });
    expect(early({ type: 'bills', externalId: '1' })).toBeUndefined();
    expect(early({ type: 'bills', externalId: '2' })).toEqual({ read: record('2'), observed: null });
    expect(early({ type: 'invoices', externalId: '0' })).toBeUndefined();
    expect(fetchMany.mock.calls.map(([, type, ids]) => [type, ids])).toEqual([['bills', ['0', '1', '2']]]);
  });

  it('asks for each type by itself, a hundred at once, and for nothing that stands alone', async () => {
    const { port, fetchMany } = provider((ids) => ids);
    const wanted = [...refs('bills', 202), ...refs('invoices', 1), ...refs('payments', 2)];
    await reader().read(port, connection, wanted, signal);
    expect(fetchMany.mock.calls.map(([, type, ids]) => [type, ids.length])).toEqual([
      ['bills', 100],
      ['bills', 100],
      ['bills', 2],
      ['payments', 2],
    ]);
  });

  it('leaves it to the single reads to fail', async () => {
    const { port, fetchMany } = provider(() => []);
    fetchMany.mockRejectedValueOnce(new ProviderUnavailableError('away'));
    const early = await reader().read(port, connection, refs('bills', 2), signal);
    expect(early({ type: 'bills', externalId: '0' })).toBeUndefined();
    fetchMany.mockRejectedValueOnce(new TypeError('a bug'));
    await expect(reader().read(port, connection, refs('bills', 2), signal)).rejects.toThrow('a bug');
  });

  it('ends with its signal', async () => {
    const { port, fetchMany } = provider(() => []);
    fetchMany.mockRejectedValueOnce(new ProviderUnavailableError('away'));
    const over = AbortSignal.abort(new Error('lease lost'));
    await expect(reader().read(port, connection, refs('bills', 2), over)).rejects.toThrow('lease lost');
  });

  it('asks no provider that cannot', async () => {
    const early = await reader().read({} as ProviderPort, connection, refs('bills', 5), signal);
    expect(early({ type: 'bills', externalId: '0' })).toBeUndefined();
  });
});
