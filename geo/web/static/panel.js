// The words beside the map: articles, the card of a feature, legend, table. All from the same rows.

import { LOUD } from './caption.js';
import { addressOf } from './cite.js';
import { heldOn, interval, isOpen } from './dates.js';
import { fill, html, nameCells, one, svg } from './dom.js';
import { citedIn, claimOf, markedIn, referenceOf, referencesIn } from './evidence.js';
import { drawnOf, legendOf } from './legend.js';
import { lookOf } from './looks.js';
import { changesIn, daysShown, heldIn, limitStands, rowsIn } from './state.js';
import { inked } from './swatch.js';

/** A mark in the legend is drawn on 40 by 22. */
const SWATCH = { width: 36, height: 20, viewBox: '0 0 40 22' };

/** @typedef {import('./swatch.js').Shown} Shown */
/** A term of the card and what is said of it. @typedef {(label: string, ...value: import('./dom.js').Child[]) => HTMLElement[]} Fact */

/**
 * What a mark looks like on a kind of ground. @param {import('./legend.js').Ground} kind @param {Mark} mark
 * @returns {Shown}
 */
function shownAs(kind, mark) {
  return kind === 'area' ? mark : kind === 'line' ? 'line' : kind === 'band' ? 'coast' : mark === 'fill' || mark === 'line' ? 'point' : 'ring';
}

export class Panel {
  /** @param {import('./page.js').Page} page */
  constructor(page) {
    this.page = page;
    this.words = page.words;
    /** For what the legend has its room, and whether all of it is shown. */
    this.roomFor = '';
    this.unfolded = false;
  }

  /** A numbered note that leads to the article: the same number stands everywhere. @param {string} instrument @param {string} article */
  note(instrument, article) {
    const { page, words } = this;
    const number = page.facts.notes[`${instrument}/${article}`];
    const label = words.articleName(instrument, article);
    return html('button', {
      type: 'button', class: 'note', title: label, 'aria-label': words.say('note_label', { number, label }),
      click: () => page.choose({ article: `${instrument}/${article}` }),
    }, String(number || '·'));
  }

  /** The legal dates of a row: signature, entry into force, consent (by which article), demarcation. @param {Row} row */
  legal(row) {
    const { words } = this;
    const label = (/** @type {string} */ basis, /** @type {Day} */ day) => (basis === 'consent' && row.consent_of
      ? words.say('basis_consent_of', { power: words.power(row.consent_of, day) }) : words.say('basis_' + basis));
    const parts = Object.entries(row.legal).map(([basis, day]) => `${label(basis, day)} ${words.date(day)}`);
    const [instrument, article] = row.consent_by.split('/');
    return [parts.join(' · '), ...(article ? [' ', this.note(instrument, article)] : [])];
  }

  /** The articles that made this map, main instrument first. */
  articles() {
    const { words, page: { facts } } = this;
    const main = (/** @type {Instrument} */ { id }) => Number(id === facts.main);
    const groups = [...facts.instruments].sort((a, b) => main(b) - main(a) || a.signed.localeCompare(b.signed));
    one('#articles').replaceChildren(...groups.flatMap((instrument) => [
      html('h3', {}, words.text(`instrument.${instrument.id}.short`, instrument.short),
        html('span', { class: 'when' }, words.signed(instrument))),
      html('ol', { class: 'articles' }, ...instrument.articles.map((article) => this.article(instrument, article))),
    ]));
  }

  /** @param {Instrument} instrument @param {Article} article */
  article(instrument, article) {
    const { page, words } = this, key = `${instrument.id}/${article.number}`;
    const chosen = page.state.article === key;
    const rows = rowsIn(page).filter((row) => row.instrument === instrument.id && row.article === article.number);
    const number = page.facts.notes[key];
    const head = html('button', {
      type: 'button', class: 'article-head', 'aria-pressed': String(chosen),
      click: () => page.choose({ article: chosen ? '' : key }),
    }, html('span', { class: 'number' }, words.articleNumber(instrument.id, article.number)),
    html('span', { class: 'summary' }, words.text(`article.${key}`, article.summary)));
    return html('li', { class: `article ${article.effect} ${chosen ? 'chosen' : ''}`, 'data-article': key },
      head,
      html('p', { class: 'small' },
        number ? html('span', { class: 'note-number' }, `[${number}] `) : null,
        this.cite(article.cite), ' ',
        article.verified ? null : html('span', { class: 'unverified' }, words.say('unseen')),
        article.effect === 'none' ? html('span', { class: 'effect' }, ' ', words.say('no_ground')) : null,
        article.effect_note ? html('span', { class: 'effect-note' }, ' – ', words.text(`article.${key}.effect`, article.effect_note)) : null),
      chosen && rows.length ? html('ul', { class: 'rows' }, ...rows.map((row) => html('li', {},
        this.featureLink(row.feature), words.say('colon'), [words.tenure(row.tenure), words.whose(row), words.during(row)].join(words.say('comma'))))) : null,
      chosen ? this.ownWords(article) : null,
      chosen ? this.references([article.cite, ...(article.words || []).map(({ cite }) => cite), ...rows.map(({ cite }) => cite)]) : null);
  }

