import type { PactInteraction } from '@sparring/cases';

type Response = PactInteraction['response'];

/**
 * Pact's library adds a `Content-Type` of its own beside a `content-type` with a rule. The one with the rule is kept,
 * so that a difference is reported once, and with what is really required.
 */
function withoutDoubleHeaders(response: Response): Response {
  const { headers = {}, matchingRules: { header: rules = {} } = {} } = response;
  const kept = Object.keys(headers).filter((name) => {
    const spellings = Object.keys(headers).filter((other) => other.toLowerCase() === name.toLowerCase());
    return spellings.length === 1 || name === (spellings.find((spelling) => spelling in rules) ?? spellings[0]);
  });
  return { ...response, headers: Object.fromEntries(kept.map((name) => [name, headers[name] ?? []])) };
}

/**
 * Prepares an interaction for the verifier: it is named in its provider states, because Pact does not say for which one
 * it sets up a state, and each header of its response is there once.
 */
export function prepareInteraction(interaction: PactInteraction): PactInteraction {
  const { description, providerStates = [], response } = interaction;
  const states = providerStates.map((state) => ({ ...state, params: { ...state.params, interaction: description } }));
  return { ...interaction, providerStates: states, response: withoutDoubleHeaders(response) };
}
