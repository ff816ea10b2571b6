import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Contacts that are changed by one statement. */
const BATCH = 1_000;
/** A version is the milliseconds of its time, and a sequence within them. */
const SEQUENCES = 1_024;

/** Since when a contact has its venue and its consent, and the time of the consent before it. */
const NOTES = `'venueSince', 'consentSince', 'consentBefore'`;

/** One pass over the items: a cursor does not see what is changed meanwhile. */
const OPEN_SQL = `
  DECLARE noted_contacts NO SCROLL CURSOR FOR
  SELECT tenant_id AS "tenantId", platform_id AS "platformId", version::float8 AS version, (
    SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each(body) f
    WHERE f.key IN (${NOTES}, 'history', 'updatedAt', 'emailConsent', 'venueId', 'consentAt')) AS body
  FROM outbound_items WHERE entity = 'contacts' AND body ?| ARRAY[${NOTES}]`;
const FETCH_SQL = `FETCH ${BATCH} FROM noted_contacts`;
const CLOSE_SQL = 'CLOSE noted_contacts';

/** $1 tenants, $2 ids, $3 JSON array of the histories. */
const WRITE_SQL = `
  UPDATE outbound_items i SET body = (i.body - ARRAY[${NOTES}]) || jsonb_build_object('history', n.history)
  FROM ROWS FROM (unnest($1::uuid[], $2::text[]), jsonb_array_elements($3::jsonb)) AS n(tenant_id, platform_id, history)
  WHERE i.tenant_id = n.tenant_id AND i.entity = 'contacts' AND i.platform_id = n.platform_id`;

/** What a version says. An absent field is as it was before. */
interface Said {
  version: number;
  updatedAt: string;
  emailConsent: string;
  venueId?: string | null;
  consentAt?: string | null;
}

interface NotedContact {
  tenantId: string;
  platformId: string;
  version: number;
  body: Omit<Said, 'version'> & {
    venueSince?: string;
    consentSince?: string;
    consentBefore?: string | null;
    /** A later build has stored other versions meanwhile. */
    history?: Said[];
  };
}

/** No venue has this id. Which one the contact had before is not known, and it may have had none. */
const OTHER_VENUE = '';
const otherConsent = (consent: string): string => (consent === 'unknown' ? 'pending' : 'unknown');

/** The first version of the time; `null`: the note is not there. */
function firstOf(since: string | undefined, present: number): number | null {
  if (since === undefined) return null;
  const ms = Date.parse(since);
  return (Number.isNaN(ms) ? Math.floor(present / SEQUENCES) : ms) * SEQUENCES;
}

/**
 * The versions that say what the notes say: the last one before each change, the first one after it, and those that are known. A
 * consent from before the change of the venue stays one for another venue.
 */
function historyOf({ version: present, body }: NotedContact): Said[] {
  const { venueSince, consentSince, consentBefore, history, ...now } = body;
  const known = history ?? [{ version: present, ...now }];
  const venueFrom = firstOf(venueSince, present);
  const consentFrom = firstOf(consentSince, present);
  const nextTo = (at: number): Said =>
    known.find(({ version, venueId }) => version >= at && (venueFrom === null || venueId !== undefined)) ??
    known.at(-1)!;
  const noted = (version: number): Said => {
    const { venueId, emailConsent } = nextTo(version);
    const updatedAt = new Date(Math.floor(version / SEQUENCES)).toISOString();
    const said: Said = { version, updatedAt, emailConsent, ...(venueId !== undefined && { venueId }) };
    if (venueFrom !== null && version < venueFrom) said.venueId = OTHER_VENUE;
    if (consentFrom === null || version >= consentFrom) return said;
    const changed = nextTo(consentFrom);
    // The first builds did not note the time before. It is then that of the present consent, so that the change counts.
    const consentAt = consentBefore === undefined ? (changed.consentAt ?? null) : consentBefore;
    return { ...said, emailConsent: otherConsent(changed.emailConsent), consentAt };
  };
  const turns = [venueFrom, consentFrom].flatMap((from) => from ?? []);
  const versions = [...turns.map((from) => noted(from - 1)), ...known, ...turns.map(noted)];
  const unique = new Map(versions.toReversed().map((said) => [said.version, said]));
  return [...unique.values()].sort((a, b) => a.version - b.version);
}

/** What a contact has said of its venue and its consent is read from its versions alone. */
export class ContactHistories1795400090000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT set_config('app.scope', 'system', true)`);
    await runner.query(OPEN_SQL);
    for (;;) {
      const contacts = (await runner.query(FETCH_SQL)) as NotedContact[];
      if (contacts.length === 0) break;
      await runner.query(WRITE_SQL, [
        contacts.map(({ tenantId }) => tenantId),
        contacts.map(({ platformId }) => platformId),
        JSON.stringify(contacts.map(historyOf)),
      ]);
    }
    await runner.query(CLOSE_SQL);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