  /**
   * An article's own words, each language with the edition that prints it: the reader's own language first,
   * else the first that there is; the others folded away.
   * @param {Article} article @returns {HTMLElement[]}
   */
  ownWords(article) {
    const { page, words } = this, { strings, sources } = page.facts, own = page.state.lang;
    const all = [...(article.words || [])].sort((a, b) => Number(b.lang === own) - Number(a.lang === own));
    return all.map(({ lang, text, cite, operative = [] }, i) => html('details', { class: 'words', open: i === 0 },
      html('summary', {}, ...words.around('own_words', html('span', { lang }, strings[lang]?.language_name || lang))),
      html('blockquote', { lang }, ...markedIn(text, operative).map((part) => (part.marked ? html('mark', {}, part.words) : part.words))),
      html('p', { class: 'small' }, this.cite(cite), html('span', { lang: 'en' }, ...citedIn(cite).map(({ id }) => ` – ${sources[id]?.title || id}`)))));
  }

  /** Every source of some cites in full, each once, and each to be copied. @param {string[]} cites */
  references(cites) {
    const { words, page: { facts: { sources } } } = this;
    const each = new Map(cites.flatMap(citedIn).map(({ id, pin }) => [`${id} ${pin}`, { id, pin }]));
    if (!each.size) return null;
    return html('details', { class: 'references' }, html('summary', {}, words.say('references')), html('ul', {}, ...[...each.values()].map(({ id, pin }) => {
      const { title, url } = sources[id] || { title: id };
      return html('li', {}, html('span', { lang: 'en' }, title), pin ? words.say('comma') + words.at(pin) : null, words.say('stop'),
        url && /^https?:/.test(url) ? html('a', { href: url, rel: 'noopener' }, url) : url || null, ' ', this.copier('copy_reference', () => referenceOf(sources[id], id, words.at(pin))));
    })));
  }

  /** A button that copies a text, and says beside itself whether it did. @param {string} label @param {() => string} text */
  copier(label, text) {
    const said = html('span', { class: 'copied', role: 'status' });
    return html('span', { class: 'copier' }, html('button', { type: 'button', class: 'link', click: () => this.page.copy(text(), said) }, this.words.say(label)), ' ', said);
  }

  /** A row as a claim, with all that it rests on. @param {Row} row @param {Feature} feature */
  statement(row, feature) {
    const { page, words } = this, { facts } = page;
    return claimOf({
      place: words.name(feature), right: words.right(row), during: words.during(row), article: words.articleName(row.instrument, row.article),
      certainty: words.say('certainty') + words.say('colon') + words.say('certainty_' + feature.certainty) + words.say('aside', { said: words.off(feature) }),
      sources: referencesIn(row.cite, facts.sources, (pin) => words.at(pin)).join(' '), address: addressOf(page.address(), facts.edition.site, facts.page),
    }, (key, values) => words.say(key, values));
  }

  /** Who holds a place on the last day that is shown, until when, by which article: the loud rights, or else the first. @param {Row[]} rows */
  headline(rows) {
    const { page, words } = this, { facts, state } = page, [day = ''] = daysShown(state, page.mode).slice(-1);
    const held = heldOn(rows, day, state.basis), loud = held.filter((row) => lookOf(facts, row).weight >= LOUD);
    const told = (loud.length ? loud : held.slice(0, 1)).sort((a, b) => facts.terms.tenure[b.tenure].edge - facts.terms.tenure[a.tenure].edge);
    return told.map((row) => {
      const [, end] = interval(row, state.basis);
      return html('p', { class: 'headline' }, html('b', {}, words.whose(row, day)), ` · ${words.tenure(row.tenure)} · ${end ? words.say('until_day', { date: words.date(end) }) : words.say('open')} · `,
        html('button', { type: 'button', class: 'link', click: () => page.choose({ article: `${row.instrument}/${row.article}` }) }, words.articleName(row.instrument, row.article)));
    });
  }

