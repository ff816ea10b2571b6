import { keepYoungGenerationSmall } from './bootstrap/heap.js';
import { servesApi } from './config/start.roles.js';

// Modules leave so much behind that the young generation is grown once they are loaded: first this, then the rest.
// A process that answers requests keeps V8's size: collecting so often would cost it its tail latency.
if (!servesApi()) keepYoungGenerationSmall();
const { start } = await import('./bootstrap/start.js');

start((line) => console.log(line)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
