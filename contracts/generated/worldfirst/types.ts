// Written by `npm run generate`; do not edit.

/**
 * Outcome of submitAttachment; attachmentUrl is there when resultStatus is S.
 */
export interface SubmitAttachmentAnswer {
  /**
   * A key for registerCustomer's attachment.file, not an http URL; at most 512 characters.
   */
  attachmentUrl?: string;
  result: {
    resultCode: string;
    resultMessage: string;
    /**
     * S succeeded, F failed, U unknown.
     */
    resultStatus: 'S' | 'F' | 'U';
  };
}

/**
 * Upload of a photocopy of a business licence or of one side of an ID card.
 */
export interface SubmitAttachmentRequest {
  /**
   * Identifies the photocopy; 1 to 64 characters.
   */
  attachmentId: string;
  /**
   * Business licence (enterprise), or front or back of the ID card (individual).
   */
  attachmentType: 'BUSINESS_LICENSE' | 'ID_CARD_FRONT_SIDE' | 'ID_CARD_BACK_SIDE';
  /**
   * The JPEG or PNG as standard Base64 with padding; 1 to 1048576 characters.
   */
  attachmentContent: string;
}
