import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { principalOf, type AuthRequest } from '../auth/auth.request.js';
import { AppError } from '../common/app.error.js';
import { BadRequestError, ConflictError, UnprocessableError } from '../common/http.errors.js';
import { toAppError } from '../common/problem.js';
import { IdempotencyStore, type KeyOwner, type StoredAnswer } from './idempotency.store.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Implements `Idempotency-Key`: stores the first response, including refusals, and returns it again. Server errors and
 * 429 are not stored: the key is released, so that the request can be repeated.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly store: IdempotencyStore) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<AuthRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined || request.method !== 'POST') return next.handle();
    return from(this.once(request, http.getResponse<FastifyReply>(), key, next));
  }

  private async once(request: AuthRequest, reply: FastifyReply, key: string | string[], next: CallHandler) {
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new BadRequestError('Idempotency-Key: 1 to 255 printable ASCII characters', 'invalid_idempotency_key');
    }
    const principal = principalOf(request);
    const owner: KeyOwner = { tenantId: principal.tenantId, caller: `${principal.kind}:${principal.id}`, key };
    const claim = await this.store.claim(owner, fingerprint(request));
    if (claim.kind === 'other_request') {
      throw new UnprocessableError('This Idempotency-Key was used for another request', 'idempotency_key_reused');
    }
    if (claim.kind === 'in_progress') {
      throw new ConflictError(
        'The first request with this Idempotency-Key is still running',
        'idempotency_key_in_progress',
      );
    }
    if (claim.kind === 'answered') return replay(reply, claim.answer);
    return this.answer(owner, reply, next);
  }

  private async answer(owner: KeyOwner, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    try {
      const body: unknown = await lastValueFrom(next.handle());
      await this.store.keep(owner, { status: reply.statusCode, body: body ?? null });
      return body;
    } catch (error) {
      const { status, code, title, detail, errors, extensions } = toAppError(error);
      if (status >= 500 || status === 429) await this.store.release(owner);
      else await this.store.keep(owner, { status, refusal: { code, title, detail, errors, extensions } });
      throw error;
    }
  }
}

function replay(reply: FastifyReply, answer: StoredAnswer): unknown {
  void reply.header('Idempotent-Replayed', 'true');
  if ('refusal' in answer) {
    const { code, title, ...options } = answer.refusal;
    throw new AppError(answer.status, code, title, options);
  }
  void reply.status(answer.status);
  return answer.body;
}

function fingerprint(request: AuthRequest): string {
  const rows = request.rows ? `\n${createHash('sha256').update(request.rows).digest('hex')}` : '';
  return `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}${rows}`;
}
