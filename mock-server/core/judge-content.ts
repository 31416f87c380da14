import type { Operation, Refusal } from '@sparring/contracts';
import type { ChosenMove, MoveChooser } from '../moves/choose-move.js';
import { acceptOrMove, type Decision, refused } from './apply-move.js';
import type { Received } from './body/receiver.js';
import type { JudgedRequest, SimulatedOperation, SimulatedPartner } from './partner.js';
import type { Progress } from './progress.js';

interface Progressing {
  readonly moves: MoveChooser;
  readonly progress: Progress;
}

function simulated({ contract, operations }: SimulatedPartner, { name }: Operation): SimulatedOperation {
  const found = operations[name];
  if (!found) throw new Error(`${contract.name} has no behavior for the operation ${name}`);
  return found;
}

/** Checks the parameters, then decodes and checks the body. */
function decode(
  partner: SimulatedPartner,
  operation: Operation,
  parameters: Readonly<Record<string, string>>,
  received: Received,
  progress: Progress,
): { readonly body: unknown } | Refusal {
  const { refuseInvalid } = simulated(partner, operation);
  progress.stage = 'parameters';
  const invalid = operation.checkParameters?.(parameters) ?? [];
  if (invalid.length > 0) return refuseInvalid(invalid);
  progress.stage = 'decode';
  const decoded = received.decode();
  if (decoded.kind === 'unreadable') return partner.refuseUnreadable(decoded);
  progress.stage = 'schema';
  progress.body = decoded.body;
  const violations = operation.checkRequest?.(decoded.body) ?? [];
  return violations.length > 0 ? refuseInvalid(violations) : { body: decoded.body };
}

/** Applies the business rules; the first refusal wins. */
async function refusalByRule(
  { rules }: SimulatedOperation,
  request: JudgedRequest,
  progress: Progress,
): Promise<Refusal | undefined> {
  progress.stage = 'rules';
  progress.ruleAt = -1;
  for (const rule of rules) {
    progress.ruleAt += 1;
    const judged = rule.judge(request);
    // most rules judge at once, and waiting for them would cost more than they do
    const refusal = judged instanceof Promise ? await judged : judged;
    if (refusal) return refusal;
  }
  return undefined;
}

/** Reads the text of a parameter or of a field of the body. */
const fieldReader =
  ({ parameters, body }: JudgedRequest) =>
  (name: string): string | undefined => {
    const source = Object.hasOwn(parameters, name) ? parameters : body;
    if (typeof source !== 'object' || source === null || !Object.hasOwn(source, name)) return undefined;
    const value = (source as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? value : undefined;
  };

/** Applies the rules about the caller; the first refusal wins. */
function refusalForCaller({ callerRules }: SimulatedPartner, caller: string, progress: Progress): Refusal | undefined {
  progress.stage = 'caller';
  progress.ruleAt = -1;
  for (const rule of callerRules) {
    progress.ruleAt += 1;
    const refusal = rule.judge(caller);
    if (refusal) return refusal;
  }
  return undefined;
}

/** Judges a request whose body is complete and whose caller is authenticated, in the partner's order. */
export async function judgeContent(
  partner: SimulatedPartner,
  operation: Operation,
  request: Omit<JudgedRequest, 'body'>,
  received: Received,
  { moves, progress }: Progressing,
  early: ChosenMove | undefined,
): Promise<Decision> {
  const forCaller = refusalForCaller(partner, request.caller, progress);
  if (forCaller) return refused(forCaller, early);
  const decoded = decode(partner, operation, request.parameters, received, progress);
  if ('kind' in decoded) return refused(decoded, early);
  const { caller, parameters, stamp } = request;
  const judged = { caller, parameters, stamp, body: decoded.body };
  const behavior = simulated(partner, operation);
  const field = fieldReader(judged);
  const businessId = operation.businessId === undefined ? undefined : field(operation.businessId);
  const chosen = moves.withBody({ field, businessId, documentHead: () => behavior.documentHead?.(decoded.body) });
  const refusal = await refusalByRule(behavior, judged, progress);
  if (refusal) return { ...refused(refusal, chosen), businessId };
  progress.stage = 'accept';
  const decision = await acceptOrMove(partner, behavior, judged, chosen);
  if (!decision.accepted) progress.stage = 'move';
  return { ...decision, businessId };
}