  /** The words of the articles behind some rows, each once. @param {Row[]} rows @returns {HTMLElement[]} */
  wordsOf(rows) {
    const { words, page } = this, keys = [...new Set(rows.map((row) => `${row.instrument}/${row.article}`))];
    return keys.flatMap((key) => {
      const [id, number] = key.split('/');
      const article = page.facts.instruments.find((other) => other.id === id)?.articles.find((other) => other.number === number);
      return article?.words ? [html('h3', {}, words.articleName(id, number)), ...this.ownWords(article),
        html('p', { class: 'small' }, html('b', {}, words.say('our_summary')), ' ', words.text(`article.${key}`, article.summary))] : [];
    });
  }

  /** The mark of a row, as its feature bears it on the map. @param {Row} row @param {Feature} feature */
  markOf(row, { kind }) {
    const { mark } = this.page.facts.terms.tenure[row.tenure];
    return mark === 'outline' ? null : this.swatch(row, shownAs(kind === 'line' && mark !== 'line' ? 'band' : kind, mark));
  }

  /** What is said where the reading chosen leaves nothing to show. */
  nothing() {
    const { words, page: { state: { reading } } } = this;
    return html('li', { class: 'nothing' }, words.say(reading ? `no_${reading}` : 'no_law'));
  }

  /** @param {string} id */
  featureLink(id) {
    const { page, words } = this, feature = page.facts.features.find((other) => other.id === id);
    if (!feature) return html('span', {}, page.facts.names[id] || id);
    return html('button', { type: 'button', class: 'link', click: () => page.choose({ feature: id }) }, words.name(feature));
  }

  /** "FRUS 1905, p. 826" as links to where the text can be read. @param {string} cite */
  cite(cite) {
    const { words, page: { facts: { sources }, state: { lang } } } = this;
    return html('span', { class: 'cite' }, ...citedIn(cite).flatMap(({ id, pin }, i) => {
      /** @type {Source} */
      const source = sources[id] || { title: id, short: id, short_in: {} };
      const own = words.text(`source.${id}`, source.short_in[lang] || ''), said = [html('span', { lang: own ? lang : 'en' }, own || source.short), ...(pin ? [words.say('comma'), words.at(pin)] : [])];
      const shown = /^https?:\/\//.test(source.url || '') ? html('a', { href: source.url, rel: 'noopener', title: source.title }, ...said) : html('span', {}, ...said);
      return i ? [words.say('semicolon'), shown] : [shown];
    }));
  }

  /** Why is this line here? */
  card() {
    const { page, words } = this, { facts, state } = page;
    const feature = facts.features.find((other) => other.id === state.feature);
    const card = one('#card');
    card.hidden = !feature;
    card.replaceChildren();
    if (!feature) return;
    const rows = rowsIn(page).filter((row) => row.feature === feature.id);
    const text = (/** @type {'rule' | 'certainty_note'} */ part) => words.text(`feature.${feature.id}.${part}`, feature[part] || '');
    /** @type {Fact} */
    const fact = (label, ...value) => [html('dt', {}, words.say(label)), html('dd', {}, ...value)];
    fill(card, {}, [
      html('button', { type: 'button', class: 'close', 'aria-label': words.say('close'), click: () => page.choose({ feature: '' }) }, '×'),
      html('h2', {}, words.name(feature)),
      words.modern(feature) ? html('p', { class: 'modern' }, words.say('today', { name: words.modern(feature) })) : null,
      ...this.headline(rows),
      html('p', { class: 'eyebrow' }, words.say('why_here')),
      html('ul', { class: 'rows' }, ...(rows.length ? [] : [this.nothing()]), ...rows.map((row) => html('li', { class: 'right' },
        this.markOf(row, feature), html('span', { class: 'reading' }, words.say(row.reading)), ' ',
        html('b', {}, words.right(row)), words.say('comma'), words.during(row), ' ',
        this.note(row.instrument, row.article),
        html('p', { class: 'small' }, this.legal(row)),
        row.until ? html('p', { class: 'small' }, words.say('term', { term: words.text(`until.${row.until}`, row.until) })) : null,
        row.note ? html('p', { class: 'small' }, words.text(`note.${row.key}`, row.note)) : null,
        this.copier('copy_claim', () => this.statement(row, feature))))),
      ...this.wordsOf(rows),
      html('dl', {},
        ...fact('rule', text('rule')),
        ...fact('under', this.cite(feature.cite)),
        ...(feature.layer ? fact('layer', words.text(`credit.${feature.layer}`, '')) : []),
        ...fact('certainty', html('span', { class: 'certainty ' + feature.certainty }, words.say('certainty_' + feature.certainty)),
          words.say('aside', { said: words.off(feature) }) + words.say('stop'), text('certainty_note')),
        ...this.measures(feature, fact), ...this.lines(feature, fact), ...this.segments(feature, fact)),
      this.references([feature.cite, ...rows.map(({ cite }) => cite), ...feature.published.map(({ cite }) => cite)])]);
  }

