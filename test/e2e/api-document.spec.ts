import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { eventually } from '../support/condition.wait.js';
import { SERVICE_KEY, SERVICE_SECRET } from '../support/internal-service.headers.js';
import { builtDocument } from '../support/openapi.document.js';
import { schemaCheck } from '../support/schema.check.js';
import { freePort } from '../support/free.port.js';
import { STRIPE_WEBHOOK_SECRET } from '../support/service.js';
import { TeardownStack } from '../support/teardown.stack.js';
import type { Tenant } from '../support/tenant.js';
import { startWorld, type World } from '../support/world.js';

interface Example {
  language: string;
  text: string;
}

const EXAMPLES: Example[] = [...readFileSync('docs/api.md', 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({ language, text }),
);
/** A status of 400 or more fails the whole example; no request takes longer than this. */
const STRICT = `set -euo pipefail
curl() { command curl --silent --show-error --fail-with-body --max-time 30 "$@" || exit 1; }
`;

const exampleWith = (part: string): Example => {
  const found = EXAMPLES.filter(({ text, language }) => text.includes(part) && language !== 'text');
  expect([part, found.length]).toEqual([part, 1]);
  return found[0] as Example;
};

describe('docs/api.md', () => {
  const ends = new TeardownStack();
  const run = new Set<string>();
  let world: World;
  let tenant: Tenant;
  let directory: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'integration-api-'));
    ends.add(async () => rmSync(directory, { recursive: true, force: true }));
    world = await startWorld({ NOTIFICATIONS_ALLOW_PRIVATE: 'true' });
    ends.add(() => world.end());
    tenant = world.tenant();
    const { secretKey } = await world.account({ counts: { customers: 5, products: 2 }, seed: 1 });
    const integrationId = await tenant.connect(secretKey);
    await tenant.syncAndWait(integrationId, 'customers');
    env = {
      PATH: process.env.PATH ?? '',
      BASE: world.service.url,
      TOKEN: tenant.token(),
      TENANT: tenant.id,
      ID: integrationId,
      SERVICE_KEY,
      SERVICE_SECRET,
      STRIPE_WEBHOOK_SECRET,
      RECEIVER_PORT: String(await freePort()),
    };
  });
  afterAll(() => ends.run());

  /** Runs an example of bash or TypeScript to its end. @returns what it printed */
  const output = ({ language, text }: Example): string => {
    run.add(text);
    const { status, stdout, stderr } =
      language === 'sh'
        ? spawnSync('bash', ['--noprofile', '--norc', '-c', STRICT + text], { env, encoding: 'utf8' })
        : spawnSync(process.execPath, [written('example.mjs', compiled(text))], { env, encoding: 'utf8' });
    expect({ status, stderr, stdout: status === 0 ? '' : stdout }).toEqual({ status: 0, stderr: '', stdout: '' });
    return stdout;
  };
  const written = (name: string, text: string): string => {
    const file = join(directory, name);
    writeFileSync(file, text);
    return file;
  };
  const json = (part: string) => JSON.parse(output(exampleWith(part))) as Record<string, unknown>;

  it('calls as a user', () => {
    expect(json('/api/v1/integrations" -H "authorization')).toMatchObject({ data: [{ id: env.ID }] });
  });

  it('calls as a service, in bash and in TypeScript', () => {
    expect(json("path='/api/v1/integrations?limit=5'")).toMatchObject({ data: [{ id: env.ID }] });
    expect(output(exampleWith('async function callHub'))).toMatch(/trigger: 'service'/);
  });

  it('sends a signed webhook', () => {
    expect(json('stripe-signature: t=')).toEqual({ received: true, duplicate: false });
  });

  it('shows an error that the document describes', () => {
    const { text } = exampleWith('urn:integration-service');
    run.add(text);
    const { components } = builtDocument();
    const check = schemaCheck(components, true);
    expect(check({ $ref: '#/components/schemas/Problem' }, JSON.parse(text))).toBe('');
  });

  it('reads all pages', () => {
    const pages = output(exampleWith('while'))
      .trim()
      .split('\n')
      .map((page) => JSON.parse(page) as { data: unknown[]; nextCursor: string | null });
    expect(pages.flatMap(({ data }) => data)).toHaveLength(5);
    expect(pages.at(-1)?.nextCursor).toBeNull();
  });

  it('repeats a request', () => {
    const answers = output(exampleWith('for attempt in')).split(/(?=HTTP\/1.1)/);
    expect(answers.map((answer) => /^idempotent-replayed: true/im.test(answer))).toEqual([false, true]);
  });

  it('waits for a run', () => {
    expect(output(exampleWith('Prefer: wait=10'))).toMatch(/event: end/);
  });

  it('reads changes', () => {
    expect(output(exampleWith('/changes?limit=2"')).match(/"upToDate"/g)).toHaveLength(2);
  });

  it('pushes a contact', () => {
    const printed = output(exampleWith('/sync/contacts'));
    expect(printed).toMatch(/event: end/);
    // Nothing is switched on for the account.
    const [, batch = ''] = /\n\n(\{.*\})\s*$/.exec(printed) ?? [];
    const targets = [expect.objectContaining({ provider: 'stripe', status: 'skipped', code: 'rule_off' })];
    expect(JSON.parse(batch)).toMatchObject({ settled: true, items: [{ id: 'usr_1', outcome: 'accepted', targets }] });
  });

  it('receives a notification', async () => {
    const { id, secret } = json('/notifications/endpoints" -H');
    const receiver = exampleWith('function isSigned');
    run.add(receiver.text);
    const child = spawn(process.execPath, [written('receiver.mjs', receiver.text)], {
      env: { ...env, NOTIFICATION_SECRET: String(secret) },
    });
    ends.add(async () => void child.kill());
    let printed = '';
    child.stdout.on('data', (chunk) => (printed += String(chunk)));
    await eventually(
      async () => printed,
      (text) => text.includes('listening'),
    );
    const forged = await fetch(`http://127.0.0.1:${env.RECEIVER_PORT}/hooks`, { method: 'POST', body: '{}' });
    expect(forged.status).toBe(401);
    env.ENDPOINT = String(id);
    expect(json('$ENDPOINT/test')).toMatchObject({ delivered: true, responseStatus: 204 });
    await eventually(
      async () => printed,
      (text) => text.includes('notification.test'),
    );
  });

  it('has no example that was not run', () => {
    const left = EXAMPLES.filter(({ language, text }) => language !== 'text' && !run.has(text));
    expect(left).toEqual([]);
  });
});

function compiled(text: string): string {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    reportDiagnostics: true,
  });
  expect(diagnostics).toEqual([]);
  return outputText;
}
