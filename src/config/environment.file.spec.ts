import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from './config.error.js';
import { parseEnvironmentFile } from './environment-file.parser.js';
import { readEnvironment } from './environment.file.js';

const SECRET = 'hunter2';

describe('parseEnvironmentFile', () => {
  it.each([
    ['', {}],
    ['\n# a comment\n   \n', {}],
    ['A=1', { A: '1' }],
    ['  A = 1  \nexport B=2', { A: '1', B: '2' }],
    ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['\uFEFFA=1', { A: '1' }],
    ['A=', { A: '' }],
    ['A=   # nothing', { A: '' }],
    ['A=x # a comment', { A: 'x' }],
    ['A=x#y', { A: 'x#y' }],
    ['A=a b', { A: 'a b' }],
    ['A=k1:YWJj=,k2:ZGVm=', { A: 'k1:YWJj=,k2:ZGVm=' }],
    ['A={"s":{"key":"k"}}', { A: '{"s":{"key":"k"}}' }],
    ['A="x # y" # z', { A: 'x # y' }],
    ["A='x\\n\"y'", { A: 'x\\n"y' }],
    ['A="x\\ny \\"z\\" \\\\ \\d"', { A: 'x\ny "z" \\ \\d' }],
    ['A="-----BEGIN\nabc\n-----END"\nB=2', { A: '-----BEGIN\nabc\n-----END', B: '2' }],
    ['A=1\nA=2', { A: '2' }],
  ])('%j', (text, expected) => {
    expect(parseEnvironmentFile(text)).toEqual(expected);
  });

  it.each([
    [SECRET, 1],
    [`A=1\n${SECRET}`, 2],
    [`A=1\n\n=${SECRET}`, 3],
    [`A B=${SECRET}`, 1],
    [`1A=${SECRET}`, 1],
    [`A: ${SECRET}`, 1],
    [`A="${SECRET}`, 1],
    [`A=1\nB='${SECRET}\nC=2\n`, 2],
    [`A="x"${SECRET}`, 1],
    [`A="x\ny" ${SECRET}`, 1],
  ])('refuses %j, naming the line and nothing on it', (text, line) => {
    const act = () => parseEnvironmentFile(text);
    expect(act).toThrow(ConfigError);
    expect(act).toThrow(new RegExp(`\\.env, line ${line}: `));
    expect(act).not.toThrow(new RegExp(SECRET));
  });
});

describe('readEnvironment', () => {
  let folder: string;
  const write = (text: string | Buffer) => writeFileSync(join(folder, '.env'), text);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'environment-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the real environment where there is no file', () => {
    expect(readEnvironment(folder, { A: '1' })).toEqual({ A: '1' });
  });

  it('adds what the file has; what is set wins, also with an empty value', () => {
    write('A=file\nB=file\nC=file');
    expect(readEnvironment(folder, { A: 'real', B: '' })).toEqual({ A: 'real', B: '', C: 'file' });
  });

  it.each(['false', '0'])('leaves the file unread with READ_ENV_FILE=%s', (READ_ENV_FILE) => {
    write(SECRET);
    expect(readEnvironment(folder, { READ_ENV_FILE })).toEqual({ READ_ENV_FILE });
  });

  it('refuses any other READ_ENV_FILE', () => {
    expect(() => readEnvironment(folder, { READ_ENV_FILE: 'no' })).toThrow(/READ_ENV_FILE/);
  });

  it.each([
    ['a folder', () => mkdirSync(join(folder, '.env')), /\.env cannot be read \(EISDIR\)/],
    ['not text', () => write(Buffer.from([0x41, 0x3d, 0xff])), /\.env is not UTF-8/],
    ['binary', () => write('A=1\0'), /\.env is not UTF-8/],
  ])('refuses a file that is %s', (_, make, message) => {
    make();
    expect(() => readEnvironment(folder, {})).toThrow(message);
  });

  const asRoot = process.getuid?.() === 0;
  (asRoot ? it.skip : it)('refuses a file that may not be read', () => {
    write('A=1');
    chmodSync(join(folder, '.env'), 0);
    expect(() => readEnvironment(folder, {})).toThrow(/\.env cannot be read \(EACCES\)/);
  });

  it('understands the example', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    expect(parseEnvironmentFile(example)).toMatchObject({ NODE_ENV: 'development', PORT: '3000', PUBLIC_URL: '' });
  });
});
