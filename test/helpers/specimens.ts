import { readFileSync } from 'node:fs';

const folder = new URL('../../specimens/', import.meta.url);

/** The path of a specimen document of a made-up person. */
export const specimenPath = (name: string): string => new URL(name, folder).pathname;

/** The bytes of a specimen document of a made-up person. */
export const specimen = (name: string): Buffer => readFileSync(new URL(name, folder));
