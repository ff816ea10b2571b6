/** No Redis could be found, downloaded or installed; the message says in one sentence what to type. */
export class RedisUnavailableError extends Error {
  override readonly name = 'RedisUnavailableError';

  constructor(
    installCommand: string,
    /** What was tried, and how each attempt ended. */
    readonly attempts: string[],
  ) {
    super(
      `No Redis server was found and none could be downloaded, so type "${installCommand}" and start again, or type "docker compose up -d" to run everything in containers.`,
      { cause: attempts.join('\n') },
    );
  }
}
