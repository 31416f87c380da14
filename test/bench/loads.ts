import { createPrivateKey, randomBytes } from 'node:crypto';
import { writeMultipart } from '@sparring/contracts';
import { sign } from '@sparring/contracts/prepaidify';
import { signatureHeader } from '@sparring/contracts/worldfirst';
import type { AllCredentials } from 'sparring';
import { UPLOAD_PATH } from '../helpers/prepaidify.js';
import { SUBMIT_PATH } from '../helpers/worldfirst.js';
import type { Pieces } from './drive.js';
import type { Comparison } from './throughput.js';

/** One kind of request that is measured. */
export interface Load {
  readonly name: string;
  readonly connections: number;
  /** Requests of one round. */
  readonly perRound: number;
  /** The server that the target is about. */
  readonly against: Comparison;
  /** The ratio to that server that is aimed at. */
  readonly target: number;
  /** Sent before this load, because it is small and takes the same way; absent when the load itself is. */
  readonly warmUp?: string;
  readonly success: string;
  /** Many of them at once are measured for their memory too. */
  readonly large?: true;
  /** Sent through the multipart parser. */
  readonly multipart?: true;
  /** Writes requests that are all distinct, from the `from`-th on. */
  write(credentials: AllCredentials, count: number): Pieces[];
}

const BOUNDARY = '------------------------sparringBench7f3a';
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
const MIB = 1024 * 1024;

/** A file that begins as a JPEG and is noise from there on, so that no search finds a pattern in it. */
const jpeg = (sizeBytes: number) => Buffer.concat([JPEG_START, randomBytes(sizeBytes - JPEG_START.length)]);

function head(method: string, target: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${target} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}\r\n`);
}

/** Signed requests, each with an attachmentId of its own; the image is the same in all of them. */
function submits(imageBytes: number): Load['write'] {
  return ({ worldfirst = {} }, count) => {
    const { clientId = '', clientPrivateKey = '' } = worldfirst;
    const key = createPrivateKey(clientPrivateKey);
    const content = Buffer.from(`{"attachmentContent":"${jpeg(imageBytes).toString('base64')}","attachmentId":"`);
    const run = randomBytes(6).toString('hex');
    const time = String(Date.now());
    return Array.from({ length: count }, (_, at) => {
      const tail = Buffer.from(`BENCH-${run}-${at}","attachmentType":"ID_CARD_FRONT_SIDE"}`);
      const signed = { method: 'POST', target: SUBMIT_PATH, clientId, time };
      const headers = {
        'content-type': 'application/json; charset=UTF-8',
        'content-length': String(content.length + tail.length),
        'client-id': clientId,
        'request-time': time,
        signature: signatureHeader(signed, Buffer.concat([content, tail]), key, 2),
      };
      return [head('POST', SUBMIT_PATH, headers), content, tail];
    });
  };
}

/** Signed uploads, each with a requestNo of its own; the file is the same in all of them. */
function uploads(fileBytes: number): Load['write'] {
  return ({ prepaidify = {} }, count) => {
    const file = jpeg(fileBytes);
    const timestamp = String(Date.now());
    const run = randomBytes(6).toString('hex');
    const signature = sign({ timestamp, method: 'POST', target: UPLOAD_PATH }, prepaidify['secretKey'] ?? '');
    const end = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
    return Array.from({ length: count }, (_, at) => {
      const fields = [
        { name: 'requestNo', content: `BENCH-${run}-${at}` },
        { name: 'type', content: 'idFront' },
        { name: 'file', content: '', filename: 'front.jpg', contentType: 'image/jpeg' },
      ];
      const before = writeMultipart(fields, BOUNDARY).subarray(0, -end.length);
      const headers = {
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        'content-length': String(before.length + file.length + end.length),
        'ach-access-key': prepaidify['accessKey'] ?? '',
        'ach-access-timestamp': timestamp,
        'ach-access-sign': signature,
      };
      return [Buffer.concat([head('POST', UPLOAD_PATH, headers), before]), file, end];
    });
  };
}

const STORED = '"resultStatus":"S"';
const TAKEN = '"success":true';

/** The loads, with how many requests keep a round at about two seconds. */
export const LOADS: readonly Load[] = [
  {
    name: 'worldfirst, 2 KB image',
    connections: 16,
    perRound: 6000,
    against: 'floor',
    target: 1,
    success: STORED,
    write: submits(2_000),
  },
  {
    name: 'worldfirst, 1,048,576 characters',
    connections: 8,
    perRound: 400,
    against: 'floor',
    target: 0.8,
    warmUp: 'worldfirst, 2 KB image',
    success: STORED,
    large: true,
    write: submits((MIB / 4) * 3),
  },
  {
    name: 'prepaidify, 20 KB',
    connections: 16,
    perRound: 12_000,
    against: 'parser',
    target: 0.75,
    success: TAKEN,
    multipart: true,
    write: uploads(20_000),
  },
  {
    name: 'prepaidify, 5 MB',
    connections: 8,
    perRound: 300,
    against: 'floor',
    target: 0.8,
    warmUp: 'prepaidify, 20 KB',
    success: TAKEN,
    multipart: true,
    large: true,
    write: uploads(5 * MIB),
  },
];
