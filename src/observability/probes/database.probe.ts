import { Injectable } from '@nestjs/common';
import { DatabaseAvailability } from '../../database/availability/database.availability.js';
import type { Answer } from './cached-probe.js';

/** Whether PostgreSQL accepts writes, by the last background write of this process. */
@Injectable()
export class DatabaseProbe {
  constructor(private readonly availability: DatabaseAvailability) {}

  async read(): Promise<Answer<void>> {
    const verdict = await this.availability.read();
    return verdict.up
      ? { up: true, value: undefined, latencyMs: verdict.latencyMs }
      : { up: false, reason: verdict.trouble };
  }
}
