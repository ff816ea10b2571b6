import 'reflect-metadata';
import { provideInfrastructure } from './bootstrap/infrastructure.js';
import { awaitDatabase } from './bootstrap/await-database.js';
import { migrationPool } from './bootstrap/database.pools.js';
import { migrate } from './bootstrap/migrate.js';
import { endWith, readArguments } from './commands/command.line.js';
import { MIGRATE_USAGE } from './commands/usage.js';
import { loadConfig } from './config/config.js';
import { readEnvironment } from './config/environment.file.js';
import { PROVIDER_CONFIGS } from './providers/providers.list.js';

async function main(): Promise<void> {
  readArguments(MIGRATE_USAGE);
  const config = loadConfig(readEnvironment(), PROVIDER_CONFIGS);
  const infrastructure = await provideInfrastructure(config, (line) => console.log(line));
  try {
    await awaitDatabase(infrastructure.config, (line) => console.log(line));
    const ran = await migrate(await migrationPool(infrastructure.config));
    console.log(ran.length > 0 ? `Ran ${ran.join(', ')}` : 'The database is up to date');
  } finally {
    await infrastructure.stop();
  }
}

main().catch(endWith);
