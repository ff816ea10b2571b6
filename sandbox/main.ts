import { SANDBOXES } from './sandboxes.js';

const { env } = process;
const wanted = env.SANDBOX_PROVIDERS?.split(',').map((name) => name.trim()) ?? Object.keys(SANDBOXES);
const open = wanted.map((name) => {
  const entry = SANDBOXES[name];
  if (!entry) throw new Error(`SANDBOX_PROVIDERS: there is no "${name}", only ${Object.keys(SANDBOXES).join(', ')}`);
  const prefix = `SANDBOX_${name.toUpperCase()}`;
  const sandbox = entry.open(JSON.parse(env[`${prefix}_ACCOUNTS`] ?? '[]') as never[]);
  return { name, sandbox, port: Number(env[`${prefix}_PORT`] ?? entry.port) };
});

function shutDown(): void {
  void Promise.allSettled(open.map(({ sandbox }) => sandbox.close())).finally(() => process.exit(0));
}

process.once('SIGTERM', shutDown);
process.once('SIGINT', shutDown);
if (env.SANDBOX_EXIT_WITH_PARENT === '1') process.stdin.resume().once('end', shutDown).once('error', shutDown);

const urls = await Promise.all(
  open.map(async ({ name, sandbox, port }) => [name, await sandbox.listen(port)] as const),
);
process.stdout.write(`${JSON.stringify({ sandbox: 'ready', ...Object.fromEntries(urls) })}\n`);
