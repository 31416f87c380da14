import { composers } from '@sparring/cases';
import { partners } from '@sparring/contracts';
import { partnersProblems } from '../checks/check-partners.js';
import { contractFile, type PartnerData, partnerData } from '../checks/partner-data.js';
import { partnersIn, readTree } from '../sources/partner-folders.js';
import { reportProblems } from '../sources/report-problems.js';
import { writeFiles } from '../sources/write-files.js';
import { fillVectors } from './fill-vectors.js';
import { writeCataloguePage } from './write-catalogue-page.js';
import { writeConfigSchema } from './write-config-schema.js';
import { writeOpenApi } from './write-openapi.js';
import { writePartnerTypes } from './write-partner-types.js';

/*
 * Second phase of `npm run generate`: checks the built contracts and the cases, and writes OpenAPI descriptions, pages
 * and literal types from them.
 */

const tree = readTree();
const folders = partnersIn(tree, 'contracts/partners/');
const composed = partnersIn(tree, 'contracts/cases/partners/');
const all = partners.map((contract, index) => {
  // the registries have the order of the folders, and a contract may have another name than its folder by mistake
  const folder = folders[index] ?? contract.name;
  return partnerData(tree, folder, contract, composers[composed.indexOf(folder)]);
});

function signingOf(data: PartnerData): string {
  const [text = '', vectors = ''] = ['signing.md', 'vectors.json'].map((file) =>
    data.tree.get(contractFile(data, file)),
  );
  return fillVectors(text, JSON.parse(vectors));
}

if (!reportProblems(partnersProblems(all))) {
  const files = new Map<string, string>();
  for (const data of all) {
    const { contract, schemas } = data;
    files.set(`contracts/generated/openapi/${contract.name}.json`, writeOpenApi(contract, schemas));
    files.set(`contracts/generated/${contract.name}.md`, writeCataloguePage(contract, signingOf(data)));
  }
  files.set('mock-server/generated/config/schema.json', writeConfigSchema(partners));
  files.set('mock-server/generated/types.ts', writePartnerTypes(partners));
  writeFiles(files, (path) => !path.endsWith('.ts'));
}
