/** What is to happen right after somebody has read a contact, and before they can act on what they read. */
export class ReadRaces {
  private readonly waiting = new Map<string, () => void>();

  /** @param contact the hash of an address; there need not be a contact yet */
  afterRead(listId: string, contact: string, act: () => void): void {
    this.waiting.set(`${listId} ${contact}`, act);
  }

  wasRead(listId: string, contact: string): void {
    const name = `${listId} ${contact}`;
    const act = this.waiting.get(name);
    if (!act) return;
    this.waiting.delete(name);
    act();
  }
}
