import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CursorCodec } from '../common/cursor.js';
import { BadRequestError } from '../common/http.errors.js';
import type { ChangePageDto } from './change.dto.js';
import { FEED_POSITION } from './feed.position.js';
import { bindingOf } from './feed.scope.js';
import type { ListChangesQuery } from './list-changes.query.js';
import { ChangeReader, type FeedRequest, type FeedStart } from './reading/change.reader.js';
import type { FeedPage } from './reading/feed.page.js';
import { ChangeWaiters } from './waiting/change.waiters.js';

const NOW = 'now';

/** Answers the routes of the change feed. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly cursors: CursorCodec,
    private readonly reader: ChangeReader,
    private readonly waiters: ChangeWaiters,
  ) {}

  /**
   * @param integrationId `null`: all integrations of the tenant
   * @param gone aborted when the client leaves
   */
  async list(
    tenantId: string,
    integrationId: string | null,
    { cursor, types, limit, wait }: ListChangesQuery,
    gone: AbortSignal,
  ): Promise<ChangePageDto> {
    const request = { tenantId, integrationId, types };
    const binding = bindingOf(tenantId, integrationId, types);
    const from = this.startOf(cursor, binding);
    const { changes, next, upToDate } = await this.read(request, from, limit, wait * 1_000, gone);
    return { data: changes, nextCursor: this.cursors.encode(next, binding), upToDate };
  }

  /** The first page that has a change, or the last one in the time to wait. */
  private async read(
    request: FeedRequest,
    from: FeedStart,
    limit: number,
    waitMs: number,
    gone: AbortSignal,
  ): Promise<FeedPage> {
    const deadline = performance.now() + waitMs;
    let page = await this.reader.page(request, from, limit);
    let isWaiting = waitMs > 0;
    while (isWaiting && page.changes.length === 0) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) break;
      if (page.isAtEnd) {
        const { xid, isChanged } = await this.waiters.wait(page.scope, page.next.xid, leftMs, gone);
        page = { ...page, next: { ...page.next, xid } };
        // Those that end without a change look once more, because the database may have been away.
        isWaiting = isChanged;
      }
      page = await this.reader.page(request, page.next, limit);
    }
    return page;
  }

  private startOf(cursor: string | undefined, binding: readonly unknown[]): FeedStart {
    if (cursor === undefined) return 'start';
    if (cursor === NOW) return NOW;
    const decoded: z.ZodSafeParseResult<FeedStart> = FEED_POSITION.safeParse(this.cursors.decode(cursor, binding));
    if (decoded.success) return decoded.data;
    throw new BadRequestError('cursor: another version of this service returned it', 'invalid_cursor', [
      { field: 'cursor', message: 'start again without a cursor' },
    ]);
  }
}
