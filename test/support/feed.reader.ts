import type { ChangeDto, ChangePageDto } from '../../src/feed/change.dto.js';
import { elapse } from './fixed.wait.js';
import type { SeededRandom } from './seeded.random.js';
import type { Tenant } from './tenant.js';

/** What a consumer of the feed knows of a record. */
export interface KnownRecord {
  name: unknown;
  isDeleted: boolean;
  version: bigint;
}

const RETRY_MS = 200;
const LONGEST_PAUSE_MS = 300;
const LIMITS = [1, 7, 50, 200, 200, 200];

/**
 * Keeps a copy of the records by the feed alone. It stops for a while now and then, and sometimes reads a page again as if it
 * had lost its last cursor.
 */
export class FeedReader {
  readonly known = new Map<string, KnownRecord>();
  /** Records that were reported older than before. */
  readonly older: string[] = [];
  changes = 0;
  private cursor?: string;
  private previous?: string;

  /** @param search parameters of the query, but for cursor and limit */
  constructor(
    private readonly tenant: Tenant,
    private readonly path: string,
    private readonly search: Record<string, string>,
    private readonly random: SeededRandom,
  ) {}

  /** Begins now, instead of at the beginning. */
  async beginNow(): Promise<void> {
    const search = new URLSearchParams({ ...this.search, wait: '0', cursor: 'now' });
    const { status, body } = await this.tenant.call<ChangePageDto>('GET', `${this.path}?${search}`);
    if (status !== 200) throw new Error(`The feed answered ${status}`);
    this.cursor = body.nextCursor;
  }

  /** Reads until nothing is left after `isOver`. */
  async follow(isOver: () => boolean): Promise<void> {
    for (let upToDate = false; !upToDate || !isOver();) {
      const wasOver = isOver();
      const page = await this.page();
      upToDate = (page?.upToDate ?? false) && wasOver;
      if (!wasOver && this.random.integer(20) === 0) await elapse(this.random.integer(LONGEST_PAUSE_MS));
    }
  }

  private async page(): Promise<ChangePageDto | undefined> {
    const isAgain = this.previous !== undefined && this.random.integer(25) === 0;
    const cursor = isAgain ? this.previous : this.cursor;
    const limit = String(LIMITS[this.random.integer(LIMITS.length)]);
    const search = new URLSearchParams({ ...this.search, limit, ...(cursor !== undefined && { cursor }) });
    const answer = await this.tenant.call<ChangePageDto>('GET', `${this.path}?${search}`).catch(() => undefined);
    if (answer?.status !== 200) {
      if (answer && answer.status !== 503) throw new Error(`The feed answered ${JSON.stringify(answer)}`);
      await elapse(RETRY_MS);
      return undefined;
    }
    for (const change of answer.body.data) this.apply(change);
    this.previous = cursor;
    this.cursor = answer.body.nextCursor;
    return answer.body;
  }

  private apply({ integrationId, type, externalId, record }: ChangeDto): void {
    this.changes++;
    const key = `${integrationId}/${type}/${externalId}`;
    const version = BigInt(record.version);
    if (version < (this.known.get(key)?.version ?? 0n)) this.older.push(key);
    this.known.set(key, { name: record.data.name, isDeleted: record.deletedAt !== null, version });
  }
}
