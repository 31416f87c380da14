import { UserError } from '../core/user-error.js';
import type { ControlRoute } from './route.js';

const unknownRule = (id: string) =>
  new UserError(`there is no rule ${id.slice(0, 64)} in this lane`, 'id', { code: 'unknown-rule' });

/** Rules: what move a request gets. */
export const ruleRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/rules',
    name: 'addRule',
    summary: 'Adds a rule.',
    query: ['lane'],
    request: 'rule.request',
    answer: 'rule.answer',
    httpStatus: 201,
    handle: ({ lane, body }) => lane().rules.add(body),
  },
  {
    method: 'GET',
    path: '/rules',
    name: 'listRules',
    summary: 'Lists the rules that have not expired, in the order in which they are asked, with their hits.',
    query: ['lane'],
    answer: 'rules.answer',
    handle: ({ lane }) => ({ rules: lane().rules.list() }),
  },
  {
    method: 'DELETE',
    path: '/rules',
    name: 'clearRules',
    summary: 'Removes every rule.',
    query: ['lane'],
    handle: ({ lane }) => {
      lane().rules.clear();
      return undefined;
    },
  },
  {
    method: 'GET',
    path: '/rules/{id}',
    name: 'getRule',
    summary: 'Returns a rule with its hits.',
    query: ['lane'],
    answer: 'rule.answer',
    handle: ({ lane, parameters: { id = '' } }) => {
      const rule = lane().rules.get(id);
      if (!rule) throw unknownRule(id);
      return rule;
    },
  },
  {
    method: 'DELETE',
    path: '/rules/{id}',
    name: 'removeRule',
    summary: 'Removes a rule.',
    query: ['lane'],
    handle: ({ lane, parameters: { id = '' } }) => {
      if (!lane().rules.remove(id)) throw unknownRule(id);
      return undefined;
    },
  },
];
