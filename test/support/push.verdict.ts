import type { StreamResult } from '../../demo/report/demo.result.js';
import type { Season } from '../../demo/season/season.js';
import type { PushAccount } from './push.accounts.js';
import type { TargetRow } from './push.totals.js';

/** What is wrong at an account, by its own log of writes. */
export interface PushVerdict {
  provider: string;
  /** References of which there is more than one object. */
  doubled: string[];
  /** Keys that came with several bodies. */
  changedBytes: string[];
  /** Targets to which an older version was written after a newer one. */
  overwritten: string[];
  /** Targets whose last written version is not the last one that was pushed. */
  behind: string[];
  /** Kinds of objects that are not what was pushed: one for each item, with its content and its money. */
  unlike: Record<string, StreamResult>;
  /** Targets of which a version was seen: with none, the other lists would say nothing. */
  compared: number;
}

/** Nothing is wrong. */
export const FLAWLESS = { doubled: [], changedBytes: [], overwritten: [], behind: [], unlike: {} };

/** Compares what an account has done with what was pushed. */
export async function verdictOf(
  account: PushAccount,
  targets: readonly TargetRow[],
  season: Season,
): Promise<PushVerdict> {
  const ledger = await account.ledger();
  const applied = targets.filter(({ provider, status }) => provider === account.provider && status === 'applied');
  const written = applied.map((target) => ({ target, versions: ledger.versionsOf(target) }));
  const seen = written.filter(({ versions }) => versions.length > 0);
  return {
    provider: account.provider,
    doubled: ledger.doubled(),
    changedBytes: ledger.changedBytes(),
    overwritten: seen.filter(({ versions }) => !isRising(versions)).map(({ target }) => nameOf(target)),
    behind: seen
      .filter(({ target, versions }) => versions.at(-1) !== season.last.get(`${target.entity} ${target.platformId}`))
      .map(({ target, versions }) => `${nameOf(target)} (${target.link}): ${versions.join(', ')}`),
    unlike: await account.unlike(season),
    compared: seen.length,
  };
}

const isRising = (versions: readonly number[]): boolean =>
  versions.every((version, n) => n === 0 || version >= versions[n - 1]!);

const nameOf = ({ target, entity, platformId }: TargetRow): string => `${target} of ${entity} ${platformId}`;
