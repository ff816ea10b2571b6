import { createConnection } from 'node:net';

const ANSWER_WITHIN_MS = 1_000;

/**
 * Whether the server on the port answers, has loaded its data and is the given process: right after a port was
 * lost to somebody else, another Redis may answer there.
 */
export async function answersAs(port: number, pid: number): Promise<boolean> {
  const ping = await ask(port, 'PING', /\r\n/);
  if (!ping.startsWith('+PONG')) return false;
  const info = await ask(port, 'INFO server', /process_id:\d+\r/);
  return Number(/process_id:(\d+)/.exec(info)?.[1]) === pid;
}

/** One inline command; what came until `complete` matched, the connection ended or the time was up. */
async function ask(port: number, command: string, complete: RegExp): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    let answer = '';
    const finish = (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_WITHIN_MS, finish);
    socket.on('connect', () => socket.write(`${command}\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (complete.test(answer)) finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
  });
}
