import { isUtf8 } from 'node:buffer';
import { Injectable, Logger } from '@nestjs/common';
import type { ProviderPort } from '../../providers/provider.port.js';
import { UnreadableError } from '../../providers/kit/unreadable.error.js';
import { unreadableEvent } from '../../providers/kit/unreadable.event.js';
import type { InboundEvent, WebhookDelivery } from '../../providers/webhook.port.js';

/**
 * Parses verified deliveries into events. Never throws. A signed delivery that cannot be parsed is stored with the
 * reason, because after a refusal the provider would send it again for days. This includes defects of this service: a
 * provider may hold back later events behind a refused one, or disable an endpoint that keeps failing.
 */
@Injectable()
export class DeliveryParser {
  private readonly logger = new Logger(DeliveryParser.name);

  /**
   * Returns each event once, stripped of what must not be stored. A delivery that cannot be parsed is one event with
   * the whole body.
   */
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

/** Removes copies within a delivery. Otherwise they would be committed one after the other, each in its own batch. */
function onceEach(events: readonly InboundEvent[]): InboundEvent[] {
  const keys = new Set<string>();
  return events.filter(({ dedupeKey }) => !keys.has(dedupeKey) && keys.add(dedupeKey));
}

/** The dedupe key does not change, because it was computed from the original body. */
function strippedOf(event: InboundEvent, { stripped }: ProviderPort): InboundEvent {
  const body = event.unreadable ? stripped.unreadableBody(event.body) : stripped.body(event.body);
  return body === event.body ? event : { ...event, body };
}
