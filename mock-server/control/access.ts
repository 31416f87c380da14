import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type OwnError, ownError } from '../core/own-error.js';
import { hostName, isOwnHost } from './loopback-host.js';

/** Who may use the control API. */
export interface ControlAccess {
  /** The address that the simulator listens on. */
  readonly host: string;
  /** Names in the Host header that are accepted besides loopback and `host`. */
  readonly allowedHosts: readonly string[];
  /** Required as a bearer token, if there is one. */
  readonly token: string | undefined;
  /** The home folder, if whoever asks for the health may know it. */
  readonly home?: string | undefined;
}

const digestOf = (text: string) => createHash('sha256').update(text).digest();

/** Compares in constant time. */
function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const [, sent = ''] = /^bearer +(.+)$/i.exec(headers.authorization ?? '') ?? [];
  return timingSafeEqual(digestOf(sent), digestOf(token));
}

/** The address that a client connected to is honest too: no web page can point it at another machine. */
const connectedTo = ({ socket }: IncomingMessage) => socket.localAddress?.replace(/^::ffff:/, '');

function isAllowedHost(request: IncomingMessage, named: string | undefined, { host, allowedHosts }: ControlAccess) {
  const allowed = [...allowedHosts.map(hostName), connectedTo(request)];
  return isOwnHost(named, host) || allowed.includes(hostName(named ?? ''));
}

/** Why a request must not use the control API; `undefined` when it may. The Host header alone proves nothing. */
export function refuseAccess(request: IncomingMessage, access: ControlAccess): OwnError | undefined {
  const { token } = access;
  if (!isAllowedHost(request, request.headers.host, access)) {
    return ownError('forbidden-host', 'the Host header is neither loopback nor a configured host', undefined, 'host');
  }
  if (token === undefined || hasToken(request, token)) return undefined;
  return ownError('token-required', 'the Authorization header does not contain the token of this simulator');
}

/** The methods that change nothing: RFC 9110, 9.2.1. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** The host of an Origin header; `undefined` when it has none, as in `null`. */
const originHost = (origin: string) => /^https?:\/\/([^/]+)$/i.exec(origin)?.[1];

/**
 * Refuses what the page of another site sends: a browser would also send the simulator's cookies and reach loopback
 * (CSRF). Programs send neither header. Pages of another port of this machine pass, but a browser asks first, and
 * gets no permission.
 */
function refuseOtherSite(request: IncomingMessage, access: ControlAccess): OwnError | undefined {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site === 'cross-site') {
    return ownError('cross-site', 'a page of another site sent the request', undefined, 'sec-fetch-site');
  }
  if (origin === undefined || isAllowedHost(request, originHost(origin) ?? 'null', access)) return undefined;
  return ownError('cross-site', 'a page of another origin sent the request', undefined, 'origin');
}

const JSON_TYPE = /^application\/json *(?:;|$)/i;

/** A web page can send other types without asking first. DELETE has no body, but a browser asks first for it. */
function refuseOtherType({ method, headers }: IncomingMessage): OwnError | undefined {
  if (method === 'DELETE' || JSON_TYPE.test(headers['content-type'] ?? '')) return undefined;
  return ownError('json-required', 'the Content-Type header is not application/json', undefined, 'content-type');
}

/** Why a request must not change anything; `undefined` when it may. */
export const refuseWrite = (request: IncomingMessage, access: ControlAccess): OwnError | undefined =>
  SAFE_METHODS.includes(request.method ?? '')
    ? undefined
    : (refuseOtherSite(request, access) ?? refuseOtherType(request));
