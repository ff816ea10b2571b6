import { ConfigError } from './config.error.js';

export const ENV_FILE = '.env';

/**
 * Parses lines of `NAME=value` as Docker Compose does: `#` after a blank begins a comment; quoted values may hold
 * blanks, `#` and line breaks. `util.parseEnv` is not used: it skips lines that it does not understand, and cuts a
 * secret at its first `#`.
 * @throws ConfigError that names the line and never its content
 */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const line = /[^\S\n]*(?:#[^\n]*|(?:export[^\S\n]+)?([A-Za-z_]\w*)[^\S\n]*=[^\S\n]*|)/y;
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  let at = 0;
  const fail = (what: string, fix: string): never => {
    const number = source.slice(0, at).split('\n').length;
    throw new ConfigError([`${ENV_FILE}, line ${number}: ${what}: ${fix}`]);
  };
  while (at < source.length) {
    line.lastIndex = at;
    const name = line.exec(source)?.[1];
    let end = line.lastIndex;
    if (name !== undefined) {
      const value = readValue(source, end);
      if (!value) return fail('a quote is not closed', 'close it, or remove it');
      values[name] = value.text;
      end = value.end;
    }
    if (end < source.length && source[end] !== '\n') {
      fail('this is not NAME=value', 'correct the line, or put # in front of it');
    }
    at = end + 1;
  }
  return values;
}

/** The value that begins at `start`, and the end of its line. `undefined` if its quote is not closed. */
function readValue(source: string, start: number): { text: string; end: number } | undefined {
  const quote = /['"`]/.test(source[start] ?? '') ? source[start] : undefined;
  if (quote === undefined) {
    const end = endOfLine(source, start);
    // The blank is added so that a comment directly after `=` is removed too, which leaves an empty value.
    const text = ` ${source.slice(start, end)}`.replace(/\s#.*$/, '').trim();
    return { text, end };
  }
  const quoted = quote === '"' ? /"((?:[^"\\]|\\[^])*)"/y : new RegExp(`${quote}([^${quote}]*)${quote}`, 'y');
  quoted.lastIndex = start;
  const content = quoted.exec(source)?.[1];
  if (content === undefined) return undefined;
  const rest = /[^\S\n]*(?:#[^\n]*)?/y;
  rest.lastIndex = quoted.lastIndex;
  rest.exec(source);
  return { text: quote === '"' ? unescape(content) : content, end: rest.lastIndex };
}

function unescape(text: string): string {
  return text.replaceAll(/\\([^])/g, (all, character: string) => {
    if (character === 'n') return '\n';
    return character === '"' || character === '\\' ? character : all;
  });
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}
