import { Get, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AdminOnly } from '../../../auth/decorators/admin-only.decorator.js';
import { AnyQuery } from '../../../common/http/any-query.decorator.js';
import { AdminController } from '../../admin.controller.decorator.js';
import { QueueBoard } from './queue.board.js';

const PASSED_ON = ['content-type', 'content-security-policy'] as const;

@AdminController('queues/ui')
export class QueueBoardController {
  constructor(private readonly board: QueueBoard) {}

  /**
   * Open the queue board
   * @remarks A page for a browser (Bull Board) that shows the jobs of all queues.
   */
  @Get()
  @AnyQuery()
  @AdminOnly()
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'The page', schema: { type: 'string', example: '<!doctype html>' } })
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  @Get('*')
  @AnyQuery()
  @AdminOnly()
  @ApiExcludeEndpoint()
  part(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply);
  }

  private async answer({ url }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { statusCode, headers, rawPayload } = await this.board.get(url);
    // `cache-control` is not passed on: even the files are for admins only.
    for (const name of PASSED_ON) if (headers[name] !== undefined) void reply.header(name, headers[name]);
    await reply.status(statusCode).send(rawPayload);
  }
}
