import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import type { StoredError } from '../../work/failure.verdict.js';
import { idsOf, type RunContext } from './run.context.js';
import { StateStore } from './state.store.js';

/** Accounts that were connected together are not tried again together: by up to this part later. */
const SPREAD = 0.1;

/** Streams that the account's plan, key or token does not permit: shown, left alone for a day, and then tried again. */
@Injectable()
export class UnavailableStreams {
  constructor(
    private readonly states: StateStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits' | 'scheduleTimeScale'>,
  ) {}

  add(tx: TenantTransaction, context: RunContext, stream: string, error: StoredError): Promise<void> {
    const { limits, scheduleTimeScale } = this.config;
    const seconds = (limits.STREAM_UNAVAILABLE_SECONDS / scheduleTimeScale) * (1 + Math.random() * SPREAD);
    return this.states.makeUnavailable(tx, idsOf(context), stream, error, seconds);
  }
}