  /** @param {Feature} feature @param {Fact} fact */
  measures(feature, fact) {
    const { words } = this;
    const area = feature.area_km2, ours = area || feature.length_km;
    if (!ours) return [];
    return fact('measure',
      html('table', { class: 'measures' },
        html('thead', {}, html('tr', {}, html('th', { scope: 'col' }, words.say('col_source')), html('th', { scope: 'col', class: 'value' }, words.say('measure')))),
        html('tbody', {},
          html('tr', { class: 'ours' }, html('td', {}, words.say(area ? 'on_ellipsoid' : 'straight_length')),
            html('td', { class: 'value' }, words.measure(ours, area ? 'km²' : 'km'))),
          ...feature.published.map((figure, i) => html('tr', {},
            html('td', {}, this.cite(figure.cite), figure.note ? html('span', { class: 'small' }, ` ${words.text(`feature.${feature.id}.published.${i + 1}`, figure.note)}`) : null),
            html('td', { class: 'value' }, words.measure(figure.value, figure.unit),
              figure.km2 && figure.unit !== 'km²' ? html('span', { class: 'small' }, ` = ${words.measure(figure.km2, 'km²')}`) : null,
              figure.km && figure.unit !== 'km' ? html('span', { class: 'small' }, ` = ${words.measure(figure.km, 'km')}`) : null))))),
      feature.measure_note ? html('p', { class: 'small' }, words.text(`feature.${feature.id}.measure_note`, feature.measure_note)) : null);
  }

  /** @param {Feature} feature @param {Fact} fact */
  lines(feature, fact) {
    const { words } = this;
    if (!feature.lines.length) return [];
    return fact('lines', html('table', { class: 'measures' }, html('tbody', {}, ...feature.lines.map((line) => html('tr', {},
      html('td', {}, words.text(`feature.${feature.id}.part.${line.id}.name`, line.name), html('span', { class: 'small' }, ` ${words.text(`feature.${feature.id}.part.${line.id}`, line.note)}`)),
      html('td', { class: 'value' }, words.measure(line.km, 'km')))))));
  }

  /** The stretches of a limit: how sure each is, and why. @param {Feature} feature @param {Fact} fact */
  segments(feature, fact) {
    const { page, words } = this;
    const limits = page.facts.limits.filter((limit) => limit.feature === feature.id && limit.reason);
    if (!limits.length) return [];
    return fact('segments', html('ol', { class: 'segments' }, ...limits.map((limit) => html('li', {},
      html('b', {}, words.say('certainty_' + limit.certainty)), words.say('colon'), words.text(`feature.${feature.id}.part.${limit.segment}`, limit.reason || ''), ' ', this.cite(limit.cite || '')))));
  }

