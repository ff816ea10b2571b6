import { findFreePort } from './free-port.js';
import { endOrphan, ServerStartError, type ServerProcess } from './server-process.js';
import type { ServerRecord } from './server-record.js';

const PORT_ATTEMPTS = 8;

export type Log = (line: string) => void;

/** A fixed port is the caller's wish and is tried once; a free one can be lost to another process and is tried again. */
export async function startOnPort(
  wished: number | undefined,
  start: (port: number) => Promise<ServerProcess>,
): Promise<{ port: number; server: ServerProcess }> {
  for (let attempt = 1; ; attempt++) {
    const port = wished || (await findFreePort());
    try {
      return { port, server: await start(port) };
    } catch (error) {
      const another = !wished && error instanceof ServerStartError && error.portTaken && attempt < PORT_ATTEMPTS;
      if (!another) throw error;
    }
  }
}

export interface DataFolder {
  /** For messages: "PostgreSQL". */
  name: string;
  folder: string;
  record: ServerRecord;
  stopSignal: NodeJS.Signals;
  notify: Log;
}

/**
 * Runs `start` while no other process serves, or starts to serve, the data folder.
 * @throws Error when a living process has it.
 */
export async function withDataFolder<T>(data: DataFolder, start: () => Promise<T>): Promise<T> {
  const { name, folder, record } = data;
  const holder = record.claim();
  if (holder !== undefined) {
    throw new Error(`${name} is being started on ${folder} by process ${holder}: use another data folder`);
  }
  try {
    await endLeftOver(data);
    return await start();
  } finally {
    record.endClaim();
  }
}

async function endLeftOver({ name, folder, record, stopSignal, notify }: DataFolder): Promise<void> {
  const live = record.findLiveServer();
  if (!live) return;
  if (live.ownerPid !== undefined) {
    throw new Error(
      `${name} already runs on ${folder} (process ${live.pid}, started by process ${live.ownerPid}): stop that one first, or use another data folder`,
    );
  }
  notify(`${name}: ending process ${live.pid}, which an earlier run left on ${folder}`);
  await endOrphan(live.pid, stopSignal);
}
