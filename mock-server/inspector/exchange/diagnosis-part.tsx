import type { Diagnosis } from '../api/types.js';
import { CopyButton } from '../parts/copy.js';
import { Prose } from '../parts/prose.js';
import { Scroll } from '../parts/scroll.js';

/** How many characters two texts have in common at their start. */
function commonStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at++;
  return at;
}

interface MarkedProps {
  readonly title: string;
  readonly text: string;
  readonly from: number;
}

/** A text whose rest from the first difference on is marked. */
function Marked({ title, text, from }: MarkedProps) {
  return (
    <div class="marked">
      <span class="marked-title">{title}</span>
      <code>
        {text.slice(0, from)}
        <mark>{text.slice(from, from + 1) || '(end)'}</mark>
        <span class="marked-rest">{text.slice(from + 1)}</span>
      </code>
    </div>
  );
}

function Difference({
  difference: { atByte, ours, theirs },
}: {
  readonly difference: NonNullable<Diagnosis['difference']>;
}) {
  const from = commonStart(ours, theirs);
  return (
    <div class="difference">
      <p class="muted">
        First difference at byte {atByte} of the string to sign; what is invisible is shown as an escape.
      </p>
      <Marked title="Should be signed" text={ours} from={from} />
      <Marked title="Was signed" text={theirs} from={from} />
    </div>
  );
}

/** The line of code of a fix comes last. */
function FixText({ fix }: { readonly fix: string }) {
  const [text = '', code] = fix.split(/ In code: /);
  return (
    <>
      <Prose text={text} />
      {code === undefined ? null : <code class="fix-code">{code}</code>}
    </>
  );
}

const inWords = (count: number) => count.toLocaleString('en-US');

/** How an invalid signature was made, what had to be signed, and where they differ. */
export function DiagnosisPart({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const { recipe, fix, stringToSign, difference, tried, notTried } = diagnosis;
  return (
    <div class="diagnosis">
      <p class="fix">
        <strong>Fix:</strong> <FixText fix={fix} />
      </p>
      <div class="string-to-sign">
        <div class="string-head">
          <h4>String to sign</h4>
          <CopyButton text={stringToSign} label="Copy the string to sign" compact />
        </div>
        <Scroll class="string-text" label="String to sign">
          {stringToSign}
        </Scroll>
      </div>
      {difference ? <Difference difference={difference} /> : null}
      <p class="muted">
        {recipe === null ? 'No known mistake fits' : `Recognized as ${recipe}`}; {inWords(tried)} strings were compared
        {notTried > 0 ? `, ${inWords(notTried)} were not, because the body is too large` : ''}.
      </p>
    </div>
  );
}
