import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { describeAborting } from './contract/aborting.contract.js';
import { describeChanges } from './contract/changes.contract.js';
import { describeCredentials } from './contract/credentials.contract.js';
import { describeDescription } from './contract/description.contract.js';
import { describeErrors } from './contract/errors.contract.js';
import { describeFetching } from './contract/fetching.contract.js';
import { describeGuards } from './contract/guards.contract.js';
import { describeLists } from './contract/lists.contract.js';
import { describeRequests } from './contract/requests.contract.js';
import { describeWebhooks } from './contract/webhooks.contract.js';
import { Stage } from './stage.js';
import type { Subject } from './subject.js';

/** What src/providers/provider.port.ts asks of every provider. */
export function describePort(subject: Subject): void {
  describe(`The port of ${subject.name}`, () => {
    const stage = new Stage(subject);
    beforeAll(() => stage.open());
    afterEach(() => stage.calm());
    afterAll(() => stage.close());

    describeDescription(stage);
    describeCredentials(stage);
    describeLists(stage);
    describeFetching(stage);
    describeErrors(stage);
    describeAborting(stage);
    describeGuards(stage);
    describeWebhooks(stage);
    describeChanges(stage);
    describeRequests(stage);
  });
}
