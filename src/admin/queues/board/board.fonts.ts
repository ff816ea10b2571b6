import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const require = createRequire(import.meta.url);

/** The font weights that the page of Bull Board loads from Google, as npm packages of the same fonts. */
const FONTS = [
  { name: 'ibm-plex-sans', weights: [400, 500, 600] },
  { name: 'ibm-plex-mono', weights: [400, 500] },
];
const ALLOWED = /\.(css|woff2?)$/;
const ELSEWHERE = /<link[^>]*\shref="(https?:)?\/\/[^>]*>/g;
const HERE = FONTS.flatMap(({ name, weights }) =>
  weights.map((weight) => `<link href="fonts/${name}/${weight}.css" rel="stylesheet">`),
).join('');

/** @param prefix path of the board; the fonts are served at `fonts/` below it */
export async function serveFonts(server: FastifyInstance, prefix: string): Promise<void> {
  for (const { name } of FONTS) {
    await server.register(fastifyStatic, {
      root: dirname(require.resolve(`@fontsource/${name}/package.json`)),
      prefix: `${prefix}/fonts/${name}/`,
      allowedPath: (path) => ALLOWED.test(path),
      decorateReply: false,
    });
  }
}

/** Removes links to other hosts from the page and adds links to the local fonts. */
export function withOwnFonts(html: string): string {
  return html.replace(ELSEWHERE, '').replace('</head>', `${HERE}</head>`);
}
