import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from './problem.js';

/** The last word on every failed request: problem+json, and a log line only for what is our fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.reply(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
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
