import type { ControlClient } from '../clients/control.client.js';
import type { SeasonEntity } from './season.item.js';
import { versionIn } from './season.js';

/** What writes were sent for. */
interface Target {
  entity: SeasonEntity;
  /** Of all requests that were made for it. */
  keys: readonly string[];
  subject: string;
  externalId: string | null;
}

/** A write as a sandbox has logged it. */
export interface LoggedWrite {
  at: number;
  method: string;
  path: string;
  key: string | null;
  body: { base64: string; text: string };
  status: number;
  applied: boolean;
  replayed: boolean;
  object: string | null;
  objects: string[];
  references: string[];
}

const TOO_MANY_REQUESTS = 429;

/** What was really done at an account, by its own log. */
export class WriteLedger {
  private constructor(readonly writes: readonly LoggedWrite[]) {}

  static async of(control: ControlClient, account: string): Promise<WriteLedger> {
    const { writes, dropped } = await control.call<{ writes: LoggedWrite[]; dropped: number }>(
      'GET',
      `/accounts/${account}/writes`,
    );
    if (dropped > 0) throw new Error(`${dropped} writes are missing in the log of ${account}`);
    return new WriteLedger(writes);
  }

  /** Writes that had an effect, in the order of their effects. */
  get applied(): LoggedWrite[] {
    return this.writes.filter(({ applied, replayed }) => applied && !replayed);
  }

  /** The objects that each of our references was given to. There is one object for each, unless something was doubled. */
  objectsByReference(): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>();
    for (const { references, object } of this.applied) {
      const [reference] = references;
      if (reference === undefined || object === null) continue;
      found.set(reference, (found.get(reference) ?? new Set()).add(object));
    }
    return found;
  }

  /** References of which there is more than one object. */
  doubled(): string[] {
    return [...this.objectsByReference()].filter(([, objects]) => objects.size > 1).map(([reference]) => reference);
  }

  /** Keys that came with more than one body. A request that was refused for its rate has used no key. */
  changedBytes(): string[] {
    const bodies = new Map<string, Set<string>>();
    for (const { key, body, status } of this.writes) {
      if (key !== null && status !== TOO_MANY_REQUESTS)
        bodies.set(key, (bodies.get(key) ?? new Set()).add(body.base64));
    }
    return [...bodies].filter(([, texts]) => texts.size > 1).map(([key]) => key);
  }

  /** The versions that were written for a target, in the order of their effects. */
  versionsOf(target: Target): number[] {
    return this.applied
      .filter((write) => isFor(write, target))
      .map(({ body }) => versionIn(body.text, target.entity))
      .filter((version) => version > 0);
  }
}

/** A request without a key names the object in its path. */
function isFor({ key, path }: LoggedWrite, { keys, subject, externalId }: Target): boolean {
  if (key !== null) return keys.includes(key);
  return path.split('/').some((part) => part === subject || part === externalId);
}
