import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequestsError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { principalOf, type AuthRequest } from '../auth.request.js';

/** The allowance of a minute is split into windows of this length, so that one caller's burst is short. */
const WINDOW_SECONDS = 10;

/**
 * Prevents one caller, or all callers of one tenant, from overloading the process. Each process counts for itself: a
 * caller cannot choose the process, and no request waits for Redis.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly tenants: RateLimiterMemory;
  private readonly callers: RateLimiterMemory;

  constructor(@Inject(CONFIG) { limits }: Pick<Config, 'limits'>) {
    this.tenants = perMinute(limits.HTTP_TENANT_REQUESTS_PER_MINUTE);
    this.callers = perMinute(limits.HTTP_REQUESTS_PER_MINUTE);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { kind, id, tenantId } = principalOf(context.switchToHttp().getRequest<AuthRequest>());
    await take(this.callers, `${tenantId}:${kind}:${id}`, 'Too many requests of this caller; slow down');
    await take(this.tenants, tenantId, 'Too many requests of this tenant; slow down');
    return true;
  }
}

function perMinute(requests: number): RateLimiterMemory {
  const points = Math.max(1, Math.round((requests * WINDOW_SECONDS) / 60));
  return new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
}

async function take(limiter: RateLimiterMemory, key: string, detail: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (reason) {
    throw reason instanceof RateLimiterRes ? new TooManyRequestsError(reason.msBeforeNext / 1000, detail) : reason;
  }
}
