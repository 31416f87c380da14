import { makeConsumerPact } from '@pact-foundation/pact-core';

// its own first native call fixes the log level for the process
const peek = makeConsumerPact('peek', 'peek', 5, 'error');

const BOUND_MS = 5_000;
const PAUSE_MS = 2;

/**
 * Waits until the native mock server has booked the request that it has already answered: it books after it
 * answers, and an interaction that is judged in between fails as "expected but not received".
 */
export async function settled(port: number): Promise<void> {
  const endMs = performance.now() + BOUND_MS;
  const isBooked = () =>
    peek.mockServerMatchedSuccessfully(port) ||
    peek.mockServerMismatches(port).some((result) => !('type' in result) || result.type !== 'missing-request');
  while (!isBooked() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
