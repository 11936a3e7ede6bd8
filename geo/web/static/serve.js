// What `treaty-atlas serve` adds to a page that it shows, and to none that it writes: a box that says what `check`
// says, and the page anew when it was built anew.

const host = document.createElement('div');
const box = host.attachShadow({ mode: 'open' });
const style = new CSSStyleSheet();
// The policy of a page wants the hash of every other kind of style.
box.adoptedStyleSheets = [style];
style.replaceSync(`section { position: fixed; inset: auto 1rem 1rem auto; z-index: 99999; max-width: min(46rem, 90vw);
  max-height: 60vh; overflow: auto; box-sizing: border-box; padding: .6rem 1rem; border: 2px solid #b3261e;
  border-radius: .4rem; background: #fff; color: #1c1b1f; font: 15px/1.45 system-ui, sans-serif; }
  section.busy { border-color: #5f6368; } h2 { margin: 0; font-size: 1em; } ul { margin: .4rem 0 0; padding-left: 1.2rem; }
  li { overflow-wrap: anywhere; }`);

/** @param {{ state: string, sentences: string[] }} told */
function show({ state, sentences }) {
  const section = document.createElement('section'), title = document.createElement('h2');
  const list = document.createElement('ul');
  section.setAttribute('role', 'status');
  section.className = state;
  title.textContent = state === 'busy' ? 'Building …' : 'What is wrong with the facts:';
  if (state === 'gone') title.textContent = 'treaty-atlas serve has ended.';
  list.append(...sentences.map((sentence) => Object.assign(document.createElement('li'), { textContent: sentence })));
  section.append(title, ...(sentences.length ? [list] : []));
  box.replaceChildren(...(state === 'well' ? [] : [section]));
}

document.body.append(host);
const events = new EventSource('/.events');
const built = Number(document.querySelector('script[data-built]')?.getAttribute('data-built'));
events.addEventListener('message', (message) => {
  const told = JSON.parse(message.data);
  if (told.built === built) show(told);
  else location.reload();
});
// The browser asks again by itself.
events.addEventListener('error', () => show({ state: 'gone', sentences: [] }));
