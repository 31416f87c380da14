import type { Refusal, Violation } from '@sparring/contracts';
import { judgeFile, MAX_FILE_BYTES, type PrepaidifySettings } from '@sparring/contracts/prepaidify';
import type { ReceivedFile } from '../../../core/body/receiver.js';
import type { Acceptance, JudgedRequest, Rule, SimulatedOperation } from '../../../core/partner.js';
import type { PartnerContext } from '../../../core/partner-module.js';
import { wrongByViolation, wrongDocument, wrongField } from '../../../core/wrong-part.js';
import { refuse, refuseNaming } from '../refuse.js';
import { type RequestStates, requestKey } from '../request-state.js';

/** The body of fileUpload after the schema check. */
interface UploadBody {
  readonly file: ReceivedFile;
  readonly requestNo: string;
  readonly type: string;
}

interface RuleContext {
  readonly settings: PrepaidifySettings;
  readonly requests: RequestStates;
}

const partThatIsThere = (name: string) =>
  name === 'file' ? wrongDocument(name, 'a part with a file name') : wrongField(name, 'a text part that is not blank');

/** The refusal for each kind of violation; the first row that matches wins: decision K11. */
const VIOLATION_ROWS: readonly {
  readonly keywords: readonly string[];
  readonly refuse: (violation: Violation) => Refusal;
}[] = [
  {
    keywords: ['required', 'type', 'pattern'],
    refuse: ({ field, keyword }) => {
      const reason = `${field} is ${keyword === 'type' ? 'the wrong kind of part' : 'missing or blank'}`;
      return refuseNaming('3000', 'K11', reason, partThatIsThere(field));
    },
  },
  {
    keywords: ['enum'],
    refuse: (violation) => {
      const { field, message } = violation;
      return refuse('4004', 'K11', `${field} ${message}`, { wrong: wrongByViolation(violation) });
    },
  },
  {
    keywords: ['maxLength'],
    refuse: (violation) =>
      refuseNaming('200002', 'K11', `${violation.field} has more than 64 characters`, wrongByViolation(violation)),
  },
];

const FIELD_ORDER = ['file', 'requestNo', 'type'];

/** Turns violations of the request schema into the refusal that takes precedence. */
function refuseInvalid(violations: readonly Violation[]): Refusal {
  const ordered = [...violations].sort((a, b) => FIELD_ORDER.indexOf(a.field) - FIELD_ORDER.indexOf(b.field));
  for (const row of VIOLATION_ROWS) {
    const violation = ordered.find(({ keyword }) => row.keywords.includes(keyword));
    if (violation) return row.refuse(violation);
  }
  return refuse('4004', 'K11', ordered.map(({ path, message }) => `${path} ${message}`).join('; '));
}

/** What a file must be, by the code of its refusal. */
const WRONG_FILES = {
  4001: wrongDocument('file', 'a .jpg, .jpeg, .png or .pdf with such content'),
  4002: wrongDocument('file', `at most ${MAX_FILE_BYTES} bytes`),
  4003: wrongDocument('file', 'not empty'),
  4007: wrongDocument('file', 'a picture for a photo type, a pdf for a report type'),
} as const;

const fileFits = ({ settings }: RuleContext): Rule<UploadBody> => ({
  decisions: ['K9', 'K10'],
  judge: ({ body }) => {
    const problem = judgeFile(body.file, body.type, settings.sniffContent);
    return problem && refuse(problem.code, problem.rule, problem.reason, { wrong: WRONG_FILES[problem.code] });
  },
});

const registered = ({ settings, requests }: RuleContext): Rule<UploadBody> => ({
  decisions: ['K13'],
  judge: ({ caller, body }) => {
    if (!settings.requireRegisteredRequest) return undefined;
    return requests.get(requestKey(caller, body.requestNo)).then((state) =>
      state
        ? undefined
        : refuse('4006', 'K13', 'this requestNo is not registered, and requireRegisteredRequest is on', {
            wrong: wrongField('requestNo', 'registered before, by a state that a test sets'),
          }),
    );
  },
});

const undecided = ({ requests }: RuleContext): Rule<UploadBody> => ({
  decisions: ['K14'],
  judge: async ({ caller, body }) =>
    (await requests.get(requestKey(caller, body.requestNo))) === 'decided'
      ? refuse('4012', 'K14', 'this requestNo has already been decided', {
          wrong: wrongField('requestNo', 'one that has not been decided'),
        })
      : undefined,
});

/** Takes a document; an earlier one of the same type is replaced, which no answer shows: decision K14. */
async function accept({ body }: JudgedRequest<UploadBody>): Promise<Acceptance> {
  const { crc32, sizeBytes, kind = null } = body.file;
  return { kind: 'accepted', code: '0', data: {}, stored: { type: body.type, kind, sizeBytes, crc32 } };
}

/** Creates fileUpload's behavior in one simulator. */
export function createFileUpload(
  { settings }: PartnerContext,
  requests: RequestStates,
): SimulatedOperation<UploadBody> {
  const context: RuleContext = { settings: settings as PrepaidifySettings, requests };
  return {
    refuseInvalid,
    rules: [fileFits(context), registered(context), undecided(context)],
    accept,
    documentHead: ({ file }) => file.head,
  };
}
