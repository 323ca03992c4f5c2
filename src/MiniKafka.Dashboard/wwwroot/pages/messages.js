import { bytes, el, field, input, number, select, swap } from '../dom.js';
import { query } from '../cluster.js';

function shown(value) {
  if (value === null) return el('span', { class: 'quiet' }, 'null');
  if (value.text === null) return el('pre', {}, `${bytes(value.size)}, not text: ${value.base64.slice(0, 2000)}`);
  let text = value.text;
  if (/^\s*[{[]/.test(text)) {
    try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* It only looks like JSON, and is shown as it is. */ }
  }
  return el('pre', {}, value.cut ? `${text}\n(${bytes(value.size)}, cut here)` : text);
}

export function show(root, { values, mayChange, go, act, look, say }) {
  const list = el('div');
  const starts = [['latest', 'the newest'], ['earliest', 'the oldest'], ['offset', 'an offset'], ['time', 'a time']];
  const kind = (values.from ?? 'latest').split(':')[0];
  root.append(
    el('h1', {}, 'Messages'),
    el('p', { class: 'intro' }, 'A record has a key, a value, headers and a time. Within a partition records have offsets, and keep their order; those of one key come into the same partition.'),
    el('form', {
      class: 'bar',
      onsubmit: event => {
        event.preventDefault();
        const form = new FormData(event.target);
        const from = form.get('from');
        go('messages', {
          topic: form.get('topic'), partition: form.get('partition'), filter: form.get('filter'),
          from: from === 'offset' || from === 'time' ? `${from}:${form.get('at')}` : from,
        });
      },
    },
    field('Topic', input('topic', values.topic ?? '', { required: true })), field('Partition', input('partition', values.partition ?? '', { type: 'number', min: 0, placeholder: 'all' })),
    field('From', select('from', starts, kind)), field('Offset or time', input('at', (values.from ?? '').split(':').slice(1).join(':'), { placeholder: '42, 2026-01-31T12:00Z' })),
    field('Contains', input('filter', values.filter ?? '', { type: 'search' })), el('button', { class: 'first' }, 'Look')),
    list);

  const row = message => el('tr', {},
    el('td', { class: 'number' }, `${message.partition}`), el('td', { class: 'number' }, number(message.offset)), el('td', {}, message.timestamp ? new Date(message.timestamp).toLocaleString('en', { hour12: false }) : '?'),
    el('td', {}, shown(message.key)), el('td', {}, shown(message.value)),
    el('td', {}, message.headers.map(header => el('div', {}, `${header.key}: `, shown(header.value)))));

  async function fetchMore(cursor, place) {
    try {
      const found = await look(`messages?${query({ topic: values.topic, partition: values.partition ?? -1, from: values.from ?? 'latest', filter: values.filter, limit: 50, cursor })}`);
      place.append(...found.messages.map(row));
      more.disabled = !found.next;
      more.onclick = () => fetchMore(found.next, place);
      say(`${found.messages.length} messages.`);
    } catch (error) { say(error.message); }
  }

  const more = el('button', { type: 'button', disabled: true }, 'Further');
  if (values.topic) {
    const body = el('tbody');
    swap(list, el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': 'Messages' }, el('table', {},
      el('thead', {}, el('tr', {}, ['Partition', 'Offset', 'Time', 'Key', 'Value', 'Headers'].map(head => el('th', { scope: 'col' }, head)))), body)), el('p', {}, more));
    fetchMore(null, body);
  }

  if (mayChange) {
    root.append(el('h2', {}, 'Produce one'), el('form', {
      class: 'card',
      onsubmit: async event => {
        event.preventDefault();
        const form = new FormData(event.target);
        const text = name => form.get(name) === '' ? null : { text: form.get(name) };
        const header = form.get('header');
        const done = await act('Produce', 'messages', {
          topic: form.get('topic'), partition: form.get('partition') === '' ? null : Number(form.get('partition')), key: text('key'), value: text('value'),
          headers: header ? [{ key: header, value: text('headerValue') }] : [],
        });
        if (done) say(`Written to partition ${done.partition} at offset ${done.offset}.`);
      },
    },
    el('div', { class: 'cards' }, field('Topic', input('topic', values.topic ?? '', { required: true, 'data-key': 'produce topic' })), field('Partition', input('partition', '', { type: 'number', min: 0, placeholder: 'by the key', 'data-key': 'produce partition' })),
      field('Key', input('key')), field('Header', input('header')), field('Value of the header', input('headerValue'))),
    el('p', {}, field('Value', el('textarea', { name: 'value', 'data-key': 'produce value' }))), el('button', { class: 'first' }, 'Produce')));
  }
}
