import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EXCEPTIONS } from './plain-english.exceptions.js';

/** What a reader stumbles over, with what to write instead. The words that must be told apart: docs/glossary.md. */
const PHRASES: Record<string, string> = {
  'tells? of': 'reports',
  'told of': 'notified of',
  whoever: 'the worker that, the caller that',
  nobody: 'no one, no other process',
  everybody: 'all callers, every tenant',
  'of (?:its|their) own': 'its own',
  'stands? in': 'is in, replaces',
  anew: 'again',
  'for ever': 'indefinitely',
  'be it': 'for example',
  'comes true': 'matches',
  'since ever': 'from the beginning',
};

/** Parts of names that are not the terms of the field. */
const NAMES: Record<string, string> = {
  'side-?by-?side': 'forEachConcurrent',
  farewell: 'deauthorization',
  census: 'count check',
  reviver: 'requeuer',
  '(?<!book)keeper': 'refresher',
  beginner: 'starter',
  finisher: 'completer',
  gatherer: 'batcher',
  renewal: 'refresh',
  'turn-?ledger': 'rate limiter',
  'turn-?queue': 'reservation queue',
  'slot-?book': 'semaphore',
  'circuit-?board': 'circuit state store',
};

/** Between two words of a comment there can be the end of a line. */
const GAP = String.raw`\s+(?:(?:\*|//|--|#)\s+)?`;
const REJECTED = [
  ...Object.entries(PHRASES).map(([phrase, instead]) => rejected(`\\b${phrase.replaceAll(' ', GAP)}\\b`, instead)),
  ...Object.entries(NAMES).map(([name, instead]) => rejected(name, instead)),
];
const FOLDERS = ['src', 'sandbox', 'demo', 'docs'];

describe('Plain English', () => {
  it('is what names, comments, messages and documents use', async () => {
    const files = await filesOf(FOLDERS);
    expect(files.length).toBeGreaterThan(900);
    const found: string[] = [];
    for (const file of files) {
      if (isExcepted(file)) continue;
      found.push(...findings(file, file), ...findings(file, await readFile(file, 'utf8')));
    }
    expect(found).toEqual([]);
  });

  it('has no exception without a reason or without a finding', async () => {
    const files = await filesOf(FOLDERS);
    for (const { file, reason } of EXCEPTIONS) {
      expect(reason.length).toBeGreaterThan(5);
      const excepted = files.filter((name) => name.startsWith(file));
      const texts = await Promise.all(excepted.map(async (name) => `${name}\n${await readFile(name, 'utf8')}`));
      expect([file, texts.flatMap((text) => findings(file, text)).length > 0]).toEqual([file, true]);
    }
  });

  it.each([
    ['a phrase', '// Whoever asks', 'x: Whoever (write: the worker that, the caller that)'],
    ['a phrase over two lines', ' * a login of its\n * own', 'x: of its own (write: its own)'],
    ['a name', 'new DeliveryGatherer()', 'x: Gatherer (write: batcher)'],
    ['the name of a file', 'src/common/side-by-side.ts', 'x: side-by-side (write: forEachConcurrent)'],
  ])('is missed by %s', (_, text, finding) => {
    expect(findings('x', text)).toEqual([finding]);
  });
});

function rejected(pattern: string, instead: string) {
  return { pattern: new RegExp(pattern, 'gi'), instead };
}

function findings(file: string, text: string): string[] {
  return REJECTED.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map(([found]) => `${file}: ${found.replaceAll(/[\s*]+/g, ' ')} (write: ${instead})`),
  );
}

async function filesOf(folders: readonly string[]): Promise<string[]> {
  const names = await Promise.all(
    folders.map(async (folder) => (await readdir(folder, { recursive: true })).map((name) => join(folder, name))),
  );
  return names.flat().filter((name) => /\.(ts|md|lua|sql)$/.test(name));
}

const isExcepted = (file: string) => EXCEPTIONS.some((exception) => file.startsWith(exception.file));
