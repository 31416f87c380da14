import type { Fault } from '../fault.js';

/** The connection ends in the middle of the body. */
export const resetDuringUpload: Fault = {
  name: 'reset-during-upload',
  client: 'The connection is reset when so many bytes of the body have arrived, or at its end if it is shorter.',
  stored: 'Nothing.',
  clientAction: 'Treat the outcome as unknown, and retry with the same id on a new connection.',
  outcome: 'unknown',
  forms: [
    {
      parameters: [{ name: 'size', kind: 'size', example: '16KiB', default: '64KiB' }],
      effect: ([bytes]) => ({
        resetAfterBytes: Number(bytes),
        storesNothing: true,
        // for a body that is shorter, and for a move that is only known once the body has arrived
        delivery: { kind: 'reset' },
      }),
    },
  ],
};
