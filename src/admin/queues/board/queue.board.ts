import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { fastify, type FastifyInstance, type FastifyReply, type LightMyRequestResponse } from 'fastify';
import { UnavailableError } from '../../../common/http.errors.js';
import { within } from '../../../common/within.js';
import { Dispatcher } from '../../../work/dispatcher.js';
import { QUEUES, type QueueKey } from '../../../work/queue.table.js';
import { boardPolicy } from './board.policy.js';

export const BOARD_PATH = '/api/v1/admin/queues/ui';

const TIMEOUT_MS = 5_000;
const POLLING_SECONDS = 15;

/**
 * Bull's own view of the queues, read-only. Pausing and replaying have their own routes, because PostgreSQL stores
 * them. The board runs on a server without a port, and its requests are injected. So its pages pass the same guards as
 * any other route. The board is loaded on the first request.
 */
@Injectable()
export class QueueBoard implements OnModuleDestroy {
  private server?: Promise<FastifyInstance>;

  constructor(private readonly dispatcher: Dispatcher) {}

  /** The board's response to a GET. @throws UnavailableError while Redis is away */
  async get(url: string): Promise<LightMyRequestResponse> {
    if (!this.dispatcher.available()) throw new UnavailableError('Redis');
    const server = await this.running();
    try {
      return await within(TIMEOUT_MS, server.inject({ method: 'GET', url }));
    } catch (error) {
      throw new UnavailableError('Redis', error);
    }
  }

  async onModuleDestroy(): Promise<void> {
    await (await this.server)?.close();
  }

  private running(): Promise<FastifyInstance> {
    this.server ??= this.start().catch((error: unknown) => {
      this.server = undefined;
      throw error;
    });
    return this.server;
  }

  private async start(): Promise<FastifyInstance> {
    const [{ createBullBoard }, { BullAdapter }, { FastifyAdapter }, { serveFonts, withOwnFonts }] = await Promise.all([
      import('@bull-board/api'),
      import('@bull-board/api/bullAdapter'),
      import('@bull-board/fastify'),
      import('./board.fonts.js'),
    ]);
    const board = new FastifyAdapter().setBasePath(BOARD_PATH);
    const queues = (Object.keys(QUEUES) as QueueKey[]).map(
      (key) => new BullAdapter(this.dispatcher.queue(key), { readOnlyMode: true }),
    );
    const interval = { showSetting: true, forceInterval: POLLING_SECONDS };
    createBullBoard({
      queues,
      serverAdapter: board,
      options: { uiConfig: { boardTitle: 'integration-service', pollingInterval: interval } },
    });
    const server = fastify();
    server.addHook('onSend', (_request, reply, payload, done) => {
      const page = isHtml(reply) && typeof payload === 'string' ? withOwnFonts(payload) : undefined;
      reply.header('content-security-policy', boardPolicy(page));
      done(null, page ?? payload);
    });
    await serveFonts(server, BOARD_PATH);
    await server.register(board.registerPlugin(), { prefix: BOARD_PATH });
    return server;
  }
}

function isHtml(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith('text/html');
}
