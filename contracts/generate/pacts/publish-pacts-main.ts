import { brokerOf, publishPacts } from './publish-pacts.js';

try {
  const broker = brokerOf(process.env);
  const published = broker ? await publishPacts(broker) : [];
  process.stdout.write(
    broker ? `${published.join('\n')}\n` : 'PACT_BROKER_BASE_URL is not set; nothing was published\n',
  );
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
