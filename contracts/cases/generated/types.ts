// Written by `npm run generate`; do not edit.

export type Step = Exchange | StateChange | ClockAdvance;
/**
 * A text, or how a text or bytes are made at run time.
 */
export type Value =
  | string
  | {
      $id: string;
    }
  | {
      $specimen: 'jpeg' | 'png' | 'pdf';
    }
  | {
      $pad: Value;
      toBytes: number;
    }
  | {
      $base64: Value;
    }
  | {
      $hex: string;
    }
  | {
      $repeat: string;
      times: number;
    }
  | {
      $concat: Value[];
    }
  | {
      $now: 'milliseconds' | 'seconds' | 'iso';
      /**
       * Added to the time.
       */
      offsetSeconds?: number;
      /**
       * Ends an ISO time; default Z, empty leaves it out.
       */
      zone?: string;
      /**
       * Of an ISO time; default 0.
       */
      fractionDigits?: number;
    }
  | {
      $header: string;
      /**
       * A regular expression with one group.
       */
      pick?: string;
    }
  | {
      $percentEncode: Value;
    }
  | {
      $percentDecode: Value;
    }
  | {
      $lowerHex: Value;
    }
  | {
      $caller: 'id';
    };
export type Field =
  | Value
  | {
      filename: string;
      content: Value;
      contentType?: string;
    }
  | {
      $json: unknown;
    };

/**
 * What is sent to a partner and what must be answered, step by step. Values created at run time are objects with one $-key.
 */
export interface Case {
  $schema?: string;
  /**
   * A sentence in the present tense.
   */
  title: string;
  /**
   * Whether the case can be played against any implementation: it needs no setting, state, clock or move.
   */
  portable: boolean;
  /**
   * The decisions that the case rests on: a difference means that one of them may be wrong.
   *
   * @minItems 1
   */
  decisions: string[];
  /**
   * Settings of the partner that the case needs; they hold from its start.
   */
  settings?: {
    [k: string]: boolean | number | string | null;
  };
  /**
   * What happens, in order. The last exchange is what the case is about.
   *
   * @minItems 1
   */
  steps: Step[];
}
/**
 * A request and the answer it must get.
 */
export interface Exchange {
  /**
   * An operation of the partner, by name.
   */
  operation: string;
  request: Request;
  answer: Answer;
}
/**
 * What is sent. Whatever is left out gets its correct value, the signature included. The body is given as fields, parts or body (its bytes); the boundary of a multipart body is sparring-boundary.
 */
export interface Request {
  /**
   * Default: the operation's first.
   */
  method?: string;
  /**
   * Path with query. Default: the operation's path, filled with the parameters.
   */
  target?: string;
  /**
   * Path and query parameters.
   */
  parameters?: {
    [k: string]: Value;
  };
  headers?: Headers;
  /**
   * Signs with a key that the partner does not know.
   */
  key?: 'unknown';
  /**
   * Calls under an id that the partner does not know.
   */
  caller?: 'unknown';
  /**
   * How far the caller's clock is ahead; behind when negative.
   */
  clockOffsetSeconds?: number;
  /**
   * A code asked for by x-sparring-move.
   */
  move?: string;
  /**
   * The fields of a JSON body, the parts of a multipart body, or the one document of a raw body, in this order.
   */
  fields?: {
    [k: string]: Field;
  };
  /**
   * The parts of a multipart body, where a name is repeated or typed.
   */
  parts?: {
    name: string;
    content: Value;
    filename?: string;
    contentType?: string;
  }[];
  body?: Value;
  tamper?: Tamper;
}
/**
 * Overrides of the correct headers; null leaves one out.
 */
export interface Headers {
  [k: string]: null | Value;
}
/**
 * Changes the finished message on its way: what is signed and what is sent then differ.
 */
export interface Tamper {
  method?: string;
  target?: string;
  headers?: Headers;
  /**
   * The fields of a JSON body, the parts of a multipart body, or the one document of a raw body, in this order.
   */
  fields?: {
    [k: string]: Field;
  };
  /**
   * The parts of a multipart body, where a name is repeated or typed.
   */
  parts?: {
    name: string;
    content: Value;
    filename?: string;
    contentType?: string;
  }[];
  body?: Value;
}
/**
 * What must come back. Its schema and the text of its code are always checked.
 */
export interface Answer {
  code: string;
  /**
   * Default: the operation's status for the code.
   */
  httpStatus?: number;
  /**
   * Whether the answer carries a valid signature; left out: not checked.
   */
  signed?: boolean;
  /**
   * The field that the text of the code names.
   */
  subject?: string;
  /**
   * Fields of the answer besides code and text: a literal, or a form.
   */
  body?: {
    [k: string]:
      | string
      | boolean
      | number
      | null
      | {
          $matches: string;
        };
  };
  /**
   * Forms of answer headers; null: must be absent.
   */
  headers?: {
    [k: string]: null | {
      $matches: string;
    };
  };
}
/**
 * Puts a business id into a state that no request brings about.
 */
export interface StateChange {
  /**
   * A state of the partner, by name.
   */
  setState: string;
  subject: Value;
}
/**
 * Moves the clock of the simulator and of the caller forward.
 */
export interface ClockAdvance {
  advanceSeconds: number;
}
