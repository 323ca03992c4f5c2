// The way to the server: what there is to see, what changes it, and what is live.
const token = document.querySelector('meta[name="minikafka-token"]').content;

async function answered(response) {
  const text = await response.text();
  const body = text ? JSON.parse(text) : {};
  if (!response.ok) throw Object.assign(new Error(body.error ?? `The server says ${response.status}.`), { status: response.status });
  return body;
}

export const look = async path => answered(await fetch(`api/${path}`, { headers: { accept: 'application/json' } }));

export const change = async (path, body = {}) => answered(await fetch(`api/${path}`, {
  method: 'POST', headers: { 'content-type': 'application/json', 'X-MiniKafka-Token': token }, body: JSON.stringify(body),
}));

export const query = values => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '' && value !== null && value !== undefined)).toString();

export function say(text) {
  const said = document.getElementById('said');
  said.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { said.textContent = ''; }, 6000);
}

export function lose(text) {
  const lost = document.getElementById('lost');
  lost.hidden = !text;
  lost.textContent = text ?? '';
}

/** Shows what the path gives, and again whenever it changed, until it is ended; nothing is asked while nobody looks at the page. */
export function live(path, show) {
  let source = null;
  const open = () => {
    source = new EventSource(`api/live?path=${encodeURIComponent(path)}`);
    source.onmessage = event => { lose(null); show(JSON.parse(event.data)); };
    source.addEventListener('problem', event => lose(JSON.parse(event.data).error));
    source.onerror = () => lose('The connection to the dashboard is lost; it is tried again.');
  };
  const close = () => { source?.close(); source = null; };
  const turn = () => document.hidden ? close() : source ?? open();
  document.addEventListener('visibilitychange', turn);
  turn();
  return () => { document.removeEventListener('visibilitychange', turn); close(); lose(null); };
}

/** Does something that changes the cluster, and says how it went. */
export async function act(what, path, body) {
  say(`${what} ...`);
  try {
    const result = await change(path, body);
    say(`${what}: done.`);
    return result;
  } catch (error) {
    say(`${what}: ${error.message}`);
    return null;
  }
}
