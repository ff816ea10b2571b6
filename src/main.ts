// First, so that it holds for every line.
import './observability/log/standard.output.js';
import { keepYoungGenerationSmall } from './bootstrap/heap.js';
import { endWith, readArguments } from './commands/command.line.js';
import { SERVICE_USAGE } from './commands/usage.js';
import { readEnvironment } from './config/environment.file.js';
import { servesApi } from './config/start.roles.js';

try {
  readArguments(SERVICE_USAGE);
  const environment = readEnvironment();
  // Modules leave so much behind that the young generation is grown once they are loaded: first this, then the rest.
  // A process that answers requests keeps V8's size: collecting so often would cost it its tail latency.
  if (!servesApi(environment)) keepYoungGenerationSmall();
  const { loadConfig } = await import('./config/config.js');
  const { PROVIDER_CONFIGS } = await import('./providers/providers.list.js');
  // Validated before the many modules are loaded, so that an error shows at once.
  const config = loadConfig(environment, PROVIDER_CONFIGS);
  const { start } = await import('./bootstrap/start.js');
  await start(config, (line) => console.log(line));
} catch (error) {
  endWith(error);
}
