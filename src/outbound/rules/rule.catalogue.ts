import type { PushPort, Rule, RuleDescription, Rules } from '../../providers/push.port.js';
import type { Json } from '../../providers/provider.values.js';

/** What a tenant has decided for one rule of an integration. */
export interface RuleDecision {
  rule: string;
  enabled: boolean;
  options: Readonly<Record<string, Json>>;
  /** Absent: it is only tried. */
  decidedAt?: Date;
}

/** The rules of a provider with the decisions of one integration. What was not decided has its default. */
export function rulesWith({ rules }: Pick<PushPort, 'rules'>, decisions: readonly RuleDecision[]): Rules {
  const decided = new Map(decisions.map((decision) => [decision.rule, decision]));
  return new Map(rules.map((description) => [description.name, ruleOf(description, decided.get(description.name))]));
}

/** The names of all targets that a rule switches on and off. */
export function targetsOf({ targets }: Pick<PushPort, 'targets'>, rule: string): string[] {
  return targets.filter((target) => target.rule === rule).map(({ name }) => name);
}

function ruleOf({ name, enabledByDefault, options }: RuleDescription, decision: RuleDecision | undefined): Rule {
  const defaults = options.flatMap((option) => (option.default === undefined ? [] : [[option.name, option.default]]));
  // A choice that was cleared is the default again.
  const chosen = Object.entries(decision?.options ?? {}).filter(([, value]) => value !== null);
  return {
    name,
    enabled: decision?.enabled ?? enabledByDefault,
    options: Object.fromEntries([...defaults, ...chosen]) as Record<string, Json>,
    ...(decision?.decidedAt && { decidedAt: decision.decidedAt }),
  };
}
