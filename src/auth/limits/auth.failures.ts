import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { RefusedLogins } from '../../audit/refused.logins.js';
import { AppError } from '../../common/app.error.js';
import { TooManyRequestsError } from '../../common/http.errors.js';
import type { FailureJudge } from '../../common/problem.filter.js';
import { CONFIG, type Config } from '../../config/config.js';
import { redisClient } from '../../redis/redis.clients.js';
import { clientKey } from './client-address.js';

/** A third of a minute, so at most a third of the allowance of a minute can be used at once. */
const WINDOW_SECONDS = 20;

/** After Redis failed, it is not called for this time. So one request may wait for it, and the next ones do not. */
const AWAY_MS = 2_000;

const DETAIL = 'Too many requests with missing or wrong credentials came from this address';

/** Receives every failed authentication, including those that are answered with 429. Must return quickly. */
export interface RefusalListener {
  refused(address: string, reason: string): void;
}

/**
 * Counts failed authentications by client address: in Redis for all processes, or in memory while Redis is away. A
 * successful request is neither counted nor refused: a caller with valid credentials may share its address with an
 * attacker.
 */
@Injectable()
export class AuthFailures implements FailureJudge, OnModuleDestroy {
  private readonly local: RateLimiterMemory;
  private shared?: RateLimiterRedis;
  private redis?: Redis;
  private awayUntil = -Infinity;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(RefusedLogins) private readonly refusals: RefusalListener,
  ) {
    this.local = new RateLimiterMemory(this.allowance());
  }

  /** From now on, counts together with all other processes that serve the API. */
  share(): void {
    const { redis } = this.config;
    if (!redis) return;
    this.redis = redisClient(this.config);
    // The queues already log a lost connection. Without a listener, the event would end the process.
    this.redis.on('error', () => undefined);
    const allowance = this.allowance();
    this.shared = new RateLimiterRedis({
      ...allowance,
      storeClient: this.redis,
      keyPrefix: `${redis.prefix}:auth-failures`,
      rejectIfRedisNotReady: true,
      // A client that is over its limit causes no further calls to Redis until its window ends.
      inMemoryBlockOnConsumed: allowance.points + 1,
    });
  }

  onModuleDestroy(): void {
    this.redis?.disconnect();
  }

  /** Returns the error to answer with: the given one, or 429 when the client is over its limit. */
  async judge(error: unknown, request: FastifyRequest): Promise<unknown> {
    if (!(error instanceof AppError) || !error.isAuthFailure) return error;
    this.refusals.refused(clientKey(request.ip), error.code);
    return (await this.count(request.ip)) ?? error;
  }

  /**
   * Call it before credentials are looked up in the database.
   * @throws TooManyRequestsError when the client is over its limit
   */
  async requireAllowance(request: FastifyRequest): Promise<void> {
    const key = clientKey(request.ip);
    const used = await this.ask((limiter) => limiter.get(key)).catch(() => null);
    if (used && used.consumedPoints > this.allowance().points) throw refusal(used);
  }

  private async count(address: string): Promise<TooManyRequestsError | null> {
    try {
      await this.ask((limiter) => limiter.consume(clientKey(address)));
      return null;
    } catch (reason) {
      return reason instanceof RateLimiterRes ? refusal(reason) : null;
    }
  }

  /** Uses Redis, or the memory of this process while Redis is away or refuses the call. */
  private async ask<T>(question: (limiter: RateLimiterMemory | RateLimiterRedis) => Promise<T>): Promise<T> {
    if (!this.shared || performance.now() < this.awayUntil) return question(this.local);
    try {
      return await question(this.shared);
    } catch (reason) {
      if (reason instanceof RateLimiterRes) throw reason;
      this.awayUntil = performance.now() + AWAY_MS;
      return question(this.local);
    }
  }

  private allowance(): { points: number; duration: number } {
    const points = Math.ceil((this.config.limits.AUTH_FAILURES_PER_MINUTE * WINDOW_SECONDS) / 60);
    return { points, duration: WINDOW_SECONDS };
  }
}

function refusal({ msBeforeNext }: RateLimiterRes): TooManyRequestsError {
  return new TooManyRequestsError(msBeforeNext / 1000, DETAIL);
}
