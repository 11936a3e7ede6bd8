// The page of a conference: a demand that is chosen shows its ground on both maps.

import './index.js';
import { all, one } from './dom.js';

const rows = all('.demands tbody tr');
const grounds = all('.map [data-feature]');

/** The features of a demand. @param {HTMLElement} row */
const groundOf = (row) => (row.dataset.ground || '').split(' ');

/** Shows what one demand asked and got, or all again. @param {HTMLElement | undefined} row */
function choose(row) {
  const wanted = row ? groundOf(row) : [];
  for (const other of rows) {
    other.classList.toggle('on', other === row);
    other.querySelector('.choose')?.setAttribute('aria-pressed', String(other === row));
  }
  for (const ground of grounds) {
    const lit = wanted.includes(ground.dataset.feature || '');
    ground.classList.toggle('lit', lit);
    ground.classList.toggle('dim', wanted.length > 0 && !lit);
  }
}

for (const row of rows) {
  row.querySelector('.choose')?.addEventListener('click', () => choose(row.classList.contains('on') ? undefined : row));
}
for (const ground of grounds) {
  ground.addEventListener('click', () => {
    const row = rows.find((other) => groundOf(other).includes(ground.dataset.feature || ''));
    choose(row);
    row?.scrollIntoView({ block: 'nearest' });
  });
}
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') choose(undefined);
});
one('.demands').dataset.works = 'true';
