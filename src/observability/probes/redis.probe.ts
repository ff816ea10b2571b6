import { Injectable } from '@nestjs/common';
import { Dispatcher } from '../../queues/dispatcher.js';
import { CachedProbe } from './cached-probe.js';

/** Whether Redis answers, over the connection that the queues send their commands by. */
@Injectable()
export class RedisProbe extends CachedProbe<void> {
  constructor(dispatcher: Dispatcher) {
    super(async () => {
      if (!dispatcher.available()) throw new Error('Redis is not connected');
      await dispatcher.queue('critical').client.ping();
    });
  }
}
