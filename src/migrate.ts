import 'reflect-metadata';
import { provideInfrastructure } from './bootstrap/infrastructure.js';
import { migrationPool } from './bootstrap/database.pools.js';
import { migrate } from './bootstrap/migrate.js';
import { loadConfig } from './config/config.js';

async function main(): Promise<void> {
  const infrastructure = await provideInfrastructure(loadConfig(), (line) => console.log(line));
  try {
    const ran = await migrate(await migrationPool(infrastructure.config));
    console.log(ran.length > 0 ? `Ran ${ran.join(', ')}` : 'The database is up to date');
  } finally {
    await infrastructure.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
