import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, mergeMap, type Observable } from 'rxjs';
import { principalOf, type AuthRequest } from '../../auth/auth.request.js';
import type { Principal } from '../../auth/principal.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { RunDto } from './dto/run.dto.js';
import { preferredWait } from './prefer-wait.js';
import { isLive } from './run.progress.js';
import { RunWaiter } from './run.waiter.js';

/**
 * Implements `Prefer: wait` for a route that answers 202 with a run: if the run ends in time, the answer is 200 with the
 * finished run.
 */
@Injectable()
export class RunWaitInterceptor implements NestInterceptor<RunDto, RunDto> {
  constructor(
    private readonly waiter: RunWaiter,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<RunDto>): Observable<RunDto> {
    const http = context.switchToHttp();
    const request = http.getRequest<AuthRequest>();
    const seconds = preferredWait(request.headers.prefer, this.config.limits.SYNC_WAIT_MAX_SECONDS);
    if (seconds === null) return next.handle();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(mergeMap((run) => from(this.wait(principalOf(request), run, seconds, reply))));
  }

  private async wait(principal: Principal, run: RunDto, seconds: number, reply: FastifyReply): Promise<RunDto> {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const last = await this.waiter.wait(principal, run, seconds, left.signal);
    if (!last) return run;
    void reply.header('preference-applied', `wait=${seconds}`);
    if (!isLive(last)) void reply.status(200);
    return last;
  }
}