  /** The legend shows the very marks of the map, and only those that stand on it. */
  legend(mode = this.page.mode) {
    const { page, words } = this, { facts, state } = page;
    const days = daysShown(state, mode), drawn = days.map((day) => heldIn(page, day));
    const kinds = mode === 'change' ? changesIn(page) : null;
    const kind = Object.fromEntries(facts.features.map((feature) => [feature.id, feature.kind]));
    const rights = (kinds ? [...kinds.keys()] : drawn.flat()).filter((row) => kind[row.feature])
      .map((row) => ({ row, kind: kind[row.feature], change: kinds?.get(row) || /** @type {const} */ ('plain') }));
    // What bears the same words on several kinds of ground is one line with several marks.
    /** @type {Map<string, import('./legend.js').Item[]>} */
    const items = new Map();
    for (const item of legendOf(drawnOf(rights, facts.terms), facts.terms)) {
      const said = words.say('legend_' + item.change, { what: words.right(item.row) });
      items.set(said, [...(items.get(said) || []), item]);
    }
    const line = (/** @type {string} */ look, /** @type {string} */ word, kind = '') => html('li', { class: `${kind} spare` }, svg('svg', { ...SWATCH, 'aria-hidden': 'true' },
      svg('path', { d: 'M2 11H38', class: look })), html('span', {}, words.say(word)));
    const limits = new Set(facts.limits.filter((limit) => limit.drawn && drawn.some((rows, n) => limitStands(page, limit, rows, days[n]))).map((limit) => limit.certainty));
    one('#legend').replaceChildren(...(items.size ? [] : [this.nothing()]), ...[...items].map(([said, all]) => html('li', {
      class: all[0].change === 'stayed' ? 'stayed spare' : all[0].change,
      title: words.text(`tenure.${all[0].row.tenure}.definition`, facts.terms.tenure[all[0].row.tenure].definition),
    }, ...all.map(({ row, kind, change }) => this.swatch(row, shownAs(kind, facts.terms.tenure[row.tenure].mark), facts.marks.change[change].strength)),
    html('span', {}, said))),
    ...(rights.some(({ row }) => facts.features.find(({ id }) => id === row.feature)?.in_doubt) ? [html('li', { class: 'ground' }, svg('svg', { ...SWATCH, 'aria-hidden': 'true' },
      svg('rect', { x: 2, y: 4, width: 36, height: 14, fill: 'url(#doubt-legend)' })), html('span', {}, words.say('in_doubt')))] : []),
    ...facts.certainties.filter((certainty) => limits.has(certainty)).map((certainty) => line('limit ' + certainty, 'limit_' + certainty)),
    // The page of the timeline needs the room for the rights of so many years; its ground is that of the other maps.
    ...(facts.page === 'timeline' ? [] : [
      ...(facts.borders.length ? [line('border', 'state_border', 'ground')] : []),
      ...(facts.provinces.length ? [line('province conjectural', 'province_edge', 'ground')] : []),
      ...facts.features.filter((feature) => feature.bare && days.some((day) => isOpen(feature.start || '', feature.end || '', day))).map((feature) => html('li', { class: 'ground spare' },
        this.bareSwatch(feature), html('span', {}, words.title(feature.id))))]),
    html('li', { class: 'more' }, html('button', {
      type: 'button', class: 'link', 'aria-expanded': String(this.unfolded), click: () => this.unfold(),
    }, words.say('legend_more'))));
  }

  /** What no right lies on, as the map has it. @param {Feature} feature */
  bareSwatch({ kind, dash, certainty }) {
    const { rail, site } = this.page.facts.marks.ground_line, d = kind === 'line' ? 'M2 11H38' : 'M20 11h0';
    const path = (/** @type {import('./dom.js').Attributes} */ attributes) => svg('path', { d, ...attributes });
    const hollow = certainty === 'conjectural' ? [path({ class: 'disc halo', 'stroke-width': site - 2 })] : [];
    return svg('svg', { ...SWATCH, class: 'swatch', 'aria-hidden': 'true' }, ...(kind === 'line'
      ? [path({ class: 'bare-line', 'stroke-dasharray': dash ? dash.map((part) => part * rail).join(' ') : null })]
      : [path({ class: 'disc bare-disc', 'stroke-width': site }), ...hollow]));
  }

  /** Shows all of the legend, or again only what is told of in a low window. */
  unfold() {
    this.unfolded = !this.unfolded;
    one('#legend').classList.toggle('unfolded', this.unfolded);
    this.roomyLegend();
    one('#legend .more button').focus();
  }

  /**
   * The legend, with room for that of any view: else the map, and its scale, would change with the view. On the page
   * of the timeline, where one looks from day to day, just its own: the map needs the room.
   */
  roomyLegend() {
    const { page } = this, { state } = page, box = one('#legend');
    const key = [innerWidth, innerHeight, state.lang, state.before, state.after, state.basis, state.reading, this.unfolded].join();
    if (this.roomFor !== key) {
      this.roomFor = key;
      box.style.minHeight = '0';
      // Views of the same days have the same legend. That which is shown comes last, and stays.
      const saying = (/** @type {string} */ mode) => (mode === 'change' ? mode : daysShown(state, mode).join()), own = saying(page.mode);
      const unlike = (page.facts.page === 'timeline' ? [] : page.modes()).filter((mode, i, all) => saying(mode) !== own && all.findIndex((other) => saying(other) === saying(mode)) === i);
      const highs = page.phone.matches ? [0] : [...unlike, page.mode].map((mode) => {
        this.legend(mode);
        return Math.max(0, ...[.../** @type {HTMLCollectionOf<HTMLElement>} */ (box.children)].map(({ offsetTop, offsetHeight }) => offsetTop + offsetHeight - box.offsetTop)) + 8;
      });
      box.style.minHeight = `${Math.max(...highs)}px`;
      if (!page.phone.matches) return;
    }
    this.legend();
  }

