import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OperationMoves } from '../api/types.js';
import { Icon } from '../parts/icon.js';
import { LaneChoice } from '../parts/lane-choice.js';
import { lane } from '../state/lanes.js';
import { operations, partnerOf } from '../state/partners.js';
import { linkTo, place } from '../state/route.js';
import { coverage, loadBoard, loadBoardSoon } from '../state/rules.js';
import { sayFailure } from '../state/toast.js';
import { entries } from '../state/traffic.js';
import { finds, groupsOf } from './groups.js';
import { MoveCard } from './move-card.js';
import { Queue } from './queue.js';
import { Recent } from './recent.js';
import { TestFiles } from './test-files.js';

/** How often to look whether another program has changed the rules. */
const REFRESH_MS = 5_000;

/** Keeps rules and coverage up to date while requests come in; another program can change them too. */
function useFreshBoard(): void {
  useEffect(() => {
    loadBoard().catch(sayFailure);
    const stop = entries.subscribe(loadBoardSoon);
    const timer = setInterval(() => {
      if (!document.hidden) loadBoardSoon();
    }, REFRESH_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [lane.value]);
}

function Tabs({ shown }: { readonly shown: OperationMoves }) {
  return (
    <nav class="tabs" aria-label="Operations">
      {operations.value.map(({ partner, operation }) => (
        <a
          key={partner + operation}
          href={linkTo('moves', partner, operation)}
          aria-current={shown.partner === partner && shown.operation === operation ? 'page' : undefined}
        >
          <span class="muted">{partnerOf(partner)?.name}</span> {operation}
        </a>
      ))}
    </nav>
  );
}

interface FilterProps {
  readonly words: string;
  readonly onlyNew: boolean;
  readonly onWords: (words: string) => void;
  readonly onOnlyNew: (onlyNew: boolean) => void;
}

function Filter({ words, onlyNew, onWords, onOnlyNew }: FilterProps) {
  return (
    <search class="toolbar">
      <label class="search">
        <Icon name="search" />
        <span class="visually-hidden">Find a code or a fault</span>
        <input
          type="search"
          data-search
          placeholder="Find a code or a fault"
          spellcheck={false}
          value={words}
          onInput={({ currentTarget }) => onWords(currentTarget.value)}
        />
        <span class="key" aria-hidden="true">
          /
        </span>
      </label>
      <label class="check">
        <input type="checkbox" checked={onlyNew} onChange={({ currentTarget }) => onOnlyNew(currentTarget.checked)} />
        Only those never exercised
      </label>
    </search>
  );
}

function Share({ shown }: { readonly shown: OperationMoves }) {
  const own = coverage.value?.operations.find(
    ({ partner, operation }) => partner === shown.partner && operation === shown.operation,
  );
  if (!own) return null;
  const codes = own.codes.filter(({ natural, byMove }) => natural + byMove > 0).length;
  const faults = own.faults.filter(({ count }) => count > 0).length;
  return (
    <p class="share muted">
      Exercised in this lane: <strong>{codes}</strong> of {own.codes.length} codes, <strong>{faults}</strong> of{' '}
      {own.faults.length} faults
    </p>
  );
}

function Board({ shown }: { readonly shown: OperationMoves }) {
  const words = useSignal('');
  const onlyNew = useSignal(false);
  const own = coverage.value?.operations.find(
    ({ partner, operation }) => partner === shown.partner && operation === shown.operation,
  );
  const groups = groupsOf(shown, own)
    .map((group) => ({
      ...group,
      moves: group.moves.filter((one) => finds(words.value, one) && (one.count === 0 || !onlyNew.value)),
    }))
    .filter(({ moves }) => moves.length > 0);
  return (
    <>
      <Filter
        words={words.value}
        onlyNew={onlyNew.value}
        onWords={(text) => {
          words.value = text;
        }}
        onOnlyNew={(only) => {
          onlyNew.value = only;
        }}
      />
      {groups.length === 0 ? <p class="empty">No move fits.</p> : null}
      {groups.map(({ name, title, moves }) => (
        <section key={name} class="group" aria-labelledby={`group-${name}`}>
          <h2 id={`group-${name}`} class={`group-title group-${name}`}>
            {title} <span class="muted">{moves.length}</span>
          </h2>
          <div class="cards">
            {moves.map((one) => (
              <MoveCard key={one.move.kind + one.move.name} shown={one} operation={shown} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

/** What the next requests get: every code and fault of an operation, armed with one click. */
export function MovesPage() {
  useFreshBoard();
  const [partner, operation] = place.value.rest;
  const shown =
    operations.value.find((one) => one.partner === partner && one.operation === operation) ?? operations.value[0];
  if (!shown) return <p class="empty">Reading the moves…</p>;
  return (
    <div class="page" key={shown.partner + shown.operation}>
      <div class="page-head">
        <h1>Moves</h1>
        <LaneChoice />
        <p class="muted">Choose what the next requests get instead of their natural outcome.</p>
      </div>
      <Tabs shown={shown} />
      <div class="board-top">
        <Queue shown={shown} />
        <Recent shown={shown} />
      </div>
      <div class="board-facts">
        <Share shown={shown} />
        <TestFiles operation={shown} />
      </div>
      <Board shown={shown} />
    </div>
  );
}
