// What clients sent becomes text, never markup: elements are made here and nowhere else.

/** An element with attributes, listeners ("onclick") and children; null and false children are left out. */
export function el(name, attributes = {}, ...children) {
  const made = name === 'svg' || name === 'polyline' ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

/** Puts new content in place of the old, and keeps the focus where it was: on what has the same data-key. */
export function swap(place, ...content) {
  const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const open = new Set([...place.querySelectorAll('details[open][data-key]')].map(details => details.dataset.key));
  place.replaceChildren(...content.flat().filter(child => child !== null && child !== undefined && child !== false));
  for (const details of place.querySelectorAll('details[data-key]')) if (open.has(details.dataset.key)) details.open = true;
  if (key) [...place.querySelectorAll('[data-key]')].find(found => found.dataset.key === key)?.focus();
}

/** A button; where many have the same word, whom it is about tells them apart for those who hear them. */
export const button = (text, key, onclick, kind = '', about = null) =>
  el('button', { type: 'button', class: kind, 'data-key': key, 'aria-label': about && `${text} ${about}`, onclick }, text);

export const tag = (text, kind = '') => el('span', { class: `tag ${kind}` }, text);

export const facts = entries => el('dl', { class: 'facts' }, entries.filter(entry => entry).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));

export function table(caption, heads, rows) {
  const cell = (kind, value, number) => el(kind, { class: number ? 'number' : null, scope: kind === 'th' ? 'col' : null }, value);
  return el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': caption }, el('table', {},
    el('thead', {}, el('tr', {}, heads.map(head => cell('th', head.text ?? head, head.number)))),
    el('tbody', {}, rows.map(row => el('tr', {}, row.map((value, i) => cell('td', value, heads[i].number)))))));
}

export function bar(part, whole) {
  const filled = el('span');
  filled.style.width = `${whole > 0 ? Math.min(100, 100 * part / whole) : 0}%`;
  return el('span', { class: 'meter', 'aria-hidden': 'true' }, filled);
}

export const number = value => value === null || value === undefined ? '?' : Number(value).toLocaleString('en');

export function bytes(value) {
  if (value === null || value === undefined) return '?';
  let unit = 0;
  for (; value >= 1024 && unit < 4; unit++) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][unit]}`;
}

export const time = iso => iso ? new Date(iso).toLocaleTimeString('en', { hour12: false }) : '?';

/** A labelled field. */
export function field(label, input) {
  return el('label', {}, label, input);
}

export const input = (name, value = '', more = {}) => el('input', { name, value, autocomplete: 'off', 'data-key': `field ${name}`, ...more });

export const select = (name, choices, chosen) => el('select', { name, 'data-key': `field ${name}` },
  choices.map(([value, text]) => el('option', { value, selected: value === chosen }, text)));
