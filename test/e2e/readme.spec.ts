import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startChild, type Child } from '../support/child.process.js';
import { freePort } from '../support/free.port.js';

/** Examples that talk to the service; the others are commands of npm. */
const EXAMPLES = [...readFileSync('README.md', 'utf8').matchAll(/^```\w*\n([^]*?)^```$/gm)]
  .map(([, text = '']) => text)
  .filter((text) => text.includes('curl '));

/** A status of 400 or more fails the whole example; no request takes longer than this. */
const STRICT = `set -euo pipefail
curl() { command curl --silent --show-error --fail-with-body --max-time 30 "$@" || exit 1; echo; }
`;

/** In a shell that has pasted those lines, and nothing else. */
function paste(lines: readonly string[], example: string) {
  return spawnSync('bash', ['--noprofile', '--norc', '-c', `${lines.join('\n')}\n${STRICT}${example}`], {
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  });
}

describe('The README', () => {
  let demo: Child;
  let lines: string[];

  beforeAll(async () => {
    const env = { PORT: String(await freePort()), NO_COLOR: '1', DEMO_NAME: 'demo-test' };
    const started = await startChild(resolve('dist/demo/main.js'), env, (line) => line.startsWith('Ctrl-C'), {
      readyWithinMs: 170_000,
    });
    demo = started.child;
    lines = demo
      .output()
      .split('\n')
      .filter((line) => line.startsWith('export '));
  });
  afterAll(async () => {
    const exitCode = await demo?.stop();
    // What it printed says why it did not end well; one that did not start has said so already.
    const printed = exitCode === 0 ? '' : demo?.output();
    expect({ exitCode, printed }).toEqual(demo ? { exitCode: 0, printed: '' } : {});
  });

  it('gets what its examples use from the end of the demo', () => {
    const used = new Set(EXAMPLES.flatMap((text) => [...text.matchAll(/\$([A-Z_]+)/g)].map(([, name]) => name)));
    const given = new Set(lines.flatMap((line) => [...line.matchAll(/ ([A-Z_]+)=\S/g)].map(([, name]) => name)));
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(3);
    expect([...given].sort()).toEqual([...used, 'BASE'].sort());
  });

  it.each(EXAMPLES.map((text, i) => [i + 1, text] as const))('has an example that runs as it stands: %d', (_, text) => {
    const { status, stdout, stderr } = paste(lines, text);
    expect({ status, stderr, stdout: status === 0 ? '' : stdout }).toEqual({ status: 0, stderr: '', stdout: '' });
    expect(stdout).not.toBe('');
  });
});
