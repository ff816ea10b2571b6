import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ACCOUNTS = 5;
const COUNTS = { customers: 600, payments: 200, charges: 200 };

/**
 * What the events are about: objects that the sandbox has, so that an event read again at its source is found.
 * @param {any} bench
 * @returns {Promise<string>} a file for the load generator
 */
export async function prepareSubjects(bench) {
  const subjects = [];
  bench.ingestAccounts = [];
  for (let n = 0; n < ACCOUNTS; n++) {
    const account = await bench.sandbox.createAccount(COUNTS);
    bench.ingestAccounts.push(account);
    for (const stream of Object.keys(COUNTS)) {
      for (const object of await bench.sandbox.objects(account.id, stream))
        subjects.push({ account: account.id, object });
    }
  }
  const file = join(bench.dataDir, 'ingest-subjects.json');
  writeFileSync(file, JSON.stringify(interleaved(subjects)));
  return file;
}

/**
 * Neighbours in the list are of different accounts and types, as they would arrive.
 * @template T
 * @param {T[]} list
 */
function interleaved(list) {
  const stride = 607;
  if (list.length % stride === 0)
    throw new Error(`${list.length} subjects: choose a count that ${stride} does not divide`);
  return list.map((_, n) => list[(n * stride) % list.length]);
}
