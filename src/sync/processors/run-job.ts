import type { Job } from 'bull';
import type { JobHandlers } from '../../work/job.handlers.js';
import type { JobName, JobPayloads } from '../../work/queue.table.js';

/** From Bull's language to ours and back: a retry is a throw, the end of retries is `discard` and a throw. */
export async function runJob(handlers: JobHandlers, job: Job): Promise<void> {
  const outcome = await handlers.run(job.name as JobName, job.data as JobPayloads[JobName]);
  if (outcome.kind === 'done') return;
  if (outcome.kind === 'failed') await job.discard();
  throw outcome.error;
}
