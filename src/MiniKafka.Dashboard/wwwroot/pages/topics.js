import { button, bytes, el, field, input, number, swap, tag } from '../dom.js';
import { query } from '../cluster.js';

const perPage = 20;

export function show(root, { values, mayChange, go, act, ask, live }) {
  const skip = Number(values.skip ?? 0);
  const list = el('div');
  root.append(
    el('h1', {}, 'Topics and partitions'),
    el('p', { class: 'intro' }, 'A topic is split into partitions; each is a log of its own, with a replica on several brokers. One replica leads: it takes what producers send, and the others copy it. What all replicas in sync have lies below the high watermark, and only that do consumers read.'),
    el('ul', { class: 'legend' },
      el('li', {}, el('span', { class: 'cell leader' }, '★ leads')), el('li', {}, el('span', { class: 'cell' }, 'in sync')),
      el('li', {}, el('span', { class: 'cell out' }, '! behind')), el('li', {}, '* would lead if all were well (preferred)')),
    el('form', {
      class: 'bar', role: 'search',
      onsubmit: event => { event.preventDefault(); const form = new FormData(event.target); go('topics', { filter: form.get('filter'), internal: form.get('internal') ? 'true' : '' }); },
    },
    field('Name contains', input('filter', values.filter ?? '', { type: 'search' })),
    el('label', {}, 'Topics of Kafka itself ', select(values)),
    el('button', {}, 'Filter'),
    mayChange && button('New topic', 'new topic', create, 'first')),
    list);

  function select(chosen) {
    return el('select', { name: 'internal' }, el('option', { value: '' }, 'left out'), el('option', { value: 'true', selected: chosen.internal === 'true' }, 'shown'));
  }

  async function create() {
    const wanted = await ask('New topic', null, [
      field('Name', input('name', '', { required: true })), field('Partitions', input('partitions', '3', { type: 'number', min: 1 })),
      field('Replicas of each', input('replicationFactor', '', { type: 'number', min: 1, placeholder: 'as the brokers say' }))], 'Create');
    if (wanted) await act(`Create the topic ${wanted.name}`, 'topics', { name: wanted.name, partitions: Number(wanted.partitions) || null, replicationFactor: Number(wanted.replicationFactor) || null });
  }

  const remove = async name => {
    if (await ask(`Delete ${name}?`, 'Its records are gone for good.', null, 'Delete it', true)) await act(`Delete the topic ${name}`, 'topics/delete', { name });
  };

  const cell = (partition, broker) => {
    if (!partition.replicas.includes(broker)) return el('span', { class: 'cell none' }, '–');
    const leads = partition.leader === broker;
    const inSync = partition.isr.includes(broker);
    const at = partition.logEnds?.[broker];
    const preferred = partition.replicas[0] === broker ? '*' : '';
    return el('span', { class: `cell ${leads ? 'leader' : inSync ? '' : 'out'}` },
      `${leads ? '★ leads' : inSync ? 'in sync' : '! behind'}${preferred}`, at !== undefined && el('br'), at !== undefined && `to ${number(at)}`);
  };

  const topic = (brokers, found) => el('section', { class: 'card', 'aria-label': found.name },
    el('div', { class: 'row spread' },
      el('h3', {}, found.name),
      el('span', { class: 'row' },
        found.internal && tag('of Kafka itself'),
        button('messages', `messages ${found.name}`, () => go('messages', { topic: found.name }), '', `of ${found.name}`),
        button('configs', `configs ${found.name}`, () => go('configs', { type: 'topic', name: found.name }), '', `of ${found.name}`),
        button('segments', `segments ${found.name}`, () => go('segments', { topic: found.name }), '', `of ${found.name}`),
        mayChange && !found.internal && button('delete', `delete ${found.name}`, () => remove(found.name), 'danger', found.name))),
    el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': `Partitions of ${found.name}` }, el('table', { class: 'replicas' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Partition'), brokers.map(broker => el('th', { scope: 'col' }, `Broker ${broker}`)),
        el('th', { scope: 'col', class: 'number' }, 'From'), el('th', { scope: 'col', class: 'number' }, 'High watermark'), el('th', { scope: 'col', class: 'number' }, 'Size'))),
      el('tbody', {}, found.partitions.map(partition => el('tr', {},
        el('th', { scope: 'row' }, `${partition.id}`, partition.leader < 0 && tag('no leader', 'bad')),
        brokers.map(broker => el('td', {}, cell(partition, broker))),
        el('td', { class: 'number' }, number(partition.start)), el('td', { class: 'number' }, number(partition.highWatermark)), el('td', { class: 'number' }, bytes(partition.bytes))))))));

  return live(`topics?${query({ filter: values.filter, internal: values.internal, skip, take: perPage })}`, found => {
    const to = more => go('topics', { ...values, skip: more || '' });
    swap(list,
      el('p', { class: 'quiet' }, found.total === 0 ? 'There is none.' : `${number(Math.min(skip + 1, found.total))} to ${number(Math.min(skip + perPage, found.total))} of ${number(found.total)}`),
      found.topics.map(each => topic(found.brokers, each)),
      found.total > perPage && el('div', { class: 'row' },
        el('button', { type: 'button', 'data-key': 'before', disabled: skip === 0, onclick: () => to(Math.max(0, skip - perPage)) }, 'Before'),
        el('button', { type: 'button', 'data-key': 'after', disabled: skip + perPage >= found.total, onclick: () => to(skip + perPage) }, 'After')));
  });
}
