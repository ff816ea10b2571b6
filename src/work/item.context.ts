import { LogContext, type LogFields } from '../observability/log/log.context.js';
import type { WorkItem } from './table/work.item.js';
import type { WorkKind } from './work.kind.js';

type Named<Item extends WorkItem> = Pick<WorkKind<Item>, 'logFields'>;

/** Runs `work` with what the log names of this item. */
export function inItem<Item extends WorkItem, T>(kind: Named<Item>, item: Item, work: () => T): T {
  return LogContext.within(kind.logFields?.(item) ?? {}, item, work);
}

/** Runs `work` with what these items have in common: for one item everything, for several perhaps the integration. */
export function inItems<Item extends WorkItem, T>(kind: Named<Item>, items: readonly Item[], work: () => T): T {
  const [first, ...others] = items;
  if (!first) return work();
  const fields: LogFields = { ...kind.logFields?.(first) };
  let origin: Pick<WorkItem, 'requestId' | 'traceContext'> = first;
  for (const item of others) {
    const itsFields = kind.logFields?.(item) ?? {};
    for (const name of Object.keys(fields) as (keyof LogFields)[]) {
      if (fields[name] !== itsFields[name]) delete fields[name];
    }
    if (item.requestId !== origin.requestId) origin = {};
  }
  return LogContext.within(fields, origin, work);
}
