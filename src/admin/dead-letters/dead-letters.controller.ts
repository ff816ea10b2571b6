import { Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { AdminOnly } from '../../auth/decorators/admin-only.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { UuidParam } from '../../common/uuid.param.js';
import { AdminController } from '../admin.controller.decorator.js';
import { DeadLetterOutcomeDto, DeadLetterPageDto } from './dead-letter.dto.js';
import { DeadLettersService } from './dead-letters.service.js';
import { ListDeadLettersQuery } from './list-dead-letters.query.js';

@AdminController('dead-letters')
export class DeadLettersController {
  constructor(private readonly deadLetters: DeadLettersService) {}

  /** Newest first. */
  @Get()
  @AdminOnly()
  list(@Query() query: ListDeadLettersQuery): Promise<DeadLetterPageDto> {
    return this.deadLetters.list(query);
  }

  /** Does the work again, from its first attempt: a webhook event itself, a run by a new run. */
  @Post(':kind/:id/replay')
  @HttpCode(202)
  @AdminOnly()
  replay(
    @Param('kind') kind: string,
    @UuidParam('id') id: string,
    @CurrentPrincipal() admin: Principal,
  ): Promise<DeadLetterOutcomeDto> {
    return this.deadLetters.replay(admin, kind, id);
  }

  /** Takes it off the list for good. */
  @Post(':kind/:id/discard')
  @HttpCode(200)
  @AdminOnly()
  discard(@Param('kind') kind: string, @UuidParam('id') id: string): Promise<DeadLetterOutcomeDto> {
    return this.deadLetters.discard(kind, id);
  }
}
