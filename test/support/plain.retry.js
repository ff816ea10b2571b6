import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loaded before the built service (`node --import`): a doubt about a request is then only a reason to send it again, with a new
 * key, as a client does that knows nothing of doubts. A test shows with it what the resolver of doubts is for.
 */
const built = (path) => import(pathToFileURL(resolve('dist/src/outbound', path)).href);

const { DoubtResolver } = await built('sending/doubt.resolver.js');
const { buildAgain } = await built('sending/turn.js');
const { OperationStore } = await built('targets/operation.store.js');

DoubtResolver.prototype.needsLookup = () => false;
DoubtResolver.prototype.resolve = async function (turn, operation) {
  await this.writer.close(turn, { operation, status: 'superseded' });
  return buildAgain({ reads: false });
};

// Nor does it look for what another one may have made before it makes it again.
const { pastOf } = OperationStore.prototype;
OperationStore.prototype.pastOf = async function (...about) {
  return { ...(await pastOf.apply(this, about)), cameToNothing: false };
};