  /** @param {Row} row @param {Shown} mark @param {number} strength */
  swatch(row, mark, strength = 1) {
    const drawn = inked(this.page.facts, row, mark, { x: 1, y: 1, width: 38, height: 20 }, strength);
    return svg('svg', { ...SWATCH, class: 'swatch', opacity: Math.min(1, strength), 'aria-hidden': 'true' }, ...drawn);
  }

  /** The text equivalent: every row of the map, also where nothing is drawn. */
  table() {
    const { page, words } = this, { facts, state } = page;
    const heads = ['feature', 'tenure', 'holder', 'from', 'until', 'article', 'source'];
    const shown = new Set(facts.features.map((feature) => feature.id));
    const days = daysShown(state, page.mode);
    one('#table').replaceChildren(html('table', {},
      html('caption', {}, words.say('table_caption')),
      html('thead', {}, html('tr', {}, ...heads.map((head) => html('th', { scope: 'col' }, words.say('col_' + head))))),
      html('tbody', {}, ...rowsIn(page).filter((row) => shown.has(row.feature)).map((row) => {
        const [start, end] = interval(row, state.basis);
        const on = days.some((day) => isOpen(start, end, day));
        return html('tr', { class: on ? 'on' : '', 'data-row': row.key },
          html('th', { scope: 'row' }, this.featureLink(row.feature)), html('td', {}, words.tenure(row.tenure)),
          html('td', {}, words.whose(row)), html('td', {}, start ? html('time', { datetime: start }, words.date(start)) : words.say('no_first_day')),
          html('td', {}, end ? html('time', { datetime: end }, words.date(end)) : words.say('open')),
          html('td', {}, words.articleName(row.instrument, row.article), ' ', this.note(row.instrument, row.article)),
          html('td', {}, this.cite(row.cite)));
      }))));
    nameCells(one('#table'));
  }

  /** Lengths of several lines together, and Additional Article I as a number of guards. */
  totals() {
    const { page, words } = this, { facts } = page;
    const box = one('#totals');
    box.hidden = !facts.totals.length;
    const range = (/** @type {number[]} */ [first, last], said = (/** @type {number} */ number) => words.number(number)) => (last === undefined ? said(first)
      : words.say('range', { first: words.number(first), last: said(last) }));
    box.replaceChildren(html('h2', {}, words.say('totals_title')), html('ul', {}, ...facts.totals.map((total) => html('li', {},
      html('b', {}, words.text(`total.${total.label}`, total.label) + words.say('colon') + range(total.km, (km) => words.measure(km, 'km'))), ' ',
      html('span', { class: 'small' }, words.text(`total.${total.label}.reason`, total.reason), ...words.around('aside', this.cite(total.cite))),
      total.guards && total.holder && total.instrument && total.article ? html('p', { class: 'guards' }, words.say('guards_line', {
        power: words.power(total.holder), per_km: words.number(total.per_km || 0), guards: range(total.guards),
      }), ' ', this.note(total.instrument, total.article)) : null))));
  }

  /** Which treaties made the borders under the map, as far as they were signed by the day. */
  borders() {
    const { page, words } = this, { facts, state } = page, [day = ''] = daysShown(state, page.mode).slice(-1);
    /** @type {Map<string, Set<string>>} */
    const made = new Map();
    for (const { sides, by = '', from, until } of facts.borders) {
      const [instrument = '', article = ''] = by.split('/');
      const signed = facts.made.some((other) => other.id === instrument && other.signed <= day);
      if (!signed || !isOpen(from, until, day)) continue;
      const key = sides.map((side) => words.power(side, day)).join(' – ');
      made.set(key, (made.get(key) || new Set()).add(words.articleName(instrument, article)));
    }
    const box = one('#borders');
    box.hidden = !made.size;
    box.replaceChildren(html('h2', {}, words.say('state_border')), html('ul', {}, ...[...made].map(([sides, names]) => html('li', {},
      html('b', {}, sides), words.say('colon'), [...names].join(words.say('semicolon'))))));
  }

  draw() {
    this.articles();
    this.card();
    this.totals();
    this.borders();
    this.table();
  }
}
