import { Get, HttpCode, Param, Post } from '@nestjs/common';
import { AdminOnly } from '../../auth/decorators/admin-only.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { AdminController } from '../admin.controller.decorator.js';
import { QueueDto, QueuePageDto } from './queue.dto.js';
import { QueuesService } from './queues.service.js';

@AdminController('queues')
export class QueuesController {
  constructor(private readonly queues: QueuesService) {}

  @Get()
  @AdminOnly()
  async list(): Promise<QueuePageDto> {
    return { data: await this.queues.list(), nextCursor: null };
  }

  /** Jobs in hand end; nothing new is taken, in any process, until it is resumed. */
  @Post(':name/pause')
  @HttpCode(200)
  @AdminOnly()
  pause(@Param('name') name: string, @CurrentPrincipal() { kind, id }: Principal): Promise<QueueDto> {
    return this.queues.pause(name, `${kind}:${id}`);
  }

  @Post(':name/resume')
  @HttpCode(200)
  @AdminOnly()
  resume(@Param('name') name: string): Promise<QueueDto> {
    return this.queues.resume(name);
  }
}
