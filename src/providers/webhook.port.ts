import type { CallContext, Connection } from './connection.js';
import type { UnreadableError } from './kit/unreadable.error.js';

/** A delivery as it came over the wire; header names in lower case. */
export interface WebhookDelivery {
  /** By lower-case name; a list where one was sent more than once. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** The URL the provider was told, not the one the proxy made of it. */
  notificationUrl: string;
  /** Came in by the unguessable path of a tenant's own endpoint, rather than by the platform's. */
  own: boolean;
}

/** What is known of a delivery before its body is read. */
export type AnnouncedDelivery = Omit<WebhookDelivery, 'body'>;

/** One event of a delivery, as far as the inbox must know it to store and route it. */
export interface InboundEvent {
  /** Unique per endpoint for as long as the provider may retry. */
  dedupeKey: string;
  eventId: string | null;
  type: string;
  /** The provider's account it concerns; `null`: the platform's own. */
  account: string | null;
  livemode: boolean | null;
  /** Kept for processing and replay: the delivery's bytes, or JSON of this event's part of them. */
  body: Buffer;
  /** Why it cannot be understood. It is kept as dead, concerns no account, and its bytes are its name. */
  unreadable?: UnreadableError;
}

/** What an event asks for, decided from its stored body alone. */
export type WebhookEffect =
  /** The whole object as of `seconds`: written if strictly newer, read again on a tie. */
  | {
      kind: 'snapshot';
      type: string;
      externalId: string;
      seconds: number;
      /** As {@link RecordBatch.sequences}. */
      sequence?: number;
      deleted: boolean;
      json: string;
    }
  /** Only a name: read the object. Several within a moment are one read. */
  | { kind: 'pointer'; type: string; externalId: string }
  /** The account has left, in this second (`null`: not said): nothing more will come, and credentials are void. */
  | { kind: 'disconnect'; seconds: number | null; reason: string }
  /** The account's owner has withdrawn the consent, in this second: until they give it again. */
  | { kind: 'reauthorise'; seconds: number | null; reason: string };

export interface WebhookPort {
  /**
   * Whether the headers could be those of a signed delivery: a signature that is there once, well-formed and recent, or
   * none where none is needed. Asked before the body is read, so that a stranger cannot make us read one.
   * @param now epoch milliseconds
   */
  isPlausible(delivery: AnnouncedDelivery, now: number): boolean;
  /**
   * Whether one of `secrets` signed the raw bytes. Never throws: a malformed, missing or doubled header is `false`.
   * Without secrets nothing is signed, and only where the provider signs nothing may an own endpoint's path suffice.
   * @param now epoch milliseconds
   */
  verify(delivery: WebhookDelivery, secrets: readonly string[], now: number): boolean;
  /**
   * The events of a verified delivery. Of several, each is read by itself: see `readParts`.
   * @throws UnreadableError when the bytes as a whole are not what the provider documents
   */
  parse(delivery: WebhookDelivery): InboundEvent[];
  /**
   * Empty when the event concerns nothing that is kept; unknown types too.
   * @throws UnreadableError when the body is not what the provider documents
   */
  effects(body: string): WebhookEffect[];
}

/** The platform's own webhook, as this installation is set up for it. */
export interface PlatformWebhook {
  /** The secrets that may have signed this delivery: some providers have several products, each with its own. */
  secrets(delivery: AnnouncedDelivery): readonly string[];
  /** Awaited before {@link secrets}, where those must be asked for first. Never fails. */
  prepare?(): Promise<void>;
  /** Where it differs from what PUBLIC_URL makes of the path. */
  notificationUrl?: string;
}

export interface WebhookRegistration {
  /** Names at the provider, to remove it by. */
  externalIds: string[];
  /** What its deliveries are signed with: any of them. */
  secrets: string[];
}

/** Creates an account's webhook at its provider, so no one has to copy URLs and secrets. */
export interface WebhookRegistrarPort {
  /**
   * Makes the provider deliver the account's events to `url`.
   * @returns `null` when there is nothing to set up, because the platform's webhook covers this account
   * @throws ProviderError
   */
  register(connection: Connection, url: string, context: CallContext): Promise<WebhookRegistration | null>;
  /**
   * Makes webhooks that were registered before deliver what they would if they were registered now, and the platform's
   * webhook, if it covers this account. What is gone is left out. Absent: what is registered never changes.
   * @throws ProviderError
   */
  update?(connection: Connection, externalIds: readonly string[], context: CallContext): Promise<void>;
  /** What is gone already counts as removed. @throws ProviderError */
  unregister(connection: Connection, externalIds: readonly string[], context: CallContext): Promise<void>;
}
