import type { Store } from '../../state/store.js';
import type { states } from './states.js';

/** The state of a requestNo, apart from its documents. */
export type RequestState = keyof typeof states;

/** The states of all requestNos, by `requestKey`; shared by all operations. */
export type RequestStates = Store<RequestState>;

/** The key for a caller's requestNo. */
export const requestKey = (caller: string, requestNo: string) => JSON.stringify([caller, requestNo]);
