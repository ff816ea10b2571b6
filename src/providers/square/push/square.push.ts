import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { Connection } from '../../connection.js';
import { PushAdapter } from '../../kit/push/push.adapter.js';
import { accessOf, type SquareAccess } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import type { SquareSettings } from '../square.config.js';
import { SquareCatalogBuilder } from './square.catalog.push.js';
import { SquareCustomerBuilder } from './square.customer.push.js';
import { SquarePushLookup } from './square.push-lookup.js';
import { SquarePushRequests } from './square.push-requests.js';
import { SQUARE_PUSH_RULES } from './square.push-rules.js';
import { SquarePushSender } from './square.push-sender.js';
import { planForSquare, squarePushTargets, type SquareTargetName } from './square.push-targets.js';
import { dashboardUrl } from './square.push-urls.js';

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
export class SquarePush extends PushAdapter<SquareAccess, SquareTargetName> {
  readonly plan = planForSquare;

  constructor(settings: SquareSettings, calls: ProviderCalls, client: SquareClient) {
    const requests = new SquarePushRequests(settings);
    const customers = new SquareCustomerBuilder(requests);
    const catalog = new SquareCatalogBuilder(requests);
    const lookup = new SquarePushLookup(client);
    super({
      targets: squarePushTargets(settings),
      rules: SQUARE_PUSH_RULES,
      accessOf,
      builders: {
        customer: (...args) => customers.build(...args),
        catalog: (...args) => catalog.build(...args),
      },
      lookup,
      sender: new SquarePushSender(settings, calls),
      choices: (access, _rule, option, signal) => (option === 'location' ? lookup.locations(access, signal) : null),
    });
  }

  /** The object in the merchant's dashboard. */
  urlOf(account: Pick<Connection, 'environment'>, target: string, externalId: string): string | null {
    return dashboardUrl(account, target, externalId);
  }
}
