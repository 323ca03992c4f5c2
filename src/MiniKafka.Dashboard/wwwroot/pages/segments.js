import { bytes, el, field, input, number, swap } from '../dom.js';
import { query } from '../cluster.js';

export function show(root, { values, go, live }) {
  const list = el('div');
  root.append(
    el('h1', {}, 'Log segments'),
    el('p', { class: 'intro' }, 'Every replica is a row of files, each named after its first offset. Only the last one is written; retention deletes whole files from the front, and compaction rewrites them.'),
    el('form', { class: 'bar', onsubmit: event => { event.preventDefault(); go('segments', { topic: new FormData(event.target).get('topic') }); } },
      field('Topic', input('topic', values.topic ?? '', { required: true })), el('button', { class: 'first' }, 'Look')),
    list);
  if (!values.topic) return null;

  const segment = part => el('li', { class: `segment ${part.active ? 'active' : ''}` },
    el('strong', {}, `${number(part.baseOffset)}${part.active ? ' · written' : ''}`), el('br'), `to ${number(part.nextOffset)}`, el('br'), `${bytes(part.bytes)}, indexes ${bytes(part.indexBytes)}`);

  return live(`segments?${query({ topic: values.topic })}`, found => swap(list, found.replicas.length === 0 ? el('p', {}, 'There is none.') :
    found.replicas.map(replica => el('section', { class: 'card', 'aria-label': `Partition ${replica.partition} on broker ${replica.broker}` },
      el('div', { class: 'row spread' }, el('h3', {}, `Partition ${replica.partition} on broker ${replica.broker}`), el('span', { class: 'quiet' }, bytes(replica.bytes))),
      el('p', { class: 'quiet' }, replica.directory),
      replica.segments ? el('ul', { class: 'segments' }, replica.segments.map(segment)) : el('p', {}, 'Over the network nobody tells of single files.')))));
}
