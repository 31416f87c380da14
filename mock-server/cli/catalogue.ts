import { findPartner } from '../config/find-partner.js';
import { partnerModules } from '../generated/partners.js';

/** The codes of one partner, or of all, as text. */
export function writeCatalogue(partner: string | undefined): string {
  const modules = partner === undefined ? partnerModules : [findPartner(partner)];
  const blocks = modules.map(({ contract }) => {
    const width = Math.max(...contract.catalogue.map(({ code }) => code.length));
    const indent = ' '.repeat(width + 2);
    const rows = contract.catalogue.map(({ code, class: kind, text, clientAction, trigger, provenance }) =>
      [
        `${code.padEnd(width)}  ${kind}: ${text}`,
        `${indent}trigger: ${trigger ?? `only with x-sparring-move: ${code}`}`,
        `${indent}client action: ${clientAction}`,
        `${indent}${provenance.kind}: ${provenance.source}`,
      ].join('\n'),
    );
    return [`${contract.title} (${contract.name})`, ...rows].join('\n\n');
  });
  return `${blocks.join('\n\n')}\n`;
}
