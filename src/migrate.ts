import 'reflect-metadata';
import { provideInfrastructure } from './bootstrap/infrastructure.js';
import { migrate, poolOptions } from './bootstrap/migrate.js';
import { endWith, readArguments } from './commands/command.line.js';
import { MIGRATE_USAGE } from './commands/usage.js';
import { loadConfig } from './config/config.js';
import { readEnvironment } from './config/environment.file.js';

async function main(): Promise<void> {
  readArguments(MIGRATE_USAGE);
  const infrastructure = await provideInfrastructure(loadConfig(readEnvironment()), (line) => console.log(line));
  try {
    const ran = await migrate(await poolOptions(infrastructure.config));
    console.log(ran.length > 0 ? `Ran ${ran.join(', ')}` : 'The database is up to date');
  } finally {
    await infrastructure.stop();
  }
}

main().catch(endWith);
