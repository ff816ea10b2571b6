/** Stops the boot. One line that names the variable and never a value. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`Configuration: ${problems.join('; ')}. See .env.example`);
    this.name = 'ConfigError';
  }
}
