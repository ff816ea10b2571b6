import { describe, expect, it } from '@jest/globals';
import type { Connection } from '../../../src/providers/connection.js';
import type { Json, ProviderPort, PullRequest } from '../../../src/providers/provider.port.js';
import { planRun } from '../../../src/sync/engine/run.planner.js';
import type { Difference } from '../../support/record.comparison.js';
import { RecordBook } from '../record.book.js';
import type { Stage } from '../stage.js';
import type { VendorAccount } from '../subject.js';
import { recordsOf, walk } from '../walk.js';

interface StreamState {
  stream: string;
  watermark: number;
  memory: Json;
}

export function describeChanges(stage: Stage): void {
  describe('follows an account', () => {
    it('through changes, deletions and creations, to exactly what it is now', async () => {
      const account = await stage.stand.account(5);
      const follower = new Follower(stage, account);
      await follower.run('full');
      expect(await follower.differences()).toEqual({});
      for (const round of [1, 2, 3]) {
        await stage.stand.control.call('POST', '/clock', { offsetSeconds: round * 900 });
        const before = await follower.snapshot();
        const plan = { updates: 40, deletes: 10, creates: 10, seed: round, sameSecond: round === 2 };
        await stage.stand.control.mutate(account.id, plan);
        const after = await follower.snapshot();
        expect([...after].filter(([name, text]) => before.get(name) !== text).length).toBeGreaterThan(15);
        expect([...before.keys()].filter((name) => !after.has(name)).length).toBeGreaterThan(0);
        await follower.run('incremental');
        // What is gone in silence is found by counting, and by nothing else.
        const unlike = Object.keys(await follower.differences());
        expect(unlike.filter((stream) => !follower.toRecount().includes(stream))).toEqual([]);
        await follower.recount();
        expect(await follower.differences()).toEqual({});
      }
    });

    it('that rests, without news of it', async () => {
      const follower = new Follower(stage, await stage.stand.account(6));
      await follower.run('full');
      await follower.run('incremental');
      expect(follower.toRecount()).toEqual([]);
      expect(await follower.differences()).toEqual({});
    });

    it('on from any page of its changes, in another process', async () => {
      const account = await stage.stand.account(7);
      const follower = new Follower(stage, account);
      follower.patience = 1;
      await follower.run('full');
      expect(await follower.differences()).toEqual({});
      await stage.stand.control.call('POST', '/clock', { offsetSeconds: 4_000 });
      await stage.stand.control.mutate(account.id, { updates: 60, deletes: 10, creates: 10, seed: 9 });
      await follower.run('incremental');
      await follower.recount();
      // Counting what is gone in silence may take a walk that nothing interrupts.
      const unlike = Object.values(await follower.differences());
      expect(unlike.flatMap(({ missing, different }) => [...missing, ...different])).toEqual([]);
      follower.patience = Infinity;
      await follower.run('incremental');
      await follower.recount();
      expect(await follower.differences()).toEqual({});
    });
  });
}

/** Runs as the engine does (src/sync/engine), with its records and watermarks in memory. */
class Follower {
  private readonly book = new RecordBook();
  private states = new Map<string, StreamState>();
  private totals: Record<string, number> = {};
  private readonly connection: Connection;
  private readonly port: ProviderPort;
  /** After so many pages each walk is given up, and gone on with by a provider that knows nothing of it. */
  patience = Infinity;

  constructor(
    private readonly stage: Stage,
    private readonly account: VendorAccount,
  ) {
    this.connection = stage.stand.connection(account);
    this.port = stage.port();
  }

  async run(mode: 'full' | 'incremental'): Promise<void> {
    this.totals = {};
    const description = this.port.describe();
    const populated = new Set(description.streams.map(({ name }) => name));
    const now = await this.stage.stand.now();
    // Only what the changes show is tried here, so no stream is due to be listed for what they do not show.
    const states = [...this.states.values()].map((state) => ({
      ...state,
      coveredTo: state.watermark,
      listedAt: now,
      unavailableUntil: null,
    }));
    const paced = { now, spreadBy: this.account.id, timeScale: 1 };
    for (const { request } of planRun({ description, syncType: 'all', mode, states, populated, ...paced })) {
      await this.follow(request);
    }
  }

  /** Streams of which the vendor counts another number than there are here. */
  toRecount(): string[] {
    return Object.keys(this.totals).filter((stream) => this.totals[stream] !== this.book.live(stream).length);
  }

  async recount(): Promise<void> {
    for (const stream of this.toRecount()) await this.follow({ kind: 'list', stream });
  }

  async differences(): Promise<Record<string, Difference>> {
    const found: Record<string, Difference> = {};
    for (const stream of this.stage.streams()) {
      const difference = this.book.differences(stream, await this.stage.stand.objects(this.account, stream));
      if (difference) found[stream] = difference;
    }
    return found;
  }

  /** What the vendor has now: JSON by stream and id. */
  async snapshot(): Promise<Map<string, string>> {
    const all = new Map<string, string>();
    for (const stream of this.stage.streams()) {
      const objects = await this.stage.stand.objects(this.account, stream);
      for (const [id, object] of objects) all.set(`${stream}/${id}`, JSON.stringify(object));
    }
    return all;
  }

  private async follow(request: PullRequest): Promise<void> {
    const seen = new Set<string>();
    const state: Partial<StreamState> = {};
    let port = this.port;
    for (let cursor: Json = null, over = false; !over;) {
      const pages = await walk(port, this.connection, request, { cursor, pages: this.patience });
      for (const page of pages) {
        const records = recordsOf(page);
        for (const { type, id } of records) seen.add(`${type}/${id}`);
        for (const tie of this.book.write(records)) await this.refresh(tie);
        state.watermark ??= page.watermark;
        if (page.memory !== undefined) state.memory = page.memory;
        Object.assign(this.totals, page.totals);
      }
      cursor = pages.at(-1)?.cursor ?? null;
      over = cursor === null;
      if (!over) port = this.stage.port();
    }
    this.settle(request, state);
    if (request.kind === 'list') await this.sweep(request.stream, seen);
  }

  private settle(request: PullRequest, { watermark, memory = null }: Partial<StreamState>): void {
    if (watermark === undefined) throw new Error(`${JSON.stringify(request)}: no watermark`);
    for (const stream of request.kind === 'list' ? [request.stream] : request.streams) {
      const known = this.states.get(stream);
      this.states.set(stream, {
        stream,
        watermark: Math.max(watermark, known?.watermark ?? 0),
        memory: { ...(known?.memory as object), ...(memory as object) },
      });
    }
  }

  /** What a whole list does not show is asked for before it counts as deleted. */
  private async sweep(type: string, seen: ReadonlySet<string>): Promise<void> {
    for (const id of this.book.live(type)) if (!seen.has(`${type}/${id}`)) await this.refresh({ type, id });
  }

  private async refresh({ type, id }: { type: string; id: string }): Promise<void> {
    const read = await this.port.fetchOne(this.connection, type, id, { signal: new AbortController().signal });
    if (read) this.book.writeRead({ type, id }, read);
  }
}
