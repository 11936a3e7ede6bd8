// The page of a conference: a demand that is chosen shows its ground on both maps.

import './index.js';
import { one } from './dom.js';

const rows = [...document.querySelectorAll('.demands tbody tr')];
const grounds = [...document.querySelectorAll('.map [data-feature]')];

/** Shows what one demand asked and got, or all again. @param {Element | undefined} row */
function choose(row) {
  const wanted = row ? row.dataset.ground.split(' ') : [];
  for (const other of rows) {
    other.classList.toggle('on', other === row);
    other.querySelector('.choose')?.setAttribute('aria-pressed', String(other === row));
  }
  for (const ground of grounds) {
    const lit = wanted.includes(ground.dataset.feature);
    ground.classList.toggle('lit', lit);
    ground.classList.toggle('dim', wanted.length > 0 && !lit);
  }
}

for (const row of rows) {
  row.querySelector('.choose')?.addEventListener('click', () => choose(row.classList.contains('on') ? undefined : row));
}
for (const ground of grounds) {
  ground.addEventListener('click', () => {
    const row = rows.find((other) => other.dataset.ground.split(' ').includes(ground.dataset.feature));
    choose(row);
    row?.scrollIntoView({ block: 'nearest' });
  });
}
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') choose(undefined);
});
one('.demands').dataset.works = 'true';
