import { createHash } from 'node:crypto';

/** Policy of data responses. If a browser shows the data as a page, it loads and runs nothing. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

const STYLE_ELEMENT = /<style[^>]*>([\s\S]*?)<\/style>/g;
const STYLE_ATTRIBUTE = /\sstyle="([^"]*)"/g;

/**
 * Policy of a page that loads files of the same origin only. Scripts must be files. Styles in the HTML, including those
 * of attributes (`unsafe-hashes`), are allowed by their hash, so no other inline style applies.
 *
 * @param html the page that is sent; absent for the files that it loads
 * @param scripted hashes of the styles that its scripts add, such as `sha256-…`
 */
export function pagePolicy(html = '', scripted: readonly string[] = []): string {
  const written = [STYLE_ELEMENT, STYLE_ATTRIBUTE].flatMap((pattern) =>
    [...html.matchAll(pattern)].map(([, style = '']) => sha256(style)),
  );
  const allowed = [...new Set([...written, ...scripted])].map((hash) => ` '${hash}'`).join('');
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${allowed && ` 'unsafe-hashes'${allowed}`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function sha256(style: string): string {
  return `sha256-${createHash('sha256').update(style).digest('base64')}`;
}
