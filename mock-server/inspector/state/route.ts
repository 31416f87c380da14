import { computed, signal } from '@preact/signals';

/** Where the page is: the part of its address behind `#`, so that any link can be copied and opened. */
export interface Place {
  readonly page: string;
  /** What follows the page, decoded. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // somebody mangled the link; nothing has such a name
  }
}

function read(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page = '', ...rest] = path.split('/').map(decode);
  return { page: page === '' ? 'traffic' : page, rest, query: new URLSearchParams(query) };
}

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** The current place. */
export const place = computed(() => read(hash.value));

/** Writes a link within the page. */
export function linkTo(page: string, ...rest: readonly string[]): string {
  const path = [page === 'traffic' ? '' : page, ...rest].map(encodeURIComponent).join('/');
  return `#/${path}`;
}

/** Goes somewhere. */
export function go(link: string): void {
  location.hash = link;
}

/** Goes somewhere without a new entry in the history of the browser. */
export function replace(link: string): void {
  history.replaceState(null, '', link);
  hash.value = location.hash;
}

/** A link that can be sent to somebody else. */
export const absolute = (link: string) => `${location.origin}/${link}`;

/** The link of an exchange. */
export const exchangeLink = (id: string) => linkTo('exchange', id);
