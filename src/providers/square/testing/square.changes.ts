import type { Connection } from '../../connection.js';
import type { Json, PullPage } from '../../provider.port.js';
import { context } from '../../testing/vendor.stub.js';
import { connection, type SquareStub } from './square.stub.js';

/** Epoch seconds that walks through changes begin at. */
export const SINCE = Date.parse('2026-01-01T00:10:00Z') / 1000;

interface Options {
  memory?: Json;
  cursor?: Json;
  as?: Connection;
  since?: number;
  env?: Record<string, string>;
}

/** A whole walk through the changes of a stream. */
export async function changesOf(stub: SquareStub, stream: string, options: Options = {}): Promise<PullPage[]> {
  const { memory = null, cursor = null, as = connection(), since = SINCE, env = {} } = options;
  const request = { kind: 'changes' as const, feed: null, streams: [stream], since, memory };
  const pages: PullPage[] = [];
  const provider = stub.provider({ PROVIDER_CALL_TRIES: '1', ...env });
  for await (const page of provider.pull(as, request, cursor, context())) pages.push(page);
  return pages;
}
