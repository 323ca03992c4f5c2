import { el, swap, tag, time } from '../dom.js';

const kinds = { broker: 'warn', controller: 'good', election: 'good', isr: 'warn', rebalance: 'warn', topic: '', fault: 'bad', config: '' };

export function show(root, { live }) {
  const list = el('ol', { class: 'events' });
  root.append(
    el('h1', {}, 'Timeline'),
    el('p', { class: 'intro' }, 'What happened, newest first: who was elected, which replicas fell behind and came back, which groups shared out anew, and what was done from these pages. It is found by looking each second, while somebody has a page open.'),
    list);
  return live('timeline?take=200', found => swap(list, found.events.length === 0 ? el('li', {}, 'Nothing yet.') :
    found.events.map(event => el('li', {}, el('time', { datetime: event.time }, time(event.time)), el('span', {}, tag(event.kind, kinds[event.kind] ?? '')), el('span', {}, event.text)))));
}
