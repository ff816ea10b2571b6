/** Why Redis cannot be used at the moment, in words that an operator can search for. */
export interface RedisProblem {
  /** The error code of Redis (`READONLY`, `NOAUTH`) or of the network. It is a label of metrics. */
  code: string;
  /** Text for people. It contains no address and no secret. */
  text: string;
  /** The connection is gone, and the reason is unknown. An older problem with a reason is kept. */
  vague?: boolean;
}

const REFUSALS =
  /\b(NOAUTH|WRONGPASS|NOPERM|READONLY|LOADING|OOM|WRONGTYPE|MISCONF|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|BUSY|MOVED|NOPROTO|EXECABORT)\b/;
const WRITES: ReadonlySet<string> = new Set(['READONLY', 'OOM', 'WRONGTYPE', 'MISCONF', 'NOREPLICAS']);
const LOGIN: ReadonlySet<string> = new Set(['NOAUTH', 'WRONGPASS']);
const MAX_TEXT = 160;

export const UNDELIVERED: RedisProblem = {
  code: 'UNDELIVERED',
  text: 'accepts hints but does not deliver them; another client may be reading from our queues',
};

/** Finds the problem of Redis in an error of a client. */
export function problemOf(error: Error): RedisProblem {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return { code, text: `cannot be reached (${code})` };
  if (/timed out|ETIMEDOUT/i.test(error.message)) return { code: 'TIMEOUT', text: 'does not answer in time' };
  const refusal = refusalIn(error.message);
  if (refusal) return { code: refusal, text: `${verbOf(refusal)} (${reply(error.message, refusal)})` };
  if (error.name === 'ReplyError') return { code: 'ERR', text: `refusing commands (${reply(error.message, 'ERR')})` };
  return { code: 'DISCONNECTED', text: 'is not connected', vague: true };
}

/** Redis 6 and 7 report a refusal within a script in different words. */
function refusalIn(message: string): string | undefined {
  if (/ACL failure in script|The user executing the script can't/.test(message)) return 'NOPERM';
  return REFUSALS.exec(message)?.[1];
}

function verbOf(code: string): string {
  if (WRITES.has(code)) return 'refusing writes';
  return LOGIN.has(code) ? 'refusing the login' : 'refusing commands';
}

/** One line that begins with the code, without the script in which the error occurred. */
function reply(message: string, code: string): string {
  const said = message
    .replace(/\s*(script:|, on @user_script|@user_script).*$/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  const from = said.indexOf(code);
  const text = from >= 0 ? said.slice(from) : `${code} ${said}`;
  return text.slice(0, MAX_TEXT);
}
