import type { ControlClient } from '../../demo/clients/control.client.js';
import { versionIn } from './season.js';

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

  /** Keys that came with more than one body. */
  changedBytes(): string[] {
    const bodies = new Map<string, Set<string>>();
    for (const { key, body } of this.writes) {
      if (key !== null) bodies.set(key, (bodies.get(key) ?? new Set()).add(body.base64));
    }
    return [...bodies].filter(([, texts]) => texts.size > 1).map(([key]) => key);
  }

  /** Objects to which an older version was written after a newer one. */
  overwritten(): string[] {
    const seen = new Map<string, number>();
    const found = new Set<string>();
    for (const { object, body } of this.applied) {
      if (object === null) continue;
      const version = versionIn(body.text);
      if (version < (seen.get(object) ?? 0) && version > 0) found.add(object);
      seen.set(object, Math.max(version, seen.get(object) ?? 0));
    }
    return [...found];
  }

  /** The version that was written to each object last. */
  versions(): Map<string, number> {
    const last = new Map<string, number>();
    for (const { object, body } of this.applied) {
      const version = versionIn(body.text);
      if (object !== null && version > 0) last.set(object, version);
    }
    return last;
  }
}
