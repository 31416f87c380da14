import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { pictures, wantPicture } from '../state/pictures.js';

/** How long a row must stay before its picture is loaded: not while the list is scrolled past it. */
const STAY_MS = 150;

/** A small picture of the document of an exchange; its place is there from the beginning, so that nothing moves. */
export function RowPicture({ id }: { readonly id: string }) {
  const picture = useComputed(() => pictures.value.get(id)).value;
  useEffect(() => {
    let forget = () => {};
    const timer = setTimeout(() => {
      forget = wantPicture(id);
    }, STAY_MS);
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [id]);
  return <span class="row-picture">{picture ? <img src={picture} alt="" /> : null}</span>;
}
