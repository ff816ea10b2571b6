import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { TooManyRequestsError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { principalOf, type AuthRequest } from '../auth.request.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** An idle caller may spend this much of a minute's requests at once. */
const BURST_SHARE = 1 / 6;
const MOST_CALLERS = 10_000;

/** Keeps one caller from taking the process away from all others: a token bucket for each, in each process. */
@Injectable()
export class PaceGuard implements CanActivate {
  private readonly buckets = new Map<string, Bucket>();
  private readonly perMs: number;
  private readonly burst: number;

  constructor(@Inject(CONFIG) config: Config) {
    this.perMs = config.limits.HTTP_REQUESTS_PER_MINUTE / 60_000;
    this.burst = Math.max(1, config.limits.HTTP_REQUESTS_PER_MINUTE * BURST_SHARE);
  }

  canActivate(context: ExecutionContext): boolean {
    const { kind, id, tenantId } = principalOf(context.switchToHttp().getRequest<AuthRequest>());
    const bucket = this.bucket(`${tenantId}:${kind}:${id}`);
    if (bucket.tokens < 1) throw new TooManyRequestsError((1 - bucket.tokens) / this.perMs / 1000);
    bucket.tokens -= 1;
    return true;
  }

  private bucket(caller: string): Bucket {
    const now = performance.now();
    let bucket = this.buckets.get(caller);
    if (!bucket) {
      // Whoever is forgotten here starts with a full bucket: too kind by one burst, and bounded.
      if (this.buckets.size >= MOST_CALLERS) this.buckets.clear();
      this.buckets.set(caller, (bucket = { tokens: this.burst, at: now }));
    }
    bucket.tokens = Math.min(this.burst, bucket.tokens + (now - bucket.at) * this.perMs);
    bucket.at = now;
    return bucket;
  }
}
