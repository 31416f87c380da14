import { commandHere } from '../parts/command.js';
import { CopyButton } from '../parts/copy.js';
import { operations } from '../state/partners.js';
import { linkTo } from '../state/route.js';
import { entries, isLoaded, search } from '../state/traffic.js';

/** A command that sends a first request. */
function FirstRequest() {
  const [first] = operations.value;
  if (!first) return null;
  const command = `${commandHere(`npx sparring curl ${first.partner} ${first.operation}`)} | sh`;
  return (
    <>
      <p>Send a first request from a terminal, or point your client at {location.origin}:</p>
      <p class="command">
        <code>{command}</code>
        <CopyButton text={command} label="Copy the command" compact />
      </p>
      <p>
        The <a href={linkTo('lanes')}>credentials</a> are in the lane; the <a href={linkTo('docs')}>documentation</a>{' '}
        says how to sign.
      </p>
    </>
  );
}

/** Says why the list is empty, and what to do. */
export function EmptyList() {
  if (!isLoaded.value) return <p class="empty">Reading the journal…</p>;
  if (entries.value.length === 0) {
    return (
      <div class="empty">
        <h2>No request yet</h2>
        <FirstRequest />
      </div>
    );
  }
  const clear = () => {
    search.value = '';
  };
  return (
    <div class="empty">
      <h2>Nothing matches “{search.value}”</h2>
      <button type="button" class="button" onClick={clear}>
        Show all {entries.value.length}
      </button>
    </div>
  );
}
