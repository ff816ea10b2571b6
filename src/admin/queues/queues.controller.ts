import { Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { AdminOnly } from '../../auth/decorators/admin-only.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { CursorCodec } from '../../common/cursor.js';
import { PageQuery } from '../../common/page.query.js';
import { fixedListing, readPage } from '../../common/page.reader.js';
import { AdminController } from '../admin.controller.decorator.js';
import { QueueDto, QueuePageDto } from './queue.dto.js';
import { QueuesService } from './queues.service.js';

@AdminController('queues')
export class QueuesController {
  constructor(
    private readonly queues: QueuesService,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * List queues
   * @remarks Reports the number of jobs by state, and whether a queue is paused.
   */
  @Get()
  @AdminOnly()
  async list(@Query() query: PageQuery): Promise<QueuePageDto> {
    const listing = fixedListing(await this.queues.list(), ({ name }) => name);
    return readPage(this.cursors, query, { ...listing, binding: ['admin', 'queues'] });
  }

  /**
   * Pause a queue
   * @remarks Jobs that are running finish. No process takes another job of this queue until it is resumed.
   */
  @Post(':name/pause')
  @HttpCode(200)
  @AdminOnly()
  pause(@Param('name') name: string, @CurrentPrincipal() { kind, id }: Principal): Promise<QueueDto> {
    return this.queues.pause(name, `${kind}:${id}`);
  }

  /** Resume a queue */
  @Post(':name/resume')
  @HttpCode(200)
  @AdminOnly()
  resume(@Param('name') name: string): Promise<QueueDto> {
    return this.queues.resume(name);
  }
}
