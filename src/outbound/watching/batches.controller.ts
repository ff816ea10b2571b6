import { Controller, Get, Header, Headers, type StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { UuidParam } from '../../common/uuid.param.js';
import { OutboundBatchDto } from './batch.dto.js';
import { BatchEvents } from './batch.events.js';
import { BatchReader } from './batch.reader.js';

const EVENT =
  'id: 0d6b1a2e4f10.AQ\nevent: outcome\ndata: {"id":"pay_1042","outcome":"accepted","settled":true,"targets":[],"errors":[]}\n\n';
const LAST_EVENT_ID = {
  name: 'Last-Event-ID',
  required: false,
  description:
    'The id of the last event that was received. What was reported before it is not reported again. An id of another batch counts as none.',
  schema: { type: 'string', example: '0d6b1a2e4f10.AQ' },
} as const;
const UnknownBatch = ApiProblem(
  404,
  'The batch does not exist, or it belongs to another tenant.',
  'outbound_batch_not_found',
  'The batch was not found',
);

@ApiTags('outbound')
@Controller('api/v1/sync/outbound/batches')
export class BatchesController {
  constructor(
    private readonly batches: BatchReader,
    private readonly events: BatchEvents,
  ) {}

  /**
   * Get a batch of pushed items
   * @remarks What the call made of each item, and what has become of it at the connected accounts since.
   */
  @Get(':id')
  @RequirePermission('integrations:read')
  @UnknownBatch
  get(@CurrentTenant() tenantId: string, @UuidParam('id') id: string): Promise<OutboundBatchDto> {
    return this.batches.get(tenantId, id);
  }

  /**
   * Stream what becomes of a batch
   * @remarks Server-sent events: `progress` with the counts, at once and after every change, at most four times a second;
   * `outcome` with each item that is settled; then `end`. The connection closes after the last event.
   */
  @Get(':id/events')
  @Header('cache-control', 'no-store, no-transform')
  @Header('x-accel-buffering', 'no')
  @Header('connection', 'close')
  @RequirePermission('integrations:read')
  @ApiProduces('text/event-stream')
  @ApiHeader(LAST_EVENT_ID)
  @ApiOkResponse({ schema: { type: 'string', example: EVENT } })
  @UnknownBatch
  progress(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): Promise<StreamableFile> {
    return this.events.stream(principal, id, lastEventId);
  }
}
