import { partners } from '@sparring/contracts';
import { writeFiles } from '../sources/write-files.js';
import { writeCataloguePage } from './write-catalogue-page.js';
import { writeOpenApi } from './write-openapi.js';
import { writePartnerTypes } from './write-partner-types.js';

/* Second phase of `npm run generate`: writes OpenAPI descriptions, pages and literal types from the built contracts. */

const files = new Map<string, string>();
for (const partner of partners) {
  files.set(`contracts/generated/openapi/${partner.name}.json`, writeOpenApi(partner));
  files.set(`contracts/generated/${partner.name}.md`, writeCataloguePage(partner));
}
files.set('mock-server/generated/types.ts', writePartnerTypes(partners));
writeFiles(files, (path) => !path.endsWith('.ts'));
