import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { NotFoundError } from '../../common/http.errors.js';
import { Database } from '../../database/database.js';
import { DeliveriesService } from '../../notifications/deliveries/deliveries.service.js';
import { TargetReplayer } from '../../outbound/watching/target.replayer.js';
import { RunService } from '../../sync/runs/run.service.js';
import { EventsService } from '../../webhooks/events/events.service.js';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import { DEAD_LETTER_KINDS } from './dead-letter.dto.js';
import type { DeadLetterDto, DeadLetterKind, DeadLetterOutcomeDto, DeadLetterPageDto } from './dead-letter.dto.js';
import { DISCARD_SQL, LIST_SQL, OWNER_SQL } from './dead-letter.sql.js';
import type { ListDeadLettersQuery } from './list-dead-letters.query.js';

/** Lists, replays and discards work that was given up. */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly reader: CrossTenantReader,
    private readonly database: Database,
    private readonly events: EventsService,
    private readonly runs: RunService,
    private readonly deliveries: DeliveriesService,
    private readonly pushes: TargetReplayer,
  ) {}

  list(query: ListDeadLettersQuery): Promise<DeadLetterPageDto> {
    const { kind } = query;
    return this.reader.page<DeadLetterDto>(query, {
      list: `dead-letters:${kind ?? 'all'}`,
      sql: LIST_SQL[kind ?? 'all'],
      filters: [],
      positionOf: ({ id }) => id,
    });
  }

  async replay(admin: Principal, kindName: string, id: string): Promise<DeadLetterOutcomeDto> {
    const kind = kindOf(kindName);
    const tenantId = await this.ownerOf(kind, id);
    if (kind === 'webhook') {
      await this.events.replayOne({ ...admin, tenantId }, id);
      return { kind, id, tenantId, outcome: 'replayed' };
    }
    if (kind === 'notification') {
      await this.deliveries.resend({ ...admin, tenantId }, id);
      return { kind, id, tenantId, outcome: 'replayed' };
    }
    if (kind === 'push') {
      await this.pushes.replay({ ...admin, tenantId }, id);
      return { kind, id, tenantId, outcome: 'replayed' };
    }
    // A finished run never changes. A new run does its work; if this call is repeated, it finds that new run.
    const run = await this.runs.retry({ ...admin, tenantId }, id);
    await this.letGo(kind, tenantId, id);
    return { kind, id, tenantId, outcome: 'replayed', runId: run.id };
  }

  async discard(kindName: string, id: string): Promise<DeadLetterOutcomeDto> {
    const kind = kindOf(kindName);
    const tenantId = await this.ownerOf(kind, id);
    if ((await this.letGo(kind, tenantId, id)) === 0) throw notFound();
    return { kind, id, tenantId, outcome: 'discarded' };
  }

  private async ownerOf(kind: DeadLetterKind, id: string): Promise<string> {
    const row = await this.reader.row<{ tenantId: string }>(OWNER_SQL[kind], [id]);
    if (!row) throw notFound();
    return row.tenantId;
  }

  private letGo(kind: DeadLetterKind, tenantId: string, id: string): Promise<number> {
    return this.database.inTenant(tenantId, (tx) => tx.execute(DISCARD_SQL[kind], [tenantId, id]));
  }
}

function kindOf(name: string): DeadLetterKind {
  const kind = DEAD_LETTER_KINDS.find((known) => known === name);
  if (!kind) throw new NotFoundError('This kind of dead letter', 'dead_letter_kind_not_found');
  return kind;
}

function notFound(): NotFoundError {
  return new NotFoundError('The dead letter', 'dead_letter_not_found');
}
