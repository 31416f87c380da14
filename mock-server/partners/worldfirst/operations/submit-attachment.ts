import { hash } from 'node:crypto';
import type { Refusal, Violation } from '@sparring/contracts';
import { decodeAttachment, isImage, type WorldFirstSettings, writeDay } from '@sparring/contracts/worldfirst';
import type { Acceptance, JudgedRequest, Rule, SimulatedOperation } from '../../../core/partner.js';
import type { PartnerContext } from '../../../core/partner-module.js';
import { wrongByViolation, wrongDocument, wrongField } from '../../../core/wrong-part.js';
import { MOVE_HEAD_BYTES } from '../../../moves/document-move.js';
import type { Store } from '../../../state/store.js';
import type { World } from '../../../state/world.js';
import { refuse } from '../refuse.js';

/** The body of submitAttachment after the schema check. */
interface AttachmentBody {
  readonly attachmentId: string;
  readonly attachmentType: string;
  readonly attachmentContent: string;
  /** Written by the content rule, also over a field of that name; nothing that reads it runs before. */
  decoded?: DecodedContent;
}

interface DecodedContent {
  readonly bytes: Buffer;
  /** In Base64; computed for what needs it first. */
  sha256?: string;
}

/** What is stored of an attachment: never its bytes. */
interface StoredAttachment {
  readonly attachmentType: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly storedAtMs: number;
}

interface RuleContext {
  readonly settings: WorldFirstSettings;
  readonly attachments: Store<StoredAttachment>;
  readonly world: World;
}

const keyOf = (caller: string, { attachmentId }: AttachmentBody) => JSON.stringify([caller, attachmentId]);
/** As many Base64 characters as the beginning of a document takes that can carry a move. */
const HEAD_CHARACTERS = Math.ceil(MOVE_HEAD_BYTES / 3) * 4;
const headOf = ({ attachmentContent }: AttachmentBody) =>
  Buffer.from(attachmentContent.slice(0, HEAD_CHARACTERS), 'base64');

/** The content, after the content rule. */
function decodedOf({ decoded }: AttachmentBody): DecodedContent {
  if (!decoded) throw new Error('the content was decoded by a rule before');
  return decoded;
}

function digestOf(content: DecodedContent): string {
  content.sha256 ??= hash('sha256', content.bytes, 'base64');
  return content.sha256;
}

const BASE64_CONTENT = wrongField('attachmentContent', 'standard Base64 with padding and without white space');
const IMAGE_CONTENT = wrongDocument('attachmentContent', 'a JPEG or a PNG');

/** The content must be Base64 that decodes to an image: decision W12. */
const content = ({ settings }: RuleContext): Rule<AttachmentBody> => ({
  decisions: ['W12'],
  judge: ({ body }) => {
    const decoded = decodeAttachment(body.attachmentContent);
    if (decoded.kind === 'unusable') return refuse('PARAM_ILLEGAL', 'W12', decoded.reason, BASE64_CONTENT);
    body.decoded = { bytes: decoded.bytes };
    if (settings.sniffContent && !isImage(decoded.bytes)) {
      return refuse('PARAM_ILLEGAL', 'W12', 'attachmentContent does not begin like a JPEG or a PNG', IMAGE_CONTENT);
    }
    return undefined;
  },
});

const AS_STORED = 'the one that is stored with this attachmentId';
const SAME_AS_STORED = {
  attachmentType: wrongField('attachmentType', AS_STORED),
  attachmentContent: wrongDocument('attachmentContent', AS_STORED),
};

/** A repeated id must have the same type and content: decision W14. */
const repeat = ({ settings, attachments }: RuleContext): Rule<AttachmentBody> => ({
  decisions: ['W14'],
  judge: async ({ caller, body }) => {
    if (settings.onRepeat === 'accept') return undefined;
    const earlier = await attachments.get(keyOf(caller, body));
    if (!earlier) return undefined;
    const content = decodedOf(body);
    const different =
      (earlier.attachmentType !== body.attachmentType && 'attachmentType') ||
      ((earlier.sizeBytes !== content.bytes.length || earlier.sha256 !== digestOf(content)) && 'attachmentContent');
    if (!different) return undefined;
    return refuse(
      'REPEAT_REQ_INCONSISTENT',
      'W14',
      `this attachmentId has already been stored with a different ${different}`,
      SAME_AS_STORED[different],
    );
  },
});

/** Stores an attachment and assigns its key: decision W15. */
function accept({ attachments, world }: RuleContext) {
  return async ({ caller, body, stamp }: JudgedRequest<AttachmentBody>): Promise<Acceptance> => {
    const { attachmentType } = body;
    const content = decodedOf(body);
    const stored = { attachmentType, sha256: digestOf(content), sizeBytes: content.bytes.length };
    await attachments.set(keyOf(caller, body), { ...stored, storedAtMs: world.now().getTime() });
    const attachmentUrl = `${writeDay(stamp.at)}_${stamp.hex(32)}`;
    return { kind: 'accepted', code: 'SUCCESS', data: { attachmentUrl }, stored: { ...stored, attachmentUrl } };
  };
}

function refuseInvalid(violations: readonly Violation[]): Refusal {
  const [first] = violations;
  const rule = first?.field === 'attachmentContent' ? 'W12' : 'W13';
  const reason = violations.map(({ field, message }) => `${field || 'the body'} ${message}`).join('; ');
  return refuse('PARAM_ILLEGAL', rule, reason, first && wrongByViolation(first));
}

/** Creates submitAttachment's behavior in one simulator. */
export function createSubmitAttachment({
  settings,
  world,
  openStore,
}: PartnerContext): SimulatedOperation<AttachmentBody> {
  const context: RuleContext = {
    settings: settings as WorldFirstSettings,
    world,
    attachments: openStore<StoredAttachment>(),
  };
  return {
    refuseInvalid,
    rules: [content(context), repeat(context)],
    accept: accept(context),
    documentHead: headOf,
    fieldDocument: ({ decoded }) =>
      Buffer.isBuffer(decoded?.bytes)
        ? { field: 'attachmentContent', bytes: decoded.bytes, sha256: digestOf(decoded) }
        : undefined,
  };
}
