import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { HttpException } from '@nestjs/common';
import { FAILURE_STATUS } from './failure.status.js';
import { PROBLEM_CODES } from './problem.codes.js';
import { toProblem } from './problem.js';

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.endsWith('problem.codes.ts'))
  .map((file) => readFileSync(`src/${file}`, 'utf8'));
const CODES: readonly string[] = PROBLEM_CODES;

/** The compiler refuses an `AppError` whose code is not in the list. Here is what it cannot see. */
describe('The codes of problems', () => {
  it('are in alphabetical order, each once', () => {
    expect(CODES).toEqual([...new Set(CODES)].sort());
  });

  it('are all used', () => {
    const isUsed = (code: string) => SOURCES.some((text) => text.includes(`'${code}'`)) || /^integration_/.test(code);
    expect(CODES.filter((code) => !isUsed(code))).toEqual([]);
  });

  it('are claimed by no type assertion', () => {
    expect(SOURCES.filter((text) => /\bas (ProblemCode|never|any)\b/.test(text) && text.includes('AppError'))).toEqual(
      [],
    );
  });

  it('contain those of failures and of any HTTP status', () => {
    const statuses = Array.from({ length: 200 }, (_, i) => 400 + i);
    const answered = statuses.map((status) => toProblem(new HttpException('x', status), 'id').problem);
    const mapped = [...FAILURE_STATUS.values()].map(({ code }) => code);
    expect([...answered.map(({ code }) => code), ...mapped].filter((code) => !CODES.includes(code))).toEqual([]);
    expect(answered.map(({ status }) => status)).toEqual(statuses);
  });
});
