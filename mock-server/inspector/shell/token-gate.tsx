import { useEffect, useRef, useState } from 'preact/hooks';
import { CallError, keepToken, needsToken, request } from '../api/call.js';

const HINT = 'Sparring printed the token when it started; it is also the value of SPARRING_TOKEN.';

/** Asks for the token of the control API, which other machines need. */
export function TokenGate({ onToken }: { readonly onToken: () => void }) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    keepToken(token.trim());
    try {
      await request('/lanes');
      needsToken.value = false;
      onToken();
    } catch (error) {
      const isWrong = error instanceof CallError && error.status === 401;
      setProblem(isWrong ? 'That is not the token of this simulator.' : String(error));
    }
  };
  return (
    <main class="gate">
      <form class="card gate-card" onSubmit={submit}>
        <h1>This simulator needs a token</h1>
        <p>{HINT}</p>
        <label class="field">
          <span>Token</span>
          <input
            ref={field}
            type="password"
            autocomplete="off"
            required
            value={token}
            aria-invalid={problem !== ''}
            aria-describedby="token-problem"
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </label>
        <p id="token-problem" class="problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="button button-primary">
          Open the inspector
        </button>
        <p class="muted">It is kept for this tab only, and sent to no other host.</p>
      </form>
    </main>
  );
}
