import { webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import * as pki from 'pkijs';

const HOUR_MS = 3_600_000;
const VALID_DAYS = 30;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/** Object identifiers of RFC 5280. */
const OID = {
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
};

/** The types of a general name (RFC 5280, 4.2.1.6). */
const NAME_KIND = { dns: 2, ip: 7 } as const;
/** Distinguishes our certificates from those of users. */
const COMMON_NAME = 'Sparring on localhost';
const DIGITAL_SIGNATURE = new Uint8Array([0x80]);
const ALWAYS_NAMED = ['localhost', '127.0.0.1', '::1'];

const dnsName = (value: string) => new pki.GeneralName({ type: NAME_KIND.dns, value });

const ipName = (bytes: readonly number[]) =>
  new pki.GeneralName({ type: NAME_KIND.ip, value: new OctetString({ valueHex: new Uint8Array(bytes).buffer }) });

/** The 16 bytes of an IPv6 address; a URL spells out what `::` and an embedded IPv4 address stand for. */
function bytesOfIpv6(address: string): number[] {
  const [plain = ''] = address.split('%');
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const last = tail === undefined ? [] : groups(tail);
  const first = groups(head);
  const zeros = new Array<number>(8 - first.length - last.length).fill(0);
  return [...first, ...zeros, ...last].flatMap((group) => [group >> 8, group & 0xff]);
}

function generalName(host: string): pki.GeneralName {
  const version = isIP(host);
  if (version === 0) return dnsName(host.toLowerCase());
  return ipName(version === 4 ? host.split('.').map(Number) : bytesOfIpv6(host));
}

const alternativeNames = (hosts: readonly string[]) =>
  new pki.GeneralNames({ names: [...new Set([...ALWAYS_NAMED, ...hosts])].map(generalName) });

function extensions(hosts: readonly string[]): pki.Extension[] {
  const extension = (extnID: string, critical: boolean, schema: { toBER(sizeOnly?: boolean): ArrayBuffer }) =>
    new pki.Extension({ extnID, critical, extnValue: schema.toBER(false) });
  const usage = new BitString({ valueHex: DIGITAL_SIGNATURE.buffer, unusedBits: 7 });
  return [
    extension(OID.basicConstraints, true, new pki.BasicConstraints({ cA: false }).toSchema()),
    extension(OID.keyUsage, true, usage),
    extension(OID.extendedKeyUsage, false, new pki.ExtKeyUsage({ keyPurposes: [OID.serverAuth] }).toSchema()),
    extension(OID.subjectAltName, false, alternativeNames(hosts).toSchema()),
  ];
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Whether a text is a certificate that `generateCertificate` generated. */
export function isGeneratedCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject === `CN=${COMMON_NAME}`;
  } catch {
    return false;
  }
}

/**
 * Generates a self-signed server certificate for localhost, the loopback addresses and other names or addresses,
 * valid for 30 days.
 */
export async function generateCertificate(hosts: readonly string[]): Promise<{ key: string; certificate: string }> {
  const { subtle } = webcrypto;
  const keys = (await subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const serial = new Uint8Array([1, ...webcrypto.getRandomValues(new Uint8Array(8))]);
  const certificate = new pki.Certificate({ version: 2, serialNumber: new Integer({ valueHex: serial.buffer }) });
  const commonName = new pki.AttributeTypeAndValue({
    type: OID.commonName,
    value: new Utf8String({ value: COMMON_NAME }),
  });
  certificate.issuer.typesAndValues.push(commonName);
  certificate.subject.typesAndValues.push(commonName);
  const nowMs = Date.now();
  certificate.notBefore.value = new Date(nowMs - HOUR_MS);
  certificate.notAfter.value = new Date(nowMs + VALID_DAYS * 24 * HOUR_MS);
  certificate.extensions = extensions(hosts);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(keys.privateKey, 'SHA-256');
  return {
    key: pem('PRIVATE KEY', await subtle.exportKey('pkcs8', keys.privateKey)),
    certificate: pem('CERTIFICATE', certificate.toSchema(true).toBER(false)),
  };
}
