import type { CallContext, Connection } from '../../connection.js';
import type {
  BuiltRequest,
  Choice,
  Desired,
  Found,
  KnownObject,
  Lookup,
  PushedItem,
  PushIntent,
  PushOutcome,
  PushPort,
  PushTarget,
  RuleDescription,
  Rules,
  StoredRequest,
  TargetKey,
} from '../../push.port.js';

/** What {@link PushPort.build} answers: at once, or by and by where an SDK builds the request. */
type Built = BuiltRequest | Promise<BuiltRequest>;

/** Builds the request of one kind of object. See {@link PushPort.build}. */
export type Builder<B extends Built = Promise<BuiltRequest>> = (
  intent: PushIntent,
  known: KnownObject | null,
  key: string,
) => B;

/** Looks for pushed objects at the vendor. Its methods are those of {@link PushPort}, for an account that was opened. */
export interface PushLookup<A, T> {
  find(access: A, target: T, lookups: readonly Lookup[], signal: AbortSignal): Promise<ReadonlyMap<string, Found>>;
  adoptable(access: A, target: T, intent: PushIntent, signal: AbortSignal): Promise<Found>;
  read(access: A, target: T, externalId: string, signal: AbortSignal): Promise<KnownObject | null>;
}

/** What a push port is made of. `A` is its access to one account, `T` the names of its targets, `B` what it builds. */
export interface PushParts<A, T extends string, B extends Built> {
  targets: readonly (PushTarget & { name: T })[];
  rules: readonly RuleDescription[];
  accessOf(connection: Connection): A;
  builders: Readonly<Record<T, Builder<B>>>;
  lookup: PushLookup<A, T>;
  sender: { send(access: A, target: T, request: StoredRequest, signal: AbortSignal): Promise<PushOutcome> };
  /** Asks the account what can be chosen for an option. `null`: the values are fixed. Absent: those of all options are. */
  choices?(access: A, rule: string, option: string, signal: AbortSignal): Promise<readonly Choice[]> | null;
}

/** What all push ports share: it opens the account and finds the code of a target by its name. */
export abstract class PushAdapter<A, T extends string, B extends Built = Promise<BuiltRequest>> implements PushPort {
  readonly targets: PushParts<A, T, B>['targets'];
  readonly rules: readonly RuleDescription[];

  constructor(private readonly parts: PushParts<A, T, B>) {
    this.targets = parts.targets;
    this.rules = parts.rules;
  }

  abstract plan(item: PushedItem, rules: Rules, settings: Readonly<Record<string, unknown>>): readonly Desired[];

  build(intent: PushIntent, known: KnownObject | null, key: string): B {
    return this.parts.builders[this.named(intent.target)](intent, known, key);
  }

  async send(
    connection: Connection,
    target: string,
    request: StoredRequest,
    _key: string,
    { signal }: CallContext,
  ): Promise<PushOutcome> {
    return this.parts.sender.send(this.accessOf(connection), this.named(target), request, signal);
  }

  async find(
    connection: Connection,
    target: string,
    lookups: readonly Lookup[],
    { signal }: CallContext,
  ): Promise<ReadonlyMap<string, Found>> {
    return this.parts.lookup.find(this.accessOf(connection), this.named(target), lookups, signal);
  }

  async adoptable(connection: Connection, intent: PushIntent, { signal }: CallContext): Promise<Found> {
    return this.parts.lookup.adoptable(this.accessOf(connection), this.named(intent.target), intent, signal);
  }

  async read(
    connection: Connection,
    { target }: TargetKey | PushIntent,
    externalId: string | null,
    { signal }: CallContext,
  ): Promise<KnownObject | null> {
    if (externalId === null) return null;
    return this.parts.lookup.read(this.accessOf(connection), this.named(target), externalId, signal);
  }

  async choices(
    connection: Connection,
    rule: string,
    option: string,
    { signal }: CallContext,
  ): Promise<readonly Choice[]> {
    const asked = this.parts.choices?.(this.accessOf(connection), rule, option, signal);
    if (asked) return asked;
    const described = this.rules.find(({ name }) => name === rule)?.options.find(({ name }) => name === option);
    return (described?.values ?? []).map((id) => ({ id, name: id }));
  }

  protected accessOf(connection: Connection): A {
    return this.parts.accessOf(connection);
  }

  private named(target: string): T {
    const found = this.targets.find(({ name }) => name === target);
    if (!found) throw new Error(`This provider has no target "${target}"`);
    return found.name;
  }
}
