import { Injectable } from '@nestjs/common';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { isName, LONGEST_NAME } from '../../providers/kit/event.fields.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import { UnreadableError } from '../../providers/kit/unreadable.error.js';
import { UNREADABLE_TYPE } from '../../providers/kit/unreadable.event.js';
import type { WebhookEffect } from '../../providers/webhook.port.js';
import { isForeignAccount } from '../parsing/foreign-account.js';
import { DeliveryParser } from '../parsing/delivery.parser.js';
import { BodyRetiredError } from './body-retired.error.js';
import type { ClaimedEvent } from './inbox.table.js';

/** Reads the effects of stored events. */
@Injectable()
export class EffectReader {
  constructor(private readonly parser: DeliveryParser) {}

  /** @throws UnreadableError, BodyRetiredError */
  read(provider: ProviderPort, integration: IntegrationRow, { type, body }: ClaimedEvent): WebhookEffect[] {
    if (body === null) throw new BodyRetiredError();
    const bodies = type === UNREADABLE_TYPE ? this.parseAgain(provider, integration, body) : [body];
    const effects = bodies.flatMap((bytes) => provider.webhook.effects(bytes.toString('utf8')));
    for (const effect of effects) checkName(effect);
    return effects;
  }

  /** Parses an unreadable event again on replay. It fails again, unless a newer version of the service can read it. */
  private parseAgain(provider: ProviderPort, { externalAccountId }: IntegrationRow, body: Buffer): Buffer[] {
    const events = this.parser.parse(provider, { headers: {}, body, notificationUrl: '', own: true });
    const [first] = events;
    if (events.length === 1 && first?.unreadable) throw first.unreadable;
    return events
      .filter(({ account, unreadable }) => !unreadable && !isForeignAccount(provider, account, externalAccountId))
      .map((event) => event.body);
  }
}

/** Checks the length of the id, because the database would refuse the record at every try. */
function checkName(effect: WebhookEffect): void {
  if (!('externalId' in effect) || isName(effect.externalId)) return;
  throw new UnreadableError(
    'malformed_event',
    `The id of the object must be a text of 1 to ${LONGEST_NAME} characters`,
  );
}
