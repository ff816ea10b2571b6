import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A command was given arguments that it does not take. Prints one line and the usage; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = Record<string, { type: 'string' }>;

/**
 * What a command was called with; `--help` prints the usage and ends the process.
 * @param names of options that take a value, each at most once
 * @throws UsageError
 */
export function readArguments<N extends string>(
  usage: string,
  names: readonly N[] = [],
  args: readonly string[] = process.argv.slice(2),
): Partial<Record<N, string>> {
  const options: Options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  const { values, tokens } = parse(usage, args, { ...options, help: { type: 'boolean', short: 'h' } });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const repeated = given.find((name, i) => given.indexOf(name) !== i);
  if (repeated) throw new UsageError(`--${repeated} is given twice\n\n${usage}`);
  return values as Partial<Record<N, string>>;
}

function parse(usage: string, args: readonly string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    return parseArgs({ args: [...args], options, tokens: true });
  } catch (error) {
    const [line] = (error as Error).message.split(/[\n.]/);
    throw new UsageError(`${line}\n\n${usage}`);
  }
}

/** Ends a command that failed: what is to be done about it, and no stack trace. */
export function endWith(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof UsageError ? 2 : 1);
}
