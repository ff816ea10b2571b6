import { Injectable, Logger } from '@nestjs/common';
import type { IntegrationRow } from './integration.row.js';
import type { OpenConnection } from './connection.loader.js';

export interface ConnectionListener {
  /** The account was connected, or connected again. */
  connected(integration: IntegrationRow): Promise<void>;
  /** The connection is about to end; `open` it to say goodbye to the provider. */
  disconnecting?(integration: IntegrationRow, open: () => Promise<OpenConnection>): Promise<void>;
}

/**
 * Who has something to set up at a provider for a connection, and to take down again. Best effort: what fails is
 * logged, and neither keeps an account from being connected nor from leaving.
 */
@Injectable()
export class ConnectionListeners {
  private readonly logger = new Logger(ConnectionListeners.name);
  private readonly listeners: ConnectionListener[] = [];

  add(listener: ConnectionListener): void {
    this.listeners.push(listener);
  }

  connected(integration: IntegrationRow): Promise<void> {
    return this.tell('connected', integration, (listener) => listener.connected(integration));
  }

  disconnecting(integration: IntegrationRow, open: () => Promise<OpenConnection>): Promise<void> {
    return this.tell('disconnecting', integration, (listener) => listener.disconnecting?.(integration, open));
  }

  private async tell(
    what: keyof ConnectionListener,
    { provider, id }: IntegrationRow,
    call: (listener: ConnectionListener) => Promise<void> | undefined,
  ): Promise<void> {
    for (const listener of this.listeners) {
      try {
        await call(listener);
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        this.logger.warn(`${provider} integration ${id}, ${what}: ${reason}`);
      }
    }
  }
}
