import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { boardPolicy, SCRIPTED_STYLES } from './board.policy.js';

const UI = dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json'));
/** Matches a `<style>` element in the minified scripts, and captures its text. */
const SCRIPTED = /"style",\{[^}`]*children:`((?:[^`\\]|\\.)*)`/g;

describe('boardPolicy', () => {
  it('allows the styles that the scripts of the board add, and no other', async () => {
    const scripts = (await readdir(join(UI, 'dist/static/js'), { recursive: true })).filter((name) =>
      /\.js$/.test(name),
    );
    const sources = await Promise.all(scripts.map((name) => readFile(join(UI, 'dist/static/js', name), 'utf8')));
    const styles = sources.flatMap((source) =>
      [...source.matchAll(SCRIPTED)].map(([, text = '']) => text.replaceAll(/\$\{\w+\}/g, nameIn(source))),
    );
    expect(styles.map(hash).toSorted()).toEqual(SCRIPTED_STYLES.toSorted());
    for (const style of SCRIPTED_STYLES) expect(boardPolicy()).toContain(`'${style}'`);
  });
});

/** Returns the class name that a style is built with. */
function nameIn(source: string): string {
  return /"(base-ui-disable-scrollbar)"/.exec(source)?.[1] ?? '';
}

function hash(style: string): string {
  return `sha256-${createHash('sha256').update(style).digest('base64')}`;
}
