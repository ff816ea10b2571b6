import { SANDBOXES } from './sandboxes.js';
import { readOptions, SANDBOX_USAGE, type SandboxOptions } from './sandbox.options.js';

const [argument] = process.argv.slice(2);
if (argument !== undefined) {
  const asked = argument === '--help' || argument === '-h';
  if (asked) process.stdout.write(SANDBOX_USAGE);
  else process.stderr.write(`Unexpected argument '${argument}'\n\n${SANDBOX_USAGE}`);
  process.exit(asked ? 0 : 2);
}

const { env } = process;

async function open({ name, accounts, port, portVariable }: SandboxOptions) {
  const sandbox = await SANDBOXES[name]!.open(accounts as never[]);
  const listen = async () => {
    try {
      return [name, await sandbox.listen(port)] as const;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const problem = `${portVariable}: cannot listen on ${port} (${code ?? message}): set it to another port, or to 0`;
      throw new Error(problem, { cause: error });
    }
  };
  return { sandbox, listen };
}

async function main(): Promise<void> {
  const opened = await Promise.all(readOptions(env).map(open));
  const shutDown = (): void => {
    void Promise.allSettled(opened.map(({ sandbox }) => sandbox.close())).finally(() => process.exit(0));
  };
  process.once('SIGTERM', shutDown);
  process.once('SIGINT', shutDown);
  if (env.SANDBOX_EXIT_WITH_PARENT === '1') process.stdin.resume().once('end', shutDown).once('error', shutDown);
  const urls = await Promise.all(opened.map(({ listen }) => listen()));
  process.stdout.write(`${JSON.stringify({ sandbox: 'ready', ...Object.fromEntries(urls) })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
