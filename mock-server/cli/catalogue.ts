import { findPartner } from '../config/find-partner.js';
import { describePartner } from '../control/descriptions.js';
import type { PartnerModule } from '../core/partner-module.js';
import { partnerModules } from '../generated/partners.js';
import { listMoves } from '../moves/index.js';

/** The faults that every operation of a partner has. */
function writeFaults({ contract }: PartnerModule): readonly string[] {
  const signsAnswers = Object.keys(contract.answerHeaders).length > 0;
  const faults = listMoves({ codes: [], signsAnswers, datesAnswers: contract.datesAnswers === true });
  return faults.map(({ forms, fault }) =>
    [
      forms.join('  '),
      `  client: ${fault?.client}`,
      `  stored: ${fault?.stored}`,
      `  client action: ${fault?.clientAction}`,
    ].join('\n'),
  );
}

const modulesOf = (partner: string | undefined): readonly PartnerModule[] =>
  partner === undefined ? partnerModules : [findPartner(partner)];

/** What the control API returns as its catalogue, of one partner or of all. */
export const catalogueData = (partner: string | undefined): object => ({
  partners: modulesOf(partner).map(({ contract }) => describePartner(contract)),
});

/** The codes and faults of one partner, or of all, as text. */
export function writeCatalogue(partner: string | undefined): string {
  const modules = modulesOf(partner);
  const blocks = modules.map((module) => {
    const { contract } = module;
    const width = Math.max(...contract.catalogue.map(({ code }) => code.length));
    const indent = ' '.repeat(width + 2);
    const rows = contract.catalogue.map(({ code, class: kind, text, clientAction, trigger, provenance }) =>
      [
        `${code.padEnd(width)}  ${kind}: ${text}`,
        `${indent}trigger: ${trigger ?? 'only as a move'}`,
        `${indent}client action: ${clientAction}`,
        `${indent}${provenance.kind}: ${provenance.source}`,
      ].join('\n'),
    );
    const faults = ['Faults, for any request', ...writeFaults(module)];
    return [`${contract.title} (${contract.name})`, ...rows, ...faults].join('\n\n');
  });
  return `${blocks.join('\n\n')}\n`;
}
