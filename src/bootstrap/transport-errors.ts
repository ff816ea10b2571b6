import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/app.error.js';
import { BadRequestError } from '../common/http.errors.js';
import { ProblemFilter } from '../common/problem.filter.js';
import { toProblem } from '../common/problem.js';

const problems = new ProblemFilter();

/** Answers what the router refuses before any route, hook or filter runs: a URL that cannot be decoded. */
export function replyToFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id);
  problems.reply(error, request, reply);
}

/** Answers bytes that are not an HTTP request. https://nodejs.org/api/http.html#event-clienterror */
export function clientErrorReply(headers: Readonly<Record<string, string>>): (error: Error, socket: Socket) => void {
  const always = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (error: Error & { code?: string }, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    if (socket.writable) socket.write(answer(toProblem(refusal(error.code), randomUUID()).problem, always));
    socket.destroy(error);
  };
}

function refusal(code: string | undefined): AppError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AppError(408, 'request_timeout', 'Request timeout');
  if (code === 'HPE_HEADER_OVERFLOW') return new AppError(431, 'headers_too_large', 'Request header fields too large');
  return new BadRequestError('This is not a well-formed HTTP request', 'malformed_request');
}

function answer(problem: { status: number; requestId: string }, headers: readonly string[]): string {
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${problem.requestId}`,
    ...headers,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
