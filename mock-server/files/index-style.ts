/** The style sheet of the index, for light and dark. */
export const INDEX_STYLE = `
:root { color-scheme: light dark; --page: #f3f5f9; --card: #fff; --ink: #182230; --soft: #5a6677; --line: #dde3ec;
  --chip: #eef2f7; --link: #1f55a5; --success: #157f56; --refused: #be2933; --unknown: #a85d04; --fault: #6d3ebe;
  --plain: #2f588f; }
@media (prefers-color-scheme: dark) { :root { --page: #10151d; --card: #1a212c; --ink: #e5eaf2; --soft: #9aa7b8;
  --line: #2c3644; --chip: #26303d; --link: #8ab8ff; --success: #4cc796; --refused: #ff7d83; --unknown: #f0ad55;
  --fault: #b795ff; --plain: #8ab4f0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
h1 { margin: 0 0 8px; font-size: 30px; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 48px 0 4px; padding-top: 20px; border-top: 1px solid var(--line); font-size: 22px; }
h3 { margin: 28px 0 12px; font-size: 16px; }
h3 small { color: var(--soft); font-weight: 400; }
p { margin: 0 0 8px; max-width: 76ch; }
a { color: var(--link); }
code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: 8px; margin: 20px 0 0; padding: 0; }
nav a { padding: 4px 12px; border: 1px solid var(--line); border-radius: 99px; background: var(--card);
  text-decoration: none; }
.soft { color: var(--soft); }
.entries { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 540px), 1fr)); gap: 14px; }
article { display: grid; grid-template-columns: 170px minmax(0, 1fr); gap: 16px; padding: 14px; background: var(--card);
  border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 10px; }
article > a { align-self: start; text-decoration: none; }
img, .page { display: block; width: 170px; height: 107px; object-fit: contain; border: 1px solid var(--line);
  border-radius: 6px; background: var(--chip); }
.page { display: grid; place-items: center; color: var(--soft); font-weight: 600; letter-spacing: .08em; }
h4 { margin: 0 0 4px; font-size: 15px; color: var(--tone); overflow-wrap: anywhere; }
article p { margin: 0 0 6px; font-size: 14px; }
ul { margin: 8px 0 0; padding: 0; list-style: none; }
li { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; font-size: 13px; }
li + li { margin-top: 2px; }
.success { --tone: var(--success); } .refused { --tone: var(--refused); } .unknown { --tone: var(--unknown); }
.fault { --tone: var(--fault); } .plain { --tone: var(--plain); }
footer { padding-top: 40px; padding-bottom: 40px; color: var(--soft); font-size: 13px; }
@media (max-width: 520px) { article { grid-template-columns: minmax(0, 1fr); } }
`;
