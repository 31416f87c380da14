import type { Store } from '../../state/store.js';

/** What is known of a requestNo besides its documents. */
export type RequestState = 'registered' | 'decided';

/** The states of all requestNos, by `requestKey`; every operation of the flow reads them. */
export type RequestStates = Store<RequestState>;

/** The key of one caller's requestNo. */
export const requestKey = (caller: string, requestNo: string) => JSON.stringify([caller, requestNo]);
