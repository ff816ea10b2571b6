import { ProviderProtocolError } from '../../provider.errors.js';
import { changeOf } from './mailchimp.dating.js';
import type { MailchimpPlace, PagedObjects } from './mailchimp.pager.js';
import type { MailchimpStream } from './mailchimp.stream.js';

/** Epoch seconds, both included. */
export interface MailchimpWindow {
  /** `null`: from the beginning. */
  from: number | null;
  /** `null`: until now. */
  to: number | null;
}

/** `2026-11-24T06:00:00+00:00`, as Mailchimp writes it itself. */
const isoSeconds = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}+00:00`;

/** The window as options of a list. What it is asked to begin after is not in it. */
export function windowOptions({ window }: MailchimpStream, { from, to }: MailchimpWindow): Record<string, unknown> {
  if (window === null) return {};
  return {
    ...(from !== null && { [window.from]: isoSeconds(Math.max(0, from - 1)) }),
    ...(to !== null && { [window.to]: isoSeconds(window.includesEnd ? to : to + 1) }),
  };
}

/**
 * Where to go on after a page, with the window moved up to the second of its last object: the further the offset, the
 * slower is the answer. What this second has shown already is shown again, since nothing tells the order within it;
 * unless it is most of a page (an import), and the walk would hardly get on.
 * @throws ProviderProtocolError when the page is of another window than it was asked for
 */
export function movedUp(
  stream: MailchimpStream,
  { objects, next }: PagedObjects,
  from: number | null,
): MailchimpPlace | null {
  const seconds = objects.map((object) => changeOf(stream, object) ?? Number.NaN);
  // Whether the ends are part of the window is documented, and not to be relied upon.
  if (from !== null && seconds.some((second) => second < from - 1)) {
    throw new ProviderProtocolError(`Mailchimp answered ${stream.collection} from before they were asked for`);
  }
  if (!next) return null;
  const last = seconds.at(-1) ?? Number.NaN;
  const isInOrder = seconds.every((second, index) => index === 0 || second >= seconds[index - 1]!);
  if (!isInOrder || !(last > (from ?? 0))) return from === null ? next : { ...next, from };
  const shown = seconds.filter((second) => second === last).length;
  const offset = shown * 2 > objects.length ? shown : 0;
  return { from: last, offset, total: next.total - next.offset + shown, last: next.last };
}
