import { isUtf8 } from 'node:buffer';
import { Injectable, Logger } from '@nestjs/common';
import type { ProviderPort } from '../../providers/provider.port.js';
import { UnreadableError } from '../../providers/kit/unreadable.error.js';
import { unreadableEvent } from '../../providers/kit/unreadable.event.js';
import type { InboundEvent, WebhookDelivery } from '../../providers/webhook.port.js';

/**
 * Verified deliveries as events. Never throws: a signed delivery that cannot be understood is kept with the
 * reason, because a refusal would only have it sent again for days. A defect of ours is no exception: providers hold
 * later events back behind a refused one, or switch an endpoint off that keeps failing.
 */
@Injectable()
export class DeliveryParser {
  private readonly logger = new Logger(DeliveryParser.name);

  /** Each event once, without what must not be stored. What cannot be understood as a whole is one event, of all of the bytes. */
  parse(provider: ProviderPort, delivery: WebhookDelivery): InboundEvent[] {
    const events = this.read(provider, delivery);
    for (const { unreadable } of events) if (unreadable?.code === 'internal_error') this.report(provider, unreadable);
    return events.map((event) => strippedOf(event, provider));
  }

  private read(provider: ProviderPort, delivery: WebhookDelivery): InboundEvent[] {
    try {
      if (!isUtf8(delivery.body)) throw new UnreadableError('invalid_utf8', 'The body is not valid UTF-8');
      const events = provider.webhook.parse(delivery);
      const [first] = events;
      if (first?.unreadable && events.every(({ unreadable }) => unreadable)) throw first.unreadable;
      return events.length > 1 ? onceEach(events) : events;
    } catch (error) {
      return [unreadableEvent(delivery.body, UnreadableError.from(error))];
    }
  }

  private report(provider: ProviderPort, { cause }: UnreadableError): void {
    const text = (cause instanceof Error && cause.stack) || String(cause);
    this.logger.error(
      `A delivery of ${provider.describe().name} could not be read: ${provider.stripped.message(text)}`,
    );
  }
}

/** Copies within a delivery would be committed one after the other, each in its own batch. */
function onceEach(events: readonly InboundEvent[]): InboundEvent[] {
  const keys = new Set<string>();
  return events.filter(({ dedupeKey }) => !keys.has(dedupeKey) && keys.add(dedupeKey));
}

/** Its name was taken from the body as it came, and stays. */
function strippedOf(event: InboundEvent, { stripped }: ProviderPort): InboundEvent {
  const body = event.unreadable ? stripped.unreadableBody(event.body) : stripped.body(event.body);
  return body === event.body ? event : { ...event, body };
}
