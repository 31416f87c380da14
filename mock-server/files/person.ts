import { createHash } from 'node:crypto';
import { faker } from '@faker-js/faker/locale/en';

/** A made-up person. The country does not exist. */
export interface Person {
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly born: string;
  readonly documentNumber: string;
}

/**
 * Makes up a person; the same seed makes up the same person.
 * @example makePerson('1') // { name: 'Rosa Lind', born: '1984-05-17', documentNumber: 'U48201735' }
 */
export function makePerson(seed: string): Person {
  faker.seed(createHash('sha256').update(seed).digest().readUInt32BE());
  const two = (number: number) => String(number).padStart(2, '0');
  const [year, month, day] = [
    faker.number.int({ min: 1950, max: 2004 }),
    faker.number.int({ min: 1, max: 12 }),
    faker.number.int({ min: 1, max: 28 }),
  ];
  return {
    name: `${faker.person.firstName()} ${faker.person.lastName()}`,
    born: `${year}-${two(month)}-${two(day)}`,
    documentNumber: `U${faker.string.numeric(8)}`,
  };
}
