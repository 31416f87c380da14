import type { OperationSample } from '../../core/partner-module.js';

/** A 1 x 1 JPEG. */
const JPEG =
  '/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAALCAABAAEBAREA/8QAJgABAAAAAAAAAAAAAAAAAAAAABABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQAAPwA//9k=';

export const samples: Readonly<Record<string, OperationSample>> = {
  fileUpload: {
    document: { filename: 'specimen.jpg', base64: JPEG, formats: 'jpg, png or pdf' },
    expires: true, // because of the timestamp: decision K5
    values: (pick) => ({ requestNo: pick.id(16), type: 'idFront' }),
    body: (values, document) => [
      ...Object.entries(values).map(([name, content]) => ({ name, content })),
      ...(document ? [{ name: 'file', filename: document.filename, content: document.bytes }] : []),
    ],
  },
};
