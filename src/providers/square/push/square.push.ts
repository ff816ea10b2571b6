import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { CallContext, Connection } from '../../connection.js';
import type {
  AccountFacts,
  BuiltRequest,
  Choice,
  Found,
  KnownObject,
  Lookup,
  PushedItem,
  PushIntent,
  PushOutcome,
  PushPort,
  PushTarget,
  StoredRequest,
  TargetKey,
} from '../../push.port.js';
import { RefusedValues } from '../../kit/push/refused.values.js';
import { accessOf } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import type { SquareSettings } from '../square.config.js';
import { SquareCatalogBuilder } from './square.catalog.push.js';
import { customerFields, type ContactBody } from './square.customer-fields.js';
import { SquareCustomerBuilder } from './square.customer.push.js';
import { SquarePushLookup } from './square.push-lookup.js';
import { SquarePushRequests } from './square.push-requests.js';
import { SQUARE_PUSH_RULES } from './square.push-rules.js';
import { SquarePushSender } from './square.push-sender.js';
import { dashboardUrl } from './square.push-urls.js';
import { planForSquare, squarePushTargets, type SquareTargetName } from './square.push-targets.js';

/**
 * What the platform pushes to Square.
 *
 * | target   | of                              | made and changed by          | found by               | a change                    | once it is over  |
 * |----------|---------------------------------|------------------------------|------------------------|-----------------------------|------------------|
 * | customer | a contact                       | `POST`, `PUT /v2/customers`  | `reference_id`         | what is said, by `version`  | stays            |
 * | catalog  | an event with its ticket types  | batch upsert of one item     | the SKUs of variations | the whole item, by versions | `is_archived`    |
 *
 * An item is archived and not hidden by its locations: these are the merchant's choice, and would have to be restored. It is
 * never deleted, because sales and reports refer to it.
 */
export class SquarePush implements PushPort {
  readonly targets: readonly PushTarget[];
  readonly rules = SQUARE_PUSH_RULES;
  private readonly builders: Readonly<Record<SquareTargetName, Pick<SquareCatalogBuilder, 'build'>>>;
  private readonly refused = new RefusedValues();
  private readonly sender: SquarePushSender;
  private readonly lookup: SquarePushLookup;

  constructor(settings: SquareSettings, calls: ProviderCalls, client: SquareClient) {
    const requests = new SquarePushRequests(settings);
    this.targets = squarePushTargets(settings);
    this.builders = { customer: new SquareCustomerBuilder(requests), catalog: new SquareCatalogBuilder(requests) };
    this.sender = new SquarePushSender(settings, calls, this.refused);
    this.lookup = new SquarePushLookup(client);
  }

  plan(item: PushedItem) {
    return planForSquare(item);
  }

  /** Which fields of a customer Square has refused. */
  async facts(connection: Connection, { target, items: [item] }: PushIntent): Promise<AccountFacts> {
    if (target !== 'customer' || !item) return {};
    const refused = this.refused.among(
      accessOf(connection).account,
      customerFields(item.body as unknown as ContactBody),
    );
    return refused.length > 0 ? { refused } : {};
  }

  build(intent: PushIntent, known: KnownObject | null, key: string): Promise<BuiltRequest> {
    return this.builders[named(intent.target)].build(intent, known, key);
  }

  send(
    connection: Connection,
    target: string,
    request: StoredRequest,
    _key: string,
    { signal }: CallContext,
  ): Promise<PushOutcome> {
    return this.sender.send(accessOf(connection), named(target), request, signal);
  }

  find(
    connection: Connection,
    target: string,
    lookups: readonly Lookup[],
    { signal }: CallContext,
  ): Promise<ReadonlyMap<string, Found>> {
    return this.lookup.find(accessOf(connection), named(target), lookups, signal);
  }

  adoptable(connection: Connection, intent: PushIntent, { signal }: CallContext): Promise<Found> {
    return this.lookup.adoptable(accessOf(connection), named(intent.target), intent, signal);
  }

  async read(
    connection: Connection,
    { target }: TargetKey,
    externalId: string | null,
    { signal }: CallContext,
  ): Promise<KnownObject | null> {
    if (externalId === null) return null;
    return this.lookup.read(accessOf(connection), named(target), externalId, signal);
  }

  /** The object in the merchant's dashboard. */
  urlOf(account: Pick<Connection, 'environment'>, target: string, externalId: string): string {
    return dashboardUrl(account, named(target), externalId);
  }

  async choices(
    connection: Connection,
    rule: string,
    option: string,
    { signal }: CallContext,
  ): Promise<readonly Choice[]> {
    if (option === 'location') return this.lookup.locations(accessOf(connection), signal);
    const described = this.rules.find(({ name }) => name === rule)?.options.find(({ name }) => name === option);
    return (described?.values ?? []).map((id) => ({ id, name: id }));
  }
}

function named(target: string): SquareTargetName {
  if (target === 'customer' || target === 'catalog') return target;
  throw new Error(`Square has no target "${target}"`);
}
