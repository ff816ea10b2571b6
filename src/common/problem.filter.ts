import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from './problem.js';

/** Decides what a failed request is answered with, where that depends on more than its error. */
export interface FailureJudge {
  /** @returns the error to answer with; never rejects */
  judge(error: unknown, request: FastifyRequest): Promise<unknown>;
}

/** The last word on every failed request: problem+json, and a log line only for what is our fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly judge?: FailureJudge) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const judged = this.judge ? await this.judge.judge(error, request) : error;
    this.reply(judged, request, http.getResponse<FastifyReply>());
  }

  reply(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { problem, headers } = toProblem(error, String(request.id));
    if (problem.status >= 500) {
      const route = request.routeOptions?.url ?? 'unmatched route';
      this.logger.error(`${request.method} ${route} -> ${problem.status} (${problem.requestId})`, stackOf(error));
    }
    if (reply.sent) return;
    void reply.status(problem.status).headers(headers).type('application/problem+json').send(problem);
  }
}

function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return `${error.stack}${cause}`;
}
