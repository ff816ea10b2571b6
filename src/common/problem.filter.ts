import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UnavailableError } from './http.errors.js';
import { toProblem, type Problem } from './problem.js';

/** Chooses the error of a response if the choice depends on more than the error itself. */
export interface FailureJudge {
  /** @returns the error to answer with; never rejects */
  judge(error: unknown, request: FastifyRequest): Promise<unknown>;
}

/** Answers every failed request with problem+json. Only server errors are logged. */
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
    if (problem.status >= 500) this.log(error, problem, request);
    if (reply.sent) return;
    void reply.status(problem.status).headers(headers).type('application/problem+json').send(problem);
  }

  /**
   * An UnavailableError is logged without its stack: a stack trace for each refused request would only fill the disk.
   */
  private log(error: unknown, { status, requestId }: Problem, request: FastifyRequest): void {
    const route = request.routeOptions?.url ?? 'unmatched route';
    const what = `${request.method} ${route} -> ${status} (${requestId})`;
    if (!(error instanceof UnavailableError)) return this.logger.error(what, stackOf(error));
    this.logger.warn(`${what}: ${error.message}${error.reason ? ` (${error.reason})` : ''}`);
  }
}

function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return `${error.stack}${cause}`;
}
