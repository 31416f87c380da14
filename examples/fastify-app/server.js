import { Prepaidify } from '@sparring/sdk';
import { buildApp } from './app.js';

const app = buildApp({ prepaidify: Prepaidify.fromEnv() });
console.log(await app.listen({ port: Number(process.env.PORT ?? 3000) }));
