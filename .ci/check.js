import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

/** The longest first, so that no core is idle while the last one runs. */
const PARTS = ['lint', 'types', 'format', 'unused', 'imports', 'docs', 'size'];

/** Most parts use one core, so as many run at a time as there are cores. The output of each is printed when it ends. */
const waiting = [...PARTS];
const failed = [];
await Promise.all(Array.from({ length: availableParallelism() }, runWaiting));
if (failed.length > 0) console.error(`Failed: ${failed.map((part) => `npm run check:${part}`).join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);

async function runWaiting() {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    const began = performance.now();
    const { code, output } = await run(part);
    console.log(
      `check:${part} ${code === 0 ? 'passed' : 'failed'} (${Math.round((performance.now() - began) / 1000)} s)`,
    );
    process.stdout.write(output);
    if (code !== 0) failed.push(part);
  }
}

function run(part) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', `check:${part}`], { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}
