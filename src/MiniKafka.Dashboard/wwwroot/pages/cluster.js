import { bar, button, bytes, el, facts, number, swap, table, tag } from '../dom.js';

const words = {
  running: ['running', 'good', 'Serves its clients.'],
  paused: ['paused', 'warn', 'Answers nobody, as a stopped process does; the others notice after a while.'],
  stopped: ['stopped', '', 'Has handed over what it led, and left.'],
  killed: ['killed', 'bad', 'Ended as in a crash.'],
  failed: ['failed', 'bad', 'Ended by itself.'],
  starting: ['starting', 'warn', 'Comes back.'],
  stopping: ['stopping', 'warn', 'Hands over what it leads.'],
  unknown: ['unknown', 'warn', 'Nothing is known of it.'],
};

const controls = {
  running: ['pause', 'stop', 'kill'],
  paused: ['resume', 'kill'],
  stopped: ['start'],
  killed: ['start'],
  failed: ['start'],
};

export function show(root, { about, mayChange, act, ask, live }) {
  const brokers = el('ul', { class: 'cards' });
  const rest = el('div');
  root.append(
    el('h1', {}, 'Cluster'),
    el('p', { class: 'intro' }, 'Brokers keep the records. One of them is the active controller: it decides who leads which partition. '
      + (about.inProcess ? 'Kill one, or cut a link, and see on the other pages what the rest make of it.' : 'This cluster runs elsewhere, so it can be watched here and not be ended.')),
    brokers, rest);

  const control = async (broker, deed) => {
    if (deed === 'kill' && !await ask(`Kill broker ${broker.id}?`, 'It ends at once, as in a crash. What it led is led by others, as far as they have it all.', null, 'Kill it', true)) return;
    await act(`${deed[0].toUpperCase()}${deed.slice(1)} broker ${broker.id}`, `brokers/${broker.id}/${deed}`);
  };

  const card = broker => {
    const [word, kind, meaning] = words[broker.state] ?? words.unknown;
    return el('li', { class: 'card' },
      el('div', { class: 'row spread' }, el('h3', {}, `Broker ${broker.id}`), el('span', { class: 'row' }, broker.isController && tag('controller', 'good'), tag(word, kind))),
      el('p', { class: 'quiet' }, broker.stateReason ?? meaning),
      facts([
        ['Address', `${broker.host}:${broker.port}`],
        broker.rack ? ['Rack', broker.rack] : null,
        ['Leads', `${number(broker.leaders)} of its ${number(broker.replicas)} replicas`],
        ['Data', bytes(broker.bytes)],
      ]),
      mayChange && about.inProcess && el('div', { class: 'row' }, (controls[broker.state] ?? []).map(deed =>
        button(deed, `${deed} ${broker.id}`, () => control(broker, deed), deed === 'kill' ? 'danger' : '', `broker ${broker.id}`))));
  };

  const links = cluster => {
    if (!about.inProcess || cluster.brokers.length < 2) return null;
    const pairs = cluster.brokers.flatMap((one, i) => cluster.brokers.slice(i + 1).map(other => [one.id, other.id]));
    return [
      el('h2', {}, 'Links'),
      el('p', { class: 'quiet' }, 'Over a cut link nothing gets through, and neither end is told: a follower falls behind and is taken out of the in-sync replicas.'),
      table('Links between brokers', ['Between', 'State', ''], pairs.map(([a, b]) => {
        const isCut = cluster.cuts.some(cut => (cut.a === a && cut.b === b) || (cut.a === b && cut.b === a));
        return [`Broker ${a} and ${b}`, isCut ? tag('cut', 'bad') : tag('whole', 'good'),
          mayChange && button(isCut ? 'heal' : 'cut', `link ${a} ${b}`, () => act(`${isCut ? 'Heal' : 'Cut'} the link between ${a} and ${b}`, `links/${isCut ? 'heal' : 'cut'}`, { a, b }), isCut ? '' : 'danger', `the link between ${a} and ${b}`)];
      })),
    ];
  };

  const quorum = cluster => {
    const found = cluster.quorum;
    if (!found) return [el('h2', {}, 'Quorum'), el('p', {}, tag('no leader', 'bad'), ' Nobody decides for the cluster at the moment: without a majority of controllers there is no election.')];
    const rows = [...found.voters.map(voter => ['votes', voter]), ...(found.observers ?? []).map(observer => ['only reads', observer])];
    return [
      el('h2', {}, 'Quorum'),
      el('p', { class: 'quiet' }, `Topics and leaders stand in a log that the controllers replicate. Node ${found.leaderId} leads it, in epoch ${number(found.leaderEpoch)}; everything before ${number(found.highWatermark)} is decided.`),
      table('Quorum', ['Node', 'Part', { text: 'Log end', number: true }, { text: 'Behind', number: true }, ''],
        rows.map(([part, node]) => [`Node ${node.id}${node.id === found.leaderId ? ', leads' : ''}`, part, number(node.logEndOffset), number(node.lag), bar(node.logEndOffset, found.highWatermark)])),
    ];
  };

  return live('cluster', cluster => {
    swap(brokers, cluster.brokers.map(card));
    swap(rest, links(cluster), quorum(cluster), el('p', { class: 'quiet' }, `Cluster id ${cluster.clusterId}`));
  });
}
