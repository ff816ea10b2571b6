import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface RedisProxy {
  port: number;
  /** From now on, every command gets this error, on new connections. `null`: commands are passed on again. */
  refuse(error: string | null): void;
  end(): Promise<void>;
}

/** A proxy before a Redis. It can send errors of states that are hard to create in a real Redis. */
export async function startRedisProxy(target: { host: string; port: number }): Promise<RedisProxy> {
  const sockets = new Set<Socket>();
  let refusal: string | null = null;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    const error = refusal;
    if (error !== null) {
      client.on('data', (chunk: Buffer) => client.write(`-${error}\r\n`.repeat(commandsIn(chunk))));
      return;
    }
    const upstream = connect(target);
    keep(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    refuse: (error) => {
      refusal = error;
      for (const socket of sockets) socket.destroy();
    },
    end: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Counts commands. A command begins with the number of its parts; no argument in the tests contains such a line. */
function commandsIn(chunk: Buffer): number {
  return chunk.toString('latin1').match(/(^|\n)\*\d+\r/g)?.length ?? 0;
}
