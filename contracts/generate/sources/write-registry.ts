/** `export const partners`: the contract of every partner. */
export function writeContractRegistry(partners: readonly string[]): string {
  return [
    "import type { PartnerContract } from '../partner.js';",
    ...partners.map((name) => `import { ${name} } from '../partners/${name}/index.js';`),
    '',
    `export { ${partners.join(', ')} };`,
    '',
    '/** The name of a partner. */',
    `export type PartnerName = ${partners.map((name) => `'${name}'`).join(' | ')};`,
    '',
    '/** The contract of every partner, by name in alphabetical order. */',
    `export const partners: readonly PartnerContract[] = [${partners.join(', ')}];`,
    '',
  ].join('\n');
}

/** `export const composers`: the composer of every partner that has cases. */
export function writeComposerRegistry(partners: readonly string[]): string {
  return [
    "import type { Composer } from '../composer.js';",
    ...partners.map((name) => `import { composer as ${name} } from '../partners/${name}/compose.js';`),
    '',
    '/** The composer of every partner that has cases. */',
    `export const composers: readonly Composer[] = [${partners.join(', ')}];`,
    '',
  ].join('\n');
}

/** `export const partnerModules`: every partner that is simulated. */
export function writeSimulatorRegistry(partners: readonly string[]): string {
  return [
    "import type { PartnerModule } from '../core/partner-module.js';",
    ...partners.map((name) => `import { partnerModule as ${name} } from '../partners/${name}/index.js';`),
    '',
    '/** Every partner that is simulated. */',
    `export const partnerModules: readonly PartnerModule[] = [${partners.join(', ')}];`,
    '',
  ].join('\n');
}
