import { catalogue } from '@sparring/contracts/prepaidify';
import { codeStates, type ProviderState } from '../../provider-state.js';

const operation = 'fileUpload';

/** The provider states of the pacts with prepaidify. */
export const providerStates: readonly ProviderState[] = [
  { name: 'the merchant is known', portable: true, operation },
  { name: 'the merchant is not known', portable: true, operation, unknown: 'caller' },
  { name: 'the signature is made with another key', portable: true, operation, unknown: 'key' },
  {
    name: 'requests must be registered and this one is not',
    portable: false,
    operation,
    settings: { requireRegisteredRequest: true },
  },
  ...codeStates(catalogue, operation),
];
