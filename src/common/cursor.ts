import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BadRequestError } from './http.errors.js';
import { safeEqualAny } from './safe-equal.js';
import { SigningKeys } from './signing-keys.js';

/**
 * Opaque page cursors. An HMAC binds a cursor to its tenant and query. A cursor of another tenant or of another filter
 * results in a 400, never in a page of another list.
 */
@Injectable()
export class CursorCodec {
  constructor(private readonly keys: SigningKeys) {}

  encode(position: unknown, binding: readonly unknown[]): string {
    const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
    return `${payload}.${sign(this.keys.first('page-cursor'), payload, binding)}`;
  }

  decode<T>(cursor: string, binding: readonly unknown[]): T {
    const [payload, signature, ...rest] = cursor.split('.');
    if (!payload || !signature || rest.length > 0 || !this.isSigned(signature, payload, binding)) {
      throw new BadRequestError('cursor: this query did not return it', 'invalid_cursor', [
        { field: 'cursor', message: 'start again without a cursor' },
      ]);
    }
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as T;
  }

  private isSigned(signature: string, payload: string, binding: readonly unknown[]): boolean {
    const keys = this.keys.for('page-cursor');
    return safeEqualAny(
      signature,
      keys.map((key) => sign(key, payload, binding)),
    );
  }
}

function sign(key: Buffer, payload: string, binding: readonly unknown[]): string {
  const mac = createHmac('sha256', key).update(payload).update('\0').update(JSON.stringify(binding));
  return mac.digest('base64url').slice(0, 27);
}
