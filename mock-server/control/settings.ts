import type { SettingsInput } from '../config/settings.js';
import type { ControlRoute } from './route.js';

/** Settings: what the documents of the partners leave open. */
export const settingRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/settings',
    name: 'getSettings',
    summary: 'Returns all settings.',
    query: ['lane'],
    answer: 'settings.answer',
    handle: ({ lane }) => lane().settings(),
  },
  {
    method: 'PATCH',
    path: '/settings',
    name: 'changeSettings',
    summary: 'Changes settings from now on, all or none of them, and returns all settings.',
    query: ['lane'],
    request: 'settings.request',
    answer: 'settings.answer',
    handle: ({ lane, body }) => {
      const control = lane();
      control.configureAll(body as SettingsInput);
      return control.settings();
    },
  },
];
