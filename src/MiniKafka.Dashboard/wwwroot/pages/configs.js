import { button, el, field, input, select, swap, table, tag } from '../dom.js';
import { query } from '../cluster.js';

const sources = {
  dynamicTopic: 'set on the topic', dynamicBroker: 'set on the broker', dynamicDefaultBroker: 'set on all brokers', staticBroker: 'set at the start',
  default: 'default', dynamicBrokerLogger: 'logger', clientMetrics: 'subscription', group: 'set on the group', unknown: '?',
};

export async function show(root, { values, mayChange, go, act, ask, look }) {
  const type = values.type ?? 'cluster';
  const list = el('div');
  root.append(
    el('h1', {}, 'Configs'),
    el('p', { class: 'intro' }, 'What is set on a topic or broker counts before what is set on all brokers, and that before what stood in the properties at the start; after that comes the default.'),
    el('form', {
      class: 'bar',
      onsubmit: event => { event.preventDefault(); const form = new FormData(event.target); go('configs', { type: form.get('type'), name: form.get('name'), filter: form.get('filter') }); },
    },
    field('Of', select('type', [['cluster', 'all brokers'], ['broker', 'one broker'], ['topic', 'a topic'], ['group', 'a group']], type)),
    field('Which', input('name', values.name ?? '', { placeholder: 'its name or number' })), field('Key contains', input('filter', values.filter ?? '', { type: 'search' })),
    el('button', { class: 'first' }, 'Look')),
    list);
  if (type !== 'cluster' && !values.name) return;

  const edit = async entry => {
    const wanted = await ask(entry.name, entry.documentation, [field(`Value (${entry.type})`, input('value', entry.value ?? ''))], 'Set it');
    if (wanted && await act(`Set ${entry.name}`, 'configs', { type, name: values.name ?? '', key: entry.name, value: wanted.value })) await draw();
  };
  const reset = async entry => {
    if (await act(`Take back ${entry.name}`, 'configs', { type, name: values.name ?? '', key: entry.name, value: null })) await draw();
  };

  async function draw() {
    const found = await look(`configs?${query({ type, name: values.name })}`);
    const entries = found.entries.filter(entry => entry.name.includes(values.filter ?? ''));
    swap(list, entries.length === 0 ? el('p', {}, 'There is none.') : table('Configs', ['Key', 'Value', 'From', ''], entries.map(entry => [
      el('details', { 'data-key': `doc ${entry.name}` }, el('summary', {}, entry.name), el('p', {}, entry.documentation ?? ''),
        (entry.synonyms ?? []).map(other => el('div', { class: 'quiet' }, `${sources[other.source] ?? other.source}: ${other.name} = ${other.value ?? 'null'}`))),
      entry.sensitive ? el('span', { class: 'quiet' }, 'not shown') : entry.value ?? 'null',
      tag(sources[entry.source] ?? entry.source, entry.isDefault ? '' : 'good'),
      mayChange && !entry.readOnly && el('span', { class: 'row' }, button('edit', `edit ${entry.name}`, () => edit(entry), '', entry.name),
        String(entry.source).startsWith('dynamic') && button('take back', `reset ${entry.name}`, () => reset(entry), '', entry.name))])));
  }

  await draw();
}
