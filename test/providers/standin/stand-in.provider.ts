import type { VerifiedAccount } from '../../../src/providers/connection.js';
import { batchOf } from '../../../src/providers/kit/page.builder.js';

import type {
  FetchedRecord,
  ProviderDescription,
  ProviderPort,
  PullPage,
  PullRequest,
  StreamDescription,
} from '../../../src/providers/provider.port.js';
import type { RecordBatch } from '../../../src/providers/record-batch.js';
import { Stripping } from '../../../src/providers/stripping/stripping.js';
import { FakeWebhook } from '../fake/fake.webhook.js';
import { STAND_IN_STREAMS, StandInAccount, type StandInStream } from './stand-in.account.js';

/** The bound of `bookings`. */
export const WITHIN_SECONDS = 3_600;

const STREAMS: StreamDescription[] = STAND_IN_STREAMS.map((name) => ({
  name,
  shape: 'customer',
  domain: 'contacts',
  sliceable: false,
  incremental: 'changes',
  feed: 'journal',
  ...(name === 'bookings' && { staleness: { unseen: 'A change of the seat.', withinSeconds: WITHIN_SECONDS } }),
}));

const DESCRIPTION: ProviderDescription = {
  name: 'standin',
  title: 'Stand-in',
  streams: STREAMS,
  auth: ['key'],
  credentialFields: [{ name: 'token', required: true, description: 'Any text' }],
  settingFields: [],
  changesReachSeconds: null,
  docs: 'https://standin.example/docs',
};

/** A provider that answers from memory: for what is between a provider and the database, not for how it is called. */
export default class StandInProvider implements ProviderPort {
  /** Of the one account there is. */
  static account = new StandInAccount();

  readonly stripped = new Stripping({ members: {} });
  readonly webhook = new FakeWebhook();

  describe = () => DESCRIPTION;
  earliest = async () => null;
  platformAccount = async () => null;
  platformWebhook = () => null;
  testConnection = () => this.verifyCredentials();

  async verifyCredentials(): Promise<VerifiedAccount> {
    return { externalAccountId: 'standin_1', displayName: 'Stand-\0in', livemode: null, scopes: [] };
  }

  async *pull(_: unknown, request: PullRequest): AsyncGenerator<PullPage> {
    const { account } = StandInProvider;
    const streams = (request.kind === 'list' ? [request.stream] : request.streams) as StandInStream[];
    account.asked.push(...streams);
    const page = { cursor: null, requests: 1, bytes: 0, watermark: account.now };
    const refused = [...account.failing, ...account.refused].filter(([stream]) => streams.includes(stream as never));
    if (request.kind === 'list') {
      const failure = account.failing.get(request.stream);
      if (failure) throw failure;
      yield { ...page, records: batch(streams, null) };
      return;
    }
    const answered = streams.filter((stream) => !refused.some(([name]) => name === stream));
    if (answered.length === 0) throw refused[0]![1];
    yield {
      ...page,
      records: batch(answered, request.since - account.start),
      refused: refused.map(([stream, error]) => ({ stream, error })),
    };
  }

  async fetchOne(_: unknown, type: string, externalId: string): Promise<FetchedRecord> {
    const { account } = StandInProvider;
    const found = account.list(type as StandInStream).find(({ id }) => id === externalId);
    if (!found) return { seconds: account.now, deleted: true, json: '{}' };
    return { seconds: account.start + found.version, sequence: 0, deleted: false, json: found.json };
  }

  normalise(_: string, raw: Record<string, unknown>): Record<string, unknown> {
    return { name: raw.name ?? null };
  }
}

/** @param since position of the changes; `null`: all objects */
function batch(streams: readonly StandInStream[], since: number | null): RecordBatch {
  const found = streams.flatMap((stream) =>
    StandInProvider.account
      .list(stream)
      .filter(({ changed }) => since === null || (changed !== null && changed > since))
      .map((object) => ({ stream, ...object })),
  );
  const rows = found.flatMap(({ stream: type, id, version }) =>
    id === null ? [] : [{ type, externalId: id, seconds: StandInProvider.account.start + version, sequence: 0 }],
  );
  const json = `[${found.flatMap((object) => (object.id === null ? [] : [object.json])).join(',')}]`;
  const keyless = found.filter(({ id }) => id === null);
  return {
    ...batchOf('change', rows, json),
    leftOut: keyless.map(({ stream: type }) => ({ type, externalId: null, reason: 'no_key' })),
  };
}
