import type { RunGaps } from '../engine/sync.engine.js';
import type { LeftOutObject, RunError } from '../runs/run.row.js';

const REASONS: Readonly<Record<LeftOutObject['reason'], string>> = {
  no_key: 'an object without a key',
  too_large: 'too large',
  unreadable: 'cannot be read',
};

/** What a run reports of what it could not bring; `null`: it brought everything. */
export function runErrorOf({ failed, leftOut }: RunGaps): RunError | null {
  const { count, named } = leftOut;
  const objects = count === 0 ? null : { leftOut: [...named] };
  if (failed.length > 0) {
    const list = failed.map(({ stream, message }) => `${stream}: ${message}`).join('; ');
    const more = objects ? `. ${countOf(count)}: ${namesOf(count, named)}` : '';
    const message = `The other streams are up to date. ${list}${more}`;
    return { code: 'streams_failed', message, streams: [...failed], ...objects };
  }
  if (!objects) return null;
  const message = `${countOf(count)}, everything else is stored: ${namesOf(count, named)}`;
  return { code: 'records_left_out', message, ...objects };
}

function countOf(count: number): string {
  return count === 1 ? '1 object was left out' : `${count} objects were left out`;
}

function namesOf(count: number, named: readonly LeftOutObject[]): string {
  const names = named.map(
    ({ stream, externalId, reason }) => `${[stream, externalId].filter(Boolean).join(' ')} (${REASONS[reason]})`,
  );
  const others = count - named.length;
  return [...names, ...(others > 0 ? [`and ${others} more`] : [])].join(', ');
}
