import { catalogue } from '@sparring/contracts/worldfirst';
import { codeStates, type ProviderState } from '../../provider-state.js';

const operation = 'submitAttachment';

/** The id of the attachment that the "used id" state stores. */
export const USED_ATTACHMENT_ID = 'PACT-USED-ID';

/** The provider states of the pacts with worldfirst. */
export const providerStates: readonly ProviderState[] = [
  { name: 'the client is known', portable: true, operation },
  { name: 'the client is not known', portable: true, operation, unknown: 'caller' },
  { name: 'the signature is made with another key', portable: true, operation, unknown: 'key' },
  {
    name: 'the attachment id was used with another type',
    portable: true,
    operation,
    before: [
      {
        fields: {
          attachmentId: USED_ATTACHMENT_ID,
          attachmentType: 'ID_CARD_BACK_SIDE',
          attachmentContent: { $base64: { $specimen: 'jpeg' } },
        },
      },
    ],
  },
  { name: 'the traffic limit is reached', portable: false, operation, settings: { requestsPerSecond: 0 } },
  ...codeStates(catalogue, operation),
];
