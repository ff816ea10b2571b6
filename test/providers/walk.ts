import type { Connection } from '../../src/providers/connection.js';
import type { Json, ProviderPort, PullPage, PullRequest } from '../../src/providers/provider.port.js';

/** More than any walk of the contract needs: a provider that is still at it walks for ever. */
const MOST_PAGES = 400;

export interface WalkOptions {
  cursor?: Json;
  signal?: AbortSignal;
  /** Stop after so many pages. */
  pages?: number;
}

/** The pages of one walk. @throws what the provider throws, or an Error when it does not come to an end */
export async function walk(
  port: ProviderPort,
  connection: Connection,
  request: PullRequest,
  { cursor = null, signal = new AbortController().signal, pages = Infinity }: WalkOptions = {},
): Promise<PullPage[]> {
  const walked: PullPage[] = [];
  for await (const page of port.pull(connection, request, cursor, { signal })) {
    walked.push(page);
    if (walked.length >= pages) break;
    if (walked.length >= MOST_PAGES) throw new Error(`${JSON.stringify(request)}: more than ${MOST_PAGES} pages`);
  }
  return walked;
}

export interface PulledRecord {
  type: string;
  id: string;
  seconds: number;
  sequence?: number;
  dating: 'change' | 'read';
  deleted: boolean;
  object: Record<string, unknown>;
}

/** The rows of a page. @throws when its columns do not agree */
export function recordsOf({ records }: PullPage): PulledRecord[] {
  const { types, externalIds, seconds, sequences, deleted, dating, json } = records;
  const objects = JSON.parse(json) as Record<string, unknown>[];
  const lengths = [types, externalIds, seconds, deleted, objects, sequences ?? types].map(({ length }) => length);
  if (new Set(lengths).size !== 1) throw new Error(`Columns of different lengths: ${lengths.join(', ')}`);
  return objects.map((object, at) => ({
    type: types[at]!,
    id: externalIds[at]!,
    seconds: seconds[at]!,
    ...(sequences && { sequence: sequences[at]! }),
    dating,
    deleted: deleted[at]!,
    object,
  }));
}
