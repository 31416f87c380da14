import type { RuleHit, RuleInput, RuleScope } from '../../mock-server/moves/index.js';

interface NaiveRule {
  readonly id: string;
  readonly input: RuleInput;
  readonly limit: number;
  readonly expiresAtSeconds: number;
  hits: number;
  passed: number;
}

type Fields = Readonly<Record<string, string>>;

const limitOf = ({ times = Number.POSITIVE_INFINITY, sequence, repeat }: RuleInput) =>
  Math.min(times, sequence && !repeat ? sequence.length : Number.POSITIVE_INFINITY);

const movesOf = ({ sequence, move }: RuleInput): readonly string[] => sequence ?? [move];

/** Rules as one reads of them: each one is looked at, in order, for each request. */
export class NaiveRuleBook {
  private rules: NaiveRule[] = [];
  private ids = 0;
  private nowSeconds = 0;

  constructor(
    private readonly random: () => number,
    private readonly knows: (move: string, scope: RuleScope) => boolean,
  ) {}

  add(input: RuleInput): void {
    const expiresAtSeconds = this.nowSeconds + (input.expiresInSeconds ?? Number.POSITIVE_INFINITY);
    const id = `rule-${++this.ids}`;
    this.rules.push({ id, input, limit: limitOf(input), expiresAtSeconds, hits: 0, passed: 0 });
    this.rules.sort((one, other) => (other.input.priority ?? 0) - (one.input.priority ?? 0));
  }

  advance(seconds: number): void {
    this.nowSeconds += seconds;
    this.rules = this.rules.filter(({ expiresAtSeconds }) => expiresAtSeconds > this.nowSeconds);
  }

  remove(id: string): void {
    this.rules = this.rules.filter((rule) => rule.id !== id);
  }

  clear(): void {
    this.rules = [];
  }

  list() {
    return this.rules.map(({ id, hits, limit }) => {
      return { id, hits, remaining: Number.isFinite(limit) ? limit - hits : null };
    });
  }

  /** @param used whether the request counts */
  match(scope: RuleScope, fields: Fields, used: boolean): RuleHit | undefined {
    const before = this.rules.map(({ hits, passed }) => ({ hits, passed }));
    let hit: RuleHit | undefined;
    for (const rule of this.rules.filter((candidate) => this.matches(candidate, scope, fields))) {
      hit = this.apply(rule);
      if (hit) break;
    }
    if (!used) for (const [index, counts] of before.entries()) Object.assign(this.rules[index] ?? {}, counts);
    return hit;
  }

  private matches({ input, hits, limit }: NaiveRule, scope: RuleScope, fields: Fields): boolean {
    return (
      hits < limit &&
      (input.partner ?? scope.partner) === scope.partner &&
      (input.operation ?? scope.operation) === scope.operation &&
      Object.entries(input.fields ?? {}).every(
        ([name, text]) => scope.fields.includes(name) && fields[name] === text,
      ) &&
      movesOf(input).every((move) => move === 'natural' || this.knows(move, scope))
    );
  }

  private apply(rule: NaiveRule): RuleHit | undefined {
    const { after = 0, probability } = rule.input;
    if (rule.passed < after) {
      rule.passed += 1;
      return undefined;
    }
    if (probability !== undefined && this.random() >= probability) return undefined;
    const moves = movesOf(rule.input);
    const move = moves[rule.hits++ % moves.length] ?? '';
    return { ruleId: rule.id, move: move === 'natural' ? null : move };
  }
}
