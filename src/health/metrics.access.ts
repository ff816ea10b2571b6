import { Inject, Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../common/http.errors.js';
import { safeEqual } from '../common/safe-equal.js';
import { CONFIG, type Config } from '../config/config.js';

const BEARER = /^Bearer +([^\s,]+)$/i;

/** Metrics are public if no token is configured. Then the network must restrict access. */
@Injectable()
export class MetricsAccess {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'metricsToken'>) {}

  /** @throws UnauthenticatedError when a token is configured and `authorization` does not contain it */
  check(authorization: string | undefined): void {
    const { metricsToken } = this.config;
    if (!metricsToken) return;
    const given = BEARER.exec(authorization ?? '')?.[1];
    if (given === undefined || !safeEqual(given, metricsToken)) {
      throw new UnauthenticatedError('The metrics token is required');
    }
  }
}
