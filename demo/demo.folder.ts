import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endOrphan } from '../src/embedded/server-process.js';
import { ServerRecord } from '../src/embedded/server-record.js';
import { DemoError } from './demo.error.js';

/** Of the built file `dist/demo/demo.folder.js`. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** `DEMO_NAME` is for a test beside a demo that somebody looks at. @throws DemoError for what is no plain name */
function nameOfFolder(): string {
  const name = process.env.DEMO_NAME || 'demo';
  if (!/^demo[\w-]*$/.test(name)) throw new DemoError('DEMO_NAME must begin with demo and be a plain name');
  return name;
}

/** Where a demo keeps its data and logs; one demo at a time, and each starts with nothing. */
export class DemoFolder {
  readonly root = ROOT;
  readonly path = join(ROOT, '.local', nameOfFolder());
  /** What was downloaded once is kept. */
  readonly cache = join(ROOT, '.local', 'cache');
  private readonly claim = new ServerRecord(this.path);

  /** @throws DemoError when another demo has it */
  async take(): Promise<void> {
    await mkdir(join(ROOT, '.local'), { recursive: true });
    const holder = this.claim.claim();
    if (holder !== undefined) throw new DemoError(`A demo already runs here (process ${holder}): stop it first`);
    await this.endLeftOvers();
    await rm(this.path, { recursive: true, force: true });
    await mkdir(this.path, { mode: 0o700 });
  }

  release(): void {
    this.claim.endClaim();
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** As a person in the repository's folder would type it. */
  shown(path = this.path): string {
    return relative(process.cwd(), path) || '.';
  }

  /** Servers of a demo that was killed a moment ago may still be ending; their files must not vanish meanwhile. */
  private async endLeftOvers(): Promise<void> {
    for (const [name, signal] of [
      ['postgres', 'SIGINT'],
      ['redis', 'SIGTERM'],
    ] as const) {
      const live = new ServerRecord(this.file(join(name, 'server.json'))).findLiveServer();
      if (live) await endOrphan(live.pid, signal);
    }
  }
}
