import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthRequest } from '../auth/auth.request.js';
import { BadRequestError } from '../common/http.errors.js';
import { AppError } from '../common/app.error.js';
import { isStorableInput } from '../common/storable-input.js';
import type { Limits } from '../config/limits.config.js';

const JSON_TYPES = ['application/json'];
const FORM = 'application/x-www-form-urlencoded';

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Signatures cover the bytes that were sent, so every body is read as bytes first: webhooks get nothing else, and
 * JSON routes keep them beside the parsed value.
 */
export function registerBodyParsers(fastify: FastifyInstance, limits: Limits): void {
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  const options = { parseAs: 'buffer', bodyLimit: bodyLimit(limits) } as const;
  fastify.addContentTypeParser(JSON_TYPES, options, (request: FastifyRequest, body: Buffer, done: Done) => {
    if (isRaw(request)) return done(tooLarge(body, limits.WEBHOOK_MAX_BODY_BYTES), body);
    const problem = tooLarge(body, limits.REQUEST_MAX_BODY_BYTES);
    if (problem) return done(problem);
    (request as AuthRequest).rawBody = body;
    if (body.length === 0) return done(null, undefined);
    parseJson(request, body.toString('utf8'), (error, value) => {
      if (error) return done(new BadRequestError('invalid_json', 'The body is not valid JSON'));
      if (isStorableInput(value)) return done(null, value);
      done(new BadRequestError('invalid_json', 'The body is nested too deeply, or has a character that is no text'));
    });
  });
  fastify.addContentTypeParser(FORM, options, (request: FastifyRequest, body: Buffer, done: Done) => {
    if (isRaw(request)) return done(tooLarge(body, limits.WEBHOOK_MAX_BODY_BYTES), body);
    done(new AppError(415, 'unsupported_media_type', 'Unsupported media type', { detail: 'Send application/json' }));
  });
}

export function bodyLimit(limits: Limits): number {
  return Math.max(limits.WEBHOOK_MAX_BODY_BYTES, limits.REQUEST_MAX_BODY_BYTES);
}

function isRaw(request: FastifyRequest): boolean {
  return (request.routeOptions.config as { rawBody?: boolean }).rawBody === true;
}

function tooLarge(body: Buffer, limit: number): AppError | null {
  if (body.length <= limit) return null;
  return new AppError(413, 'payload_too_large', 'Payload too large', { detail: `At most ${limit} bytes` });
}
