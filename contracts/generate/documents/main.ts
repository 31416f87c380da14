import { partners } from '@sparring/contracts';
import { writeFiles } from '../sources/write-files.js';
import { writeCataloguePage } from './write-catalogue-page.js';
import { writeOpenApi } from './write-openapi.js';

/* Second phase of `npm run generate`: writes OpenAPI descriptions and pages from the built contracts. */

const files = new Map<string, string>();
for (const partner of partners) {
  files.set(`contracts/generated/openapi/${partner.name}.json`, writeOpenApi(partner));
  files.set(`contracts/generated/${partner.name}.md`, writeCataloguePage(partner));
}
writeFiles(files, (path) => !path.endsWith('.ts'));
