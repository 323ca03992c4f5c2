import { button, el, facts, field, input, number, swap, table, tag } from '../dom.js';
import { query } from '../cluster.js';

const kinds = { Stable: 'good', Empty: '', Dead: 'bad', PreparingRebalance: 'warn', CompletingRebalance: 'warn' };

export function show(root, { values, go, live }) {
  return values.id ? one(root, values.id, go, live) : all(root, values, go, live);
}

function all(root, values, go, live) {
  const list = el('div');
  const skip = Number(values.skip ?? 0);
  const take = 50;
  root.append(
    el('h1', {}, 'Groups'),
    el('p', { class: 'intro' }, 'Consumers of one group share the partitions among them: each partition has one reader in the group. When somebody comes, goes or falls silent, they are shared out anew, which is a rebalance. How far a group is behind is its lag.'),
    el('form', { class: 'bar', role: 'search', onsubmit: event => { event.preventDefault(); go('groups', { filter: new FormData(event.target).get('filter') }); } },
      field('Name contains', input('filter', values.filter ?? '', { type: 'search' })), el('button', {}, 'Filter')),
    list);
  return live(`groups?${query({ filter: values.filter, skip, take })}`, found => swap(list, found.total === 0 ? el('p', {}, 'There is none.') :
    table('Groups', ['Group', 'Kind', 'State', { text: 'Members', number: true }, { text: 'Lag', number: true }], found.groups.map(group => [
      button(group.id, `group ${group.id}`, () => go('groups', { id: group.id })), group.kind, tag(group.state, kinds[group.state] ?? 'warn'), number(group.members), number(group.lag)])),
  found.total > take && el('p', {}, button('Further', 'further', () => go('groups', { ...values, skip: skip + take })))));
}

function one(root, id, go, live) {
  const lags = [];
  const found = el('div');
  root.append(el('p', {}, button('All groups', 'all', () => go('groups'))), el('h1', {}, id), found);

  const chart = () => {
    const most = Math.max(1, ...lags.map(([, lag]) => lag));
    const [first] = lags[0];
    const span = Math.max(1, lags.at(-1)[0] - first);
    const points = lags.map(([at, lag]) => `${(100 * (at - first) / span).toFixed(2)},${(30 - 28 * lag / most).toFixed(2)}`).join(' ');
    return el('svg', { class: 'chart', viewBox: '0 0 100 31', preserveAspectRatio: 'none', role: 'img', 'aria-label': `Lag since this page was opened: now ${number(lags.at(-1)[1])}, at most ${number(most)}` },
      el('polyline', { points }));
  };

  const draw = group => {
    if (group.lag !== null) lags.push([Date.now(), group.lag]);
    if (lags.length > 600) lags.shift();
    swap(found,
      el('p', {}, tag(group.state, kinds[group.state] ?? 'warn')),
      facts([['Kind', group.kind], ['Protocol', group.protocol || '–'], ['Coordinator', `Broker ${group.coordinator ?? '?'}`], ['Lag', number(group.lag)]]),
      lags.length > 0 && [el('h2', {}, 'Lag since this page was opened'), chart()],
      el('h2', {}, 'Members'),
      group.members.length === 0 ? el('p', {}, 'Nobody is in it.') : table('Members', ['Member', 'Client', 'Host', 'Reads'], group.members.map(member => [
        member.instanceId ? `${member.id} (static: ${member.instanceId})` : member.id, member.clientId, member.host,
        member.assignment.map(part => `${part.topic}-${part.partition}`).join(', ') || 'nothing'])),
      el('h2', {}, 'Offsets'),
      group.offsets.length === 0 ? el('p', {}, 'It has committed nothing.') : table('Offsets',
        ['Topic', { text: 'Partition', number: true }, { text: 'Committed', number: true }, { text: 'End', number: true }, { text: 'Lag', number: true }, 'Read by'],
        group.offsets.map(at => [at.topic, `${at.partition}`, number(at.committed), number(at.end), number(at.lag), at.memberId ?? '–'])));
  };

  return live(`group?${query({ id })}`, draw);
}
