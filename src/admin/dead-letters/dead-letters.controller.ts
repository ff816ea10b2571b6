import { Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiProblem } from '../../common/api-problem.decorator.js';
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

  /**
   * List dead letters
   * @remarks Newest first, except pushes, which are in the order of their ids. A dead letter is a webhook event, a run, a
   * notification or a pushed object that has used up its attempts or cannot succeed. Notifications to the platform are
   * among them.
   */
  @Get()
  @AdminOnly()
  list(@Query() query: ListDeadLettersQuery): Promise<DeadLetterPageDto> {
    return this.deadLetters.list(query);
  }

  /**
   * Replay a dead letter
   * @remarks Starts from the first attempt. A webhook event is processed again itself, and a notification is sent again with
   * the same id and text. A pushed object is sent again. A failed run is replaced by a new run.
   */
  @Post(':kind/:id/replay')
  @HttpCode(202)
  @AdminOnly()
  @ApiProblem(
    409,
    'The dead letter cannot be replayed now.',
    'body_retired',
    'The body of this event is no longer kept, so it cannot be replayed',
  )
  replay(
    @Param('kind') kind: string,
    @UuidParam('id') id: string,
    @CurrentPrincipal() admin: Principal,
  ): Promise<DeadLetterOutcomeDto> {
    return this.deadLetters.replay(admin, kind, id);
  }

  /**
   * Discard a dead letter
   * @remarks Removes it from the list. It cannot be restored to the list.
   */
  @Post(':kind/:id/discard')
  @HttpCode(200)
  @AdminOnly()
  @ApiProblem(
    409,
    'The dead letter is being replayed or discarded right now.',
    'webhook_event_busy',
    'The event is being replayed, discarded or retired right now',
  )
  discard(@Param('kind') kind: string, @UuidParam('id') id: string): Promise<DeadLetterOutcomeDto> {
    return this.deadLetters.discard(kind, id);
  }
}
