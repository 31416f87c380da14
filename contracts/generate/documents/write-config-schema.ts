import type { PartnerContract, Setting } from '@sparring/contracts';
import { configSchema } from '../sources/config-schema.js';

const TYPES = { flag: 'boolean', count: 'integer', text: 'string', choice: 'string' } as const;

function settingSchema({ kind, choices, nullable, default: value, why }: Setting): object {
  const type = TYPES[kind];
  return {
    description: why,
    type: nullable ? [type, 'null'] : type,
    ...(choices ? { enum: [...choices, ...(nullable ? [null] : [])] } : {}),
    ...(kind === 'count' ? { minimum: 0 } : {}),
    default: value,
  };
}

function settingsSchema({ title, settings }: PartnerContract): object {
  const properties = Object.entries(settings).map(([name, setting]) => [name, settingSchema(setting)] as const);
  return {
    description: title,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

/** Writes the schema of `sparring.config.json` with the settings of every partner, for editors. */
export function writeConfigSchema(partners: readonly PartnerContract[]): string {
  const { schema } = configSchema();
  const { settings, ...properties } = schema['properties'] as Readonly<Record<string, object>>;
  const byPartner = Object.fromEntries(partners.map((contract) => [contract.name, settingsSchema(contract)]));
  const whole = { ...settings, additionalProperties: false, properties: byPartner };
  return `${JSON.stringify({ ...schema, properties: { ...properties, settings: whole } }, null, 2)}\n`;
}
