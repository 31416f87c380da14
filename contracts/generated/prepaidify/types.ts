// Written by `npm run generate`; do not edit.

/**
 * The envelope of every answer; success and error are each other's opposite.
 */
export interface FileUploadAnswer {
  /**
   * 0 on success; a string, as in every example.
   */
  code: string;
  msg: string;
  /**
   * Always null for this operation.
   */
  model: null;
  /**
   * 32 lower-case hex digits, the first 8 the unix time in seconds.
   */
  traceId: string;
  success: boolean;
  error: boolean;
}

/**
 * The parts of the multipart body.
 */
export interface FileUploadRequest {
  /**
   * The document: at most 5 MiB (5242880 bytes); jpg, jpeg or png for idFront, idBack and face; pdf for amlReport and idvReport.
   */
  file: {
    filename: string;
    sizeBytes: number;
  };
  /**
   * The request number; 1 to 64 characters.
   */
  requestNo: string;
  /**
   * Front or back of the ID card, face, AML report, IDV report.
   */
  type: 'idFront' | 'idBack' | 'face' | 'amlReport' | 'idvReport';
}
