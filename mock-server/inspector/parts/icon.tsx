/** Outlines in a square of 16 units. */
const PATHS = {
  traffic: 'M2 4h12M2 8h12M2 12h8',
  moves: 'M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z',
  lanes: 'M3 2v12M13 2v12M8 2v3M8 7v2M8 11v3',
  settings: 'M2 5h6M12 5h2M2 11h2M8 11h6M10 3v4M6 9v4',
  docs: 'M3 2h7l3 3v9H3zM10 2v3h3M6 8h4M6 11h4',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.5 10.5 14 14',
  copy: 'M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1',
  link: 'M6.5 9.5l3-3M7 4.5l1.5-1.5a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5 7.5 13a2.8 2.8 0 0 1-4-4L5 7.5',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  close: 'M4 4l8 8M12 4l-8 8',
  repeat: 'M3 7a5 5 0 0 1 9-2l1.5 1.5M13.5 3v3.5H10M13 9a5 5 0 0 1-9 2L2.5 9.5M2.5 13V9.5H6',
  download: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11',
  back: 'M10 3 5 8l5 5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.5l7 4.5-7 4.5z',
  light:
    'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  dark: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z',
  auto: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  help: 'M6 6a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.6M8 12h.01',
  plus: 'M8 3v10M3 8h10',
  image: 'M2.5 3h11v10h-11zM2.5 11l3.5-3.5 3 3 1.5-1.5 3 3M10.5 6h.01',
  key: 'M9.5 6.5a3 3 0 1 0-2 2L8.5 9.5h1.5V11h1.5v1.5h2v-2z',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture that says nothing by itself: whatever it is in has a text. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
