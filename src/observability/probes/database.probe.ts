import { Injectable } from '@nestjs/common';
import { DatabaseAvailability } from '../../database/availability/database.availability.js';
import type { Answer } from './cached-probe.js';

/** Whether PostgreSQL takes writes, as the process's background write last found it. */
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
