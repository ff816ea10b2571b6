type Answer = Record<string, unknown>;

/** Remembers the last query page of each entity, so that a fault can serve it once more instead of the next one. */
export class PageMemory {
  private readonly former = new Map<string, Answer>();

  /** Pages are numbered here, so a cursor that repeats and a page that repeats are the same thing. */
  spoil(realmId: string, answer: Answer, kind: string | undefined): Answer {
    const entity = Object.keys((answer.QueryResponse as Answer | undefined) ?? {})[0];
    if (entity === undefined) return answer;
    const key = `${realmId} ${entity}`;
    if (kind === 'duplicatePage' || kind === 'repeatCursor') return this.former.get(key) ?? answer;
    this.former.set(key, answer);
    return answer;
  }
}
