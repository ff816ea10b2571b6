import { createHmac } from 'node:crypto';
import { BadRequestError } from './http.errors.js';
import { safeEqual } from './safe-equal.js';

/**
 * Opaque page cursors, bound by HMAC to the tenant and the query they were made for: one tenant's cursor, or a
 * cursor of another filter, is a 400 and never a page of something else.
 */
export class CursorCodec {
  constructor(private readonly key: Buffer) {}

  encode(position: unknown, binding: readonly unknown[]): string {
    const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
    return `${payload}.${this.sign(payload, binding)}`;
  }

  decode<T>(cursor: string, binding: readonly unknown[]): T {
    const [payload, signature, ...rest] = cursor.split('.');
    if (!payload || !signature || rest.length > 0 || !safeEqual(signature, this.sign(payload, binding))) {
      throw new BadRequestError('invalid_cursor', 'cursor: not one that this query has returned', [
        { field: 'cursor', message: 'start again without a cursor' },
      ]);
    }
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as T;
  }

  private sign(payload: string, binding: readonly unknown[]): string {
    return createHmac('sha256', this.key)
      .update(payload)
      .update('\0')
      .update(JSON.stringify(binding))
      .digest('base64url')
      .slice(0, 27);
  }
}
