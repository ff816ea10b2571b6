/** Stops the boot. The message is one line that names the variable and never its value. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`Configuration: ${problems.join('; ')}. See .env.example`);
    this.name = 'ConfigError';
  }
}
