import { el } from './dom.js';
import { act, change, live, look, lose, query, say } from './cluster.js';
import { ask } from './dialog.js';

const content = document.getElementById('content');
let end = null;

async function login() {
  content.replaceChildren(
    el('h1', {}, 'Log in'),
    el('form', {
      class: 'bar',
      onsubmit: async event => {
        event.preventDefault();
        try {
          await change('login', { password: new FormData(event.target).get('password') });
          location.reload();
        } catch (error) { say(error.message); }
      },
    }, el('label', {}, 'Password', el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true })), el('button', { class: 'first' }, 'Log in')));
  content.querySelector('input').focus();
}

/** The address says which page, and what is looked at on it: #/messages?topic=orders */
const place = () => {
  const [name, values] = location.hash.replace(/^#\/?/, '').split('?');
  return { name, values: Object.fromEntries(new URLSearchParams(values ?? '')) };
};

async function open(about, moved) {
  const { name, values } = place();
  const page = about.pages.find(found => found.name === name) ?? about.pages[0];
  for (const link of document.querySelectorAll('#pages a')) {
    if (link.dataset.page === page.name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  end?.();
  end = null;
  lose(null);
  document.title = `${page.title} · MiniKafka`;
  const shown = el('div');
  content.replaceChildren(shown);
  try {
    const { show } = await import(`./pages/${page.name}.js`);
    const go = (to, more = {}) => { location.hash = `#/${to}?${query(more)}`; };
    end = await show(shown, { about, values, mayChange: !about.readOnly, go, act, ask, live, look, say }) ?? null;
  } catch (error) {
    shown.replaceChildren(el('h1', {}, page.title), el('p', {}, error.message));
  }
  if (moved) content.focus();
}

async function begin() {
  const about = await look('about');
  document.getElementById('pages').replaceChildren(...about.pages.map(page =>
    el('li', {}, el('a', { href: `./#/${page.name}`, 'data-page': page.name }, page.title))));
  window.addEventListener('hashchange', () => { if (location.hash !== '#content') open(about, true); });
  await open(about, false);
}

document.getElementById('skip').addEventListener('click', event => { event.preventDefault(); content.focus(); });
begin().catch(error => lose(error.status === 401 ? null : error.message) ?? (error.status === 401 && login()));
