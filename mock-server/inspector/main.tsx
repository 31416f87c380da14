import { render } from 'preact';
import { App } from './shell/app.js';
import { listenToKeys } from './state/keyboard.js';
import { follow } from './state/live.js';

const root = document.getElementById('inspector');
if (!root) throw new Error('the page has no place for the inspector');
render(<App />, root);
listenToKeys();
follow();
