import { ControlRouter } from './control.router.js';
import { NdjsonLines } from './ndjson.lines.js';

const router = new ControlRouter<{ name: string }>(
  {
    'POST clock': (body) => ({ set: body.freezeAt }),
    'DELETE faults': () => undefined,
    'POST endpoints/:id/roll': (_body, id) => ({ rolled: id }),
    'POST tokens': () => {
      throw new Error('no account x');
    },
  },
  {
    'GET counts': (account) => ({ of: account.name }),
    'GET objects': (_account, _body, stream) => new NdjsonLines(Array.from({ length: 401 }, (_, n) => ({ stream, n }))),
  },
  (id) => (id === 'a b' ? { name: id } : undefined),
);

const handle = (method: string, path: string, body = '') =>
  router.handle({ method, path: `/_control/${path}`, query: '', headers: {}, body });

async function answer(method: string, path: string, body?: string): Promise<[number, unknown]> {
  const reply = await handle(method, path, body);
  return [reply.status, JSON.parse(reply.body)];
}

describe('Control calls', () => {
  it('are found by method and path, and what returns nothing is ok', async () => {
    expect(await answer('POST', 'clock', '{"freezeAt":5}')).toEqual([200, { set: 5 }]);
    expect(await answer('DELETE', 'faults')).toEqual([200, { ok: true }]);
    expect(await answer('POST', 'endpoints/e%201/roll')).toEqual([200, { rolled: 'e 1' }]);
    expect(await answer('GET', 'accounts/a%20b/counts')).toEqual([200, { of: 'a b' }]);
  });

  it('answer 404 to what there is not, and 400 to what fails or cannot be read', async () => {
    expect(await answer('GET', 'clock')).toEqual([404, { error: 'no control call GET clock' }]);
    expect(await answer('GET', 'accounts/a%20b/x')).toEqual([404, { error: 'no control call GET accounts/:id/x' }]);
    expect(await answer('GET', 'accounts/c/counts')).toEqual([404, { error: 'no account c' }]);
    expect(await answer('POST', 'tokens')).toEqual([400, { error: 'no account x' }]);
    expect((await answer('POST', 'clock', '{'))[0]).toBe(400);
  });

  it('stream objects as NDJSON in pieces', async () => {
    const { headers, stream } = await handle('GET', 'accounts/a%20b/objects/orders');
    const pieces = [...stream!];
    expect(headers['Content-Type']).toBe('application/x-ndjson');
    expect(pieces.map((piece) => piece.split('\n').length - 1)).toEqual([200, 200, 1]);
    expect(pieces[2]).toBe('{"stream":"orders","n":400}\n');
  });
});
