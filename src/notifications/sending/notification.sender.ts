import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { Receiver } from '../receivers/receiver.js';
import { NotificationError } from './notification.error.js';
import { isPublicAddress } from './public.address.js';
import { literalAddress, PrivateAddressError, publicLookup } from './receiver.address.js';
import { standardHeaders } from '../receivers/standard.signature.js';

export interface Message {
  /** The same over all repetitions. */
  id: string;
  body: string;
}

/**
 * Sends one notification once. Redirects are not followed, and of the answer only the status is used.
 * @throws NotificationError
 */
@Injectable()
export class NotificationSender {
  constructor(
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @returns the status of the answer, a 2xx */
  async send(receiver: Receiver, message: Message, signal: AbortSignal): Promise<number> {
    const status = await this.post(receiver, message, signal);
    if (status >= 200 && status < 300) return status;
    if (status === 410) {
      throw new NotificationError('endpoint_gone', 'The receiver answered 410', status, { retryable: false });
    }
    throw new NotificationError('receiver_refused', `The receiver answered ${status}`, status);
  }

  private async post(receiver: Receiver, message: Message, signal: AbortSignal): Promise<number> {
    const late = AbortSignal.timeout(this.config.limits.NOTIFICATION_TIMEOUT_MS);
    try {
      return await this.exchange(receiver, message, AbortSignal.any([signal, late]));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PrivateAddressError) throw new NotificationError(error.code, error.message);
      const reason = late.aborted ? 'did not answer in time' : `could not be reached (${codeOf(error)})`;
      throw new NotificationError('receiver_unreachable', `The receiver ${reason}`);
    }
  }

  private exchange({ url, secrets, isTrusted }: Receiver, { id, body }: Message, signal: AbortSignal): Promise<number> {
    const target = new URL(url);
    const isGuarded = !isTrusted && !this.config.notifications.allowsPrivate;
    const literal = literalAddress(target);
    if (isGuarded && literal && !isPublicAddress(literal)) return Promise.reject(new PrivateAddressError());
    const headers = {
      ...standardHeaders(id, body, secrets, Math.floor(this.clock.now() / 1000)),
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'integration-service-notifications',
    };
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    // A new connection each time: a kept one would go to the address that the name resolved to before.
    const options = {
      method: 'POST',
      agent: false as const,
      signal,
      headers,
      ...(isGuarded && { lookup: publicLookup }),
    };
    return answerOf(request(target, options), body);
  }
}

/** The connection ends with the status: a receiver that goes on writing is not listened to. */
function answerOf(request: ClientRequest, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request.on('response', (response: IncomingMessage) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.on('error', reject);
    request.end(body);
  });
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? 'no connection');
}
