import type { ControlBody } from '../../common/control.router.js';
import type { SandboxClock } from '../../common/sandbox.clock.js';
import { shown } from '../live/live.view.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import type { MailchimpObject, StreamName } from '../mailchimp.stream.js';
import type { Edit, StreamEditor } from './stream.editor.js';

/** One change by name, answered with the object as the API shows it. */
export class SingleChanges {
  constructor(
    private readonly editor: StreamEditor,
    private readonly clock: SandboxClock,
  ) {}

  update(account: MailchimpAccount, stream: StreamName, body: ControlBody): Edit {
    const place = this.editor.locate(account, stream, String(body.id));
    const patch = (body.patch ?? {}) as MailchimpObject;
    return asShown(account, stream, this.editor.update(account, stream, place, patch, this.clock.now()));
  }

  create(account: MailchimpAccount, stream: StreamName, body: ControlBody): Edit {
    const fields = (body.object ?? {}) as MailchimpObject;
    return asShown(account, stream, this.editor.create(account, stream, fields, this.clock.now()));
  }

  /** Permanent, and told to the webhooks as a deletion in Mailchimp's own pages is; `silent` leaves that out. */
  remove(account: MailchimpAccount, stream: StreamName, body: ControlBody): Edit {
    const place = this.editor.locate(account, stream, String(body.id));
    const told = body.silent !== true;
    return asShown(account, stream, this.editor.remove(account, stream, place, told, this.clock.now()));
  }
}

function asShown(account: MailchimpAccount, stream: StreamName, edit: Edit): Edit {
  return { ...edit, object: shown(account, stream, edit.object) };
}
