import { el } from './dom.js';

/** Asks before something is done. Resolves with the form's values, or null. The browser keeps the focus in it and gives it back. */
export function ask(title, text, fields, confirm, danger = false) {
  return new Promise(resolve => {
    const form = el('form', { method: 'dialog' },
      el('h2', { id: 'asked' }, title),
      text && el('p', {}, text),
      fields,
      el('div', { class: 'row' },
        el('button', { value: 'yes', class: danger ? 'danger' : 'first' }, confirm),
        el('button', { value: 'no', formnovalidate: true }, 'Cancel')));
    const dialog = el('dialog', { 'aria-labelledby': 'asked' }, form);
    const asker = document.activeElement?.dataset?.key;
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'yes' ? Object.fromEntries(new FormData(form)) : null);
      dialog.remove();
      if (asker) [...document.querySelectorAll('[data-key]')].find(found => found.dataset.key === asker)?.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
