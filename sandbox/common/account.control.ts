import type { AccountCalls, ControlBody } from './control.router.js';
import type { MutationPlan } from './mutation.plan.js';
import { NdjsonLines } from './ndjson.lines.js';
import { streamNamed } from './stream.name.js';

type Change<Account, Stream> = (account: Account, stream: Stream, body: ControlBody) => unknown;

interface AccountControl<Account, Stream> {
  streams: readonly Stream[];
  /** By stream and currency, in minor units, over what is live now. */
  sums(account: Account): Promise<unknown>;
  /** Whatever is live in a stream, newest first; `former`: in the form of its account's API version, if that is old. */
  objects(account: Account, stream: Stream): Iterable<{ id: string; object: unknown; former?: unknown }>;
  mutator: { mutate(account: Account, plan: MutationPlan<Stream>): unknown };
  /** One change by name, answered with the object and the events that it left. */
  changes: Record<'update' | 'create' | 'remove', Change<Account, Stream>>;
}

/** The control calls about one account that are the same for every vendor. */
export function accountCalls<Account extends { counts(): unknown }, Stream extends string>(
  vendor: AccountControl<Account, Stream>,
): AccountCalls<Account> {
  const { changes, mutator } = vendor;
  const named = (name: unknown): Stream => streamNamed(vendor.streams, name);
  return {
    'GET counts': (account) => account.counts(),
    'GET sums': (account) => vendor.sums(account),
    'GET objects': (account, _body, stream) => new NdjsonLines(vendor.objects(account, named(stream))),
    'POST mutate': (account, body) => {
      if (Array.isArray(body.streams)) body.streams.forEach(named);
      return mutator.mutate(account, body);
    },
    'POST update': (account, body) => changes.update(account, named(body.stream), body),
    'POST create': (account, body) => changes.create(account, named(body.stream), body),
    'POST delete': (account, body) => changes.remove(account, named(body.stream), body),
  };
}
