import { z } from 'zod';

const HTTP_URL = { protocol: /^https?$/, error: 'must be a URL that begins with http:// or https://' };

export const text = z.string().min(1);

/** Comma-separated. */
export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

export const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');

/** Trailing slashes are removed, because paths are appended to the URL. */
export const url = z.url(HTTP_URL).transform((value) => value.replace(/\/+$/, ''));

/** A URL that is kept exactly as given. */
export const exactUrl = z.url(HTTP_URL);

/** A limit that is at least one. */
export const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

export const orZero = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** A limit whose default is also its minimum. */
export const atLeast = (least: number) => z.coerce.number().int().min(least).default(least);
