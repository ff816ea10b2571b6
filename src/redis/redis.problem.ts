/** Why Redis is of no use at the moment, in words that an operator can search for. */
export interface RedisProblem {
  /** Redis's own word for it (`READONLY`, `NOAUTH`), or the code of the network; a label of metrics. */
  code: string;
  /** For people; holds no address and no secret. */
  text: string;
  /** The connection is gone and nothing says why: an older problem that does say so is kept. */
  vague?: boolean;
}

const REFUSALS =
  /\b(NOAUTH|WRONGPASS|NOPERM|READONLY|LOADING|OOM|WRONGTYPE|MISCONF|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|BUSY|MOVED|NOPROTO|EXECABORT)\b/;
const WRITES: ReadonlySet<string> = new Set(['READONLY', 'OOM', 'WRONGTYPE', 'MISCONF', 'NOREPLICAS']);
const LOGIN: ReadonlySet<string> = new Set(['NOAUTH', 'WRONGPASS']);
const MAX_TEXT = 160;

export const UNDELIVERED: RedisProblem = {
  code: 'UNDELIVERED',
  text: 'takes hints and does not deliver them; something else may be reading from our queues',
};

/** What an error of a Redis client says of Redis. */
export function problemOf(error: Error): RedisProblem {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return { code, text: `cannot be reached (${code})` };
  if (/timed out|ETIMEDOUT/i.test(error.message)) return { code: 'TIMEOUT', text: 'does not answer in time' };
  const refusal = refusalIn(error.message);
  if (refusal) return { code: refusal, text: `${verbOf(refusal)} (${reply(error.message, refusal)})` };
  if (error.name === 'ReplyError') return { code: 'ERR', text: `refusing commands (${reply(error.message, 'ERR')})` };
  return { code: 'DISCONNECTED', text: 'is not connected', vague: true };
}

/** Redis 6 and 7 word what a script was refused differently. */
function refusalIn(message: string): string | undefined {
  if (/ACL failure in script|The user executing the script can't/.test(message)) return 'NOPERM';
  return REFUSALS.exec(message)?.[1];
}

function verbOf(code: string): string {
  if (WRITES.has(code)) return 'refusing writes';
  return LOGIN.has(code) ? 'refusing the login' : 'refusing commands';
}

/** One line, without the script that it happened in; it begins with the code. */
function reply(message: string, code: string): string {
  const said = message
    .replace(/\s*(script:|, on @user_script|@user_script).*$/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  const from = said.indexOf(code);
  const text = from >= 0 ? said.slice(from) : `${code} ${said}`;
  return text.slice(0, MAX_TEXT);
}
