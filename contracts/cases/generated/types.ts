// Written by `npm run generate`; do not edit.

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
       * What stands after an ISO time; default Z, empty leaves it out.
       */
      zone?: string;
      /**
       * Of an ISO time; default 0.
       */
      fractionDigits?: number;
    }
  | {
      $signature: 'percent' | 'percent-lower' | 'base64';
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
 * One case of one operation: what holds before, what is sent, what must be answered. Values made at run time are objects with one $-key.
 */
export interface Example {
  $schema?: string;
  /**
   * A sentence in the present tense.
   */
  title: string;
  /**
   * An operation of the partner, by name.
   */
  operation: string;
  /**
   * Whether the case can be played against any implementation: it needs no setting, no fact and no move.
   */
  portable: boolean;
  /**
   * The decisions that the case rests on, so that a difference can be told as an assumption that does not hold.
   *
   * @minItems 1
   */
  decisions: [string, ...string[]];
  given?: Given;
  /**
   * Requests sent first, in order, each with the answer it must get.
   *
   * @minItems 1
   */
  before?: [Step, ...Step[]];
  request: Request;
  answer: Answer;
}
/**
 * What only a simulator can be told.
 */
export interface Given {
  settings?: {
    [k: string]: boolean | number | string | null;
  };
  /**
   * @minItems 1
   */
  facts?: [
    {
      fact: string;
      subject: Value;
    },
    ...{
      fact: string;
      subject: Value;
    }[]
  ];
}
export interface Step {
  request: Request;
  answer: Answer;
}
/**
 * What is sent. Whatever is left out is as it should be, the signature included: it covers what is sent. The body is given as fields, parts or body (its bytes); the boundary of a multipart body is sparring-boundary.
 */
export interface Request {
  /**
   * Default: the operation's first.
   */
  method?: string;
  /**
   * Path with query. Default: the operation's path.
   */
  target?: string;
  headers?: Headers;
  /**
   * A code asked for by x-sparring-move.
   */
  move?: string;
  /**
   * The fields of a JSON body, or the parts of a multipart body, in this order.
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
  spoil?: Spoil;
}
/**
 * Put over the right headers; null leaves one out.
 */
export interface Headers {
  [k: string]: null | Value;
}
/**
 * Makes the signature with another key, or over something else than what is sent.
 */
export interface Spoil {
  key?: 'foreign';
  method?: string;
  target?: string;
  headers?: Headers;
  body?: Value;
  /**
   * Signed text parts of a multipart body.
   */
  fields?: {
    [k: string]: string;
  };
}
/**
 * What must come back. Its schema and the text of its code are always judged.
 */
export interface Answer {
  code: string;
  /**
   * Default 200.
   */
  httpStatus?: number;
  /**
   * Whether the answer carries a signature that holds; left out: not judged.
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
