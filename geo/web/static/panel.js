// The words beside the map: articles, the card of a feature, legend, table. All from the same rows.

import { heldOn, interval, isOpen } from './dates.js';
import { fill, html, one, svg } from './dom.js';

/** A mark in the legend is drawn on 40 by 22. */
const SWATCH = { width: 36, height: 20, viewBox: '0 0 40 22' };

export class Panel {
  /** @param {object} page what main.js opened */
  constructor(page) {
    this.page = page;
  }

  /** What a power was called on a day: its first name, or the last of its later ones that had begun. */
  power(id, day = '') {
    const { page } = this, { name, names } = page.facts.terms.power[id];
    const later = names.filter((other) => other.from <= day).at(-1);
    return later ? later[page.state.lang] || later.en : page.text(`power.${id}`, name);
  }

  /** Who holds a right, or who is bound for whom: "Japan"; "Russia, for Japan"; "Japan and Russia, mutual". */
  whose(row, day = interval(row, this.page.state.basis)[0]) {
    if (row.holder) return this.power(row.holder, day);
    const { page } = this;
    const said = (ids) => ids.map((id) => this.power(id, day)).join(page.say('and'));
    const mutual = [...row.bound].sort().join() === [...row.benefits].sort().join();
    return page.say(mutual ? 'mutual' : 'bound_for', { bound: said(row.bound), benefits: said(row.benefits) });
  }

  tenure(id) {
    return this.page.text(`tenure.${id}`, this.page.facts.terms.tenure[id].label);
  }

  /** A numbered note that leads to the article: the same number stands everywhere. */
  note(instrument, article) {
    const { page } = this;
    const number = page.facts.notes[`${instrument}/${article}`];
    const label = this.articleName(instrument, article);
    return html('button', {
      type: 'button', class: 'note', title: label, 'aria-label': page.say('note_label', { number, label }),
      click: () => page.choose({ article: `${instrument}/${article}` }),
    }, String(number || '·'));
  }

  articleName(instrument, article) {
    const { facts } = this.page;
    const found = facts.instruments.find((other) => other.id === instrument);
    const short = found ? this.page.text(`instrument.${instrument}.short`, found.short) : instrument;
    return this.page.say(found?.kind === 'event' ? 'by_event' : 'article_of', {
      article: this.articleNumber(instrument, article), instrument: short,
    });
  }

  /** "Add. I" or the day of an event in the reader's language; numerals are the same in all. */
  articleNumber(instrument, number) {
    const [, additional] = number.match(/^Add\. (.+)$/) || [];
    return additional ? this.page.say('additional', { number: additional })
      : this.page.text(`article.${instrument}/${number}.number`, number);
  }

  interval(row) {
    const [start, end] = interval(row, this.page.state.basis);
    const date = (day) => this.page.date(day);
    if (!start) return end ? this.page.say('before_until', { end: date(end) }) : this.page.say('no_first_day_said');
    return end ? this.page.say('from_until', { start: date(start), end: date(end) })
      : this.page.say('from_on', { start: date(start) });
  }

  /** The legal dates of a row: signature, entry into force, consent (by which article), demarcation. */
  legal(row) {
    const { page } = this;
    const label = (basis, day) => (basis === 'consent' && row.consent_of
      ? page.say('basis_consent_of', { power: this.power(row.consent_of, day) }) : page.say('basis_' + basis));
    const parts = Object.entries(row.legal).map(([basis, day]) => `${label(basis, day)} ${page.date(day)}`);
    return [parts.join(' · '), ...(row.consent_by ? [' ', this.note(...row.consent_by.split('/'))] : [])];
  }

  /** The articles that made this map, main instrument first. */
  articles() {
    const { page } = this, { facts, state } = page;
    const groups = facts.instruments.map((instrument) => [instrument, instrument.articles]);
    groups.sort(([a], [b]) => (b.id === facts.main) - (a.id === facts.main) || a.signed.localeCompare(b.signed));
    one('#articles').replaceChildren(...groups.flatMap(([instrument, articles]) => [
      html('h3', {}, page.text(`instrument.${instrument.id}.short`, instrument.short),
        html('span', { class: 'when' }, page.dates(instrument))),
      html('ol', { class: 'articles' }, ...articles.map((article) => this.article(instrument, article, state))),
    ]));
  }

  article(instrument, article, state) {
    const { page } = this, key = `${instrument.id}/${article.number}`;
    const chosen = state.article === key;
    const rows = page.rows.filter((row) => row.instrument === instrument.id && row.article === article.number);
    const number = page.facts.notes[key];
    const head = html('button', {
      type: 'button', class: 'article-head', 'aria-pressed': String(chosen),
      click: () => page.choose({ article: chosen ? '' : key }),
    }, html('span', { class: 'number' }, this.articleNumber(instrument.id, article.number)),
    html('span', { class: 'summary' }, page.text(`article.${key}`, article.summary)));
    return html('li', { class: `article ${article.effect} ${chosen ? 'chosen' : ''}`, 'data-article': key },
      head,
      html('p', { class: 'small' },
        number ? html('span', { class: 'note-number' }, `[${number}] `) : null,
        this.cite(article.cite), ' ',
        article.verified ? null : html('span', { class: 'unverified' }, page.say('unverified')),
        article.effect === 'none' ? html('span', { class: 'effect' }, ' ', page.say('no_ground')) : null,
        article.effect_note ? html('span', { class: 'effect-note' }, ' – ', page.text(`article.${key}.effect`, article.effect_note)) : null),
      chosen && rows.length ? html('ul', { class: 'rows' }, ...rows.map((row) => html('li', {},
        this.featureLink(row.feature), ': ', this.tenure(row.tenure), ', ', this.whose(row), ', ',
        this.interval(row)))) : null,
      chosen ? this.words(article) : null);
  }

  /**
   * An article's own words, each language with the edition that prints it: the reader's own language first,
   * else the first that there is; the others folded away.
   * @param {{words?: {lang: string, text: string, cite: string}[]}} article @returns {HTMLElement[]}
   */
  words(article) {
    const { page } = this, { strings, sources } = page.facts, own = page.state.lang;
    const all = [...(article.words || [])].sort((a, b) => (b.lang === own) - (a.lang === own));
    return all.map(({ lang, text, cite }, i) => html('details', { class: 'words', open: i === 0 },
      html('summary', {}, page.say('own_words', { language: strings[lang]?.language_name || lang })),
      html('blockquote', { lang }, text),
      html('p', { class: 'small' }, this.cite(cite), html('span', { lang: 'en' },
        ...[...cite.matchAll(/([^[;\s]+)\[/g)].map(([, id]) => ` – ${sources[id]?.title || id}`)))));
  }

  /** The words of the articles behind some rows, each once. @param {object[]} rows @returns {HTMLElement[]} */
  wordsOf(rows) {
    const { page } = this, keys = [...new Set(rows.map((row) => `${row.instrument}/${row.article}`))];
    return keys.flatMap((key) => {
      const [id, number] = key.split('/');
      const article = page.facts.instruments.find((other) => other.id === id)?.articles.find((other) => other.number === number);
      return article?.words ? [html('h3', {}, this.articleName(id, number)), ...this.words(article)] : [];
    });
  }

  /** The mark of a row, as its feature bears it on the map. */
  markOf(row) {
    const { facts } = this.page, { mark } = facts.terms.tenure[row.tenure], { kind } = facts.features.find(({ id }) => id === row.feature);
    if (mark === 'outline') return null;
    return this.swatch(row, { area: mark, line: mark === 'line' ? 'line' : 'coast', point: ['fill', 'line'].includes(mark) ? 'point' : 'ring' }[kind]);
  }

  /** What is said where the reading chosen leaves nothing to show. */
  nothing() {
    const { page } = this, { reading } = page.state;
    return html('li', { class: 'nothing' }, page.say(reading ? `no_${reading}` : 'no_law'));
  }

  featureLink(id) {
    const { page } = this, feature = page.facts.features.find((other) => other.id === id);
    if (!feature) return html('span', {}, page.facts.names[id] || id);
    return html('button', { type: 'button', class: 'link', click: () => page.choose({ feature: id }) }, page.name(feature));
  }

  /** "FRUS 1905, p. 826" as links to where the text can be read. */
  cite(cite) {
    const { facts: { sources }, state: { lang } } = this.page;
    return html('span', { class: 'cite' }, ...[...cite.matchAll(/\s*([^[;]+)(?:\[([^\]]*)\])?\s*(?:;|$)/g)].flatMap(([, id, pin], i) => {
      const source = sources[id.trim()] || { title: id, short: id, short_in: {} };
      const words = `${source.short_in[lang] || source.short}${pin ? ', ' + pin : ''}`;
      const shown = /^https?:\/\//.test(source.url) ? html('a', { href: source.url, rel: 'noopener', title: source.title }, words) : words;
      return i ? ['; ', shown] : [shown];
    }));
  }

  /** Why is this line here? */
  card() {
    const { page } = this, { facts, state } = page;
    const feature = facts.features.find((other) => other.id === state.feature);
    const card = one('#card');
    card.hidden = !feature;
    card.replaceChildren();
    if (!feature) return;
    const rows = page.rows.filter((row) => row.feature === feature.id);
    const text = (part) => page.text(`feature.${feature.id}.${part}`, feature[part]);
    const fact = (label, ...value) => [html('dt', {}, page.say(label)), html('dd', {}, ...value)];
    fill(card, {}, [
      html('button', { type: 'button', class: 'close', 'aria-label': page.say('close'), click: () => page.choose({ feature: '' }) }, '×'),
      html('p', { class: 'eyebrow' }, page.say('why_here')),
      html('h2', {}, page.name(feature)),
      page.modern(feature) ? html('p', { class: 'modern' }, page.say('today', { name: page.modern(feature) })) : null,
      html('ul', { class: 'rows' }, ...(rows.length ? [] : [this.nothing()]), ...rows.map((row) => html('li', { class: 'right' },
        this.markOf(row), html('span', { class: 'reading' }, page.say(row.reading)), ' ',
        html('b', {}, `${this.tenure(row.tenure)}: ${this.whose(row)}`), ', ', this.interval(row), ' ',
        this.note(row.instrument, row.article),
        html('p', { class: 'small' }, this.legal(row)),
        row.note ? html('p', { class: 'small' }, page.text(`note.${row.key}`, row.note)) : null))),
      ...this.wordsOf(rows),
      html('dl', {},
        ...fact('rule', text('rule')),
        ...fact('by_article', this.cite(feature.cite)),
        ...fact('layer', `${feature.layer}: `, html('span', { lang: 'en' }, feature.licence)),
        ...fact('certainty', html('span', { class: 'certainty ' + feature.certainty }, page.say('certainty_' + feature.certainty)),
          ` (± ${page.number(feature.uncertainty_m >= 1000 ? feature.uncertainty_m / 1000 : feature.uncertainty_m)} ${feature.uncertainty_m >= 1000 ? 'km' : 'm'}). `,
          text('certainty_note') || ''),
        ...this.measures(feature, fact), ...this.lines(feature, fact), ...this.segments(feature, fact))]);
  }

  measures(feature, fact) {
    const { page } = this;
    const area = feature.area_km2, unit = area ? 'km²' : 'km';
    const ours = area || feature.length_km;
    if (!ours) return [];
    return fact('measure',
      html('table', { class: 'measures' },
        html('tbody', {},
          html('tr', { class: 'ours' }, html('td', {}, page.say(area ? 'on_ellipsoid' : 'straight_length')),
            html('td', { class: 'value' }, `${page.number(ours)} ${unit}`)),
          ...feature.published.map((figure, i) => html('tr', {},
            html('td', {}, this.cite(figure.cite), figure.note ? html('span', { class: 'small' }, ` ${page.text(`feature.${feature.id}.published.${i + 1}`, figure.note)}`) : null),
            html('td', { class: 'value' }, `${page.number(figure.value)} ${figure.unit}`,
              figure.km2 && figure.unit !== 'km²' ? html('span', { class: 'small' }, ` = ${page.number(figure.km2)} km²`) : null,
              figure.km && figure.unit !== 'km' ? html('span', { class: 'small' }, ` = ${page.number(figure.km)} km`) : null))))),
      feature.measure_note ? html('p', { class: 'small' }, page.text(`feature.${feature.id}.measure_note`, feature.measure_note)) : null);
  }

  lines(feature, fact) {
    const { page } = this;
    if (!feature.lines.length) return [];
    return fact('lines', html('table', { class: 'measures' }, html('tbody', {}, ...feature.lines.map((line) => html('tr', {},
      html('td', {}, page.text(`feature.${feature.id}.part.${line.id}.name`, line.name), html('span', { class: 'small' }, ` ${page.text(`feature.${feature.id}.part.${line.id}`, line.note)}`)),
      html('td', { class: 'value' }, `${page.number(line.km)} km`))))));
  }

  /** The stretches of a limit: how sure each is, and why. */
  segments(feature, fact) {
    const { page } = this;
    const limits = page.facts.limits.filter((limit) => limit.feature === feature.id && limit.reason);
    if (!limits.length) return [];
    return fact('segments', html('ol', { class: 'segments' }, ...limits.map((limit) => html('li', {},
      html('b', {}, page.say('certainty_' + limit.certainty)), ': ', page.text(`feature.${feature.id}.part.${limit.segment}`, limit.reason), ' ', this.cite(limit.cite)))));
  }

  /** The legend shows the very marks of the map, and only those that stand on it. */
  legend(mode = this.page.mode) {
    const { page } = this, { facts, state } = page;
    const days = page.days(mode);
    const kinds = mode === 'change' ? page.changes() : null;
    const held = kinds ? [...kinds.keys()] : days.flatMap((day) => heldOn(page.rows, day, state.basis));
    const kind = Object.fromEntries(facts.features.map((feature) => [feature.id, feature.kind]));
    const seen = new Map();
    for (const row of held) {
      if (!kind[row.feature]) continue;
      const { mark } = facts.terms.tenure[row.tenure];
      const point = ['fill', 'line'].includes(mark) ? 'point' : 'ring';
      const shown = { area: mark, line: 'line', point }[kind[row.feature]];
      // On a line only the line itself is drawn; what else holds on it is in its card.
      const alone = !held.some((other) => other.feature === row.feature && facts.terms.tenure[other.tenure].mark === 'line');
      if (shown === 'line' && mark !== 'line' && !alone) continue;
      const change = kinds ? kinds.get(row) : 'plain', key = `${row.tenure} ${this.whose(row)} ${change}`;
      if (mark !== 'outline' && !(seen.has(key) && shown === point)) seen.set(key, [row, shown === 'line' && alone ? 'coast' : shown, change]);
    }
    const order = ['plain', 'moved', 'ended', 'stayed'];
    const items = [...seen.values()].sort(([a, , c], [b, , d]) => order.indexOf(c) - order.indexOf(d) || facts.terms.tenure[a.tenure].rank - facts.terms.tenure[b.tenure].rank);
    const drawn = days.map((day) => heldOn(page.rows, day, state.basis));
    const limits = [...new Set(facts.limits.filter((limit) => limit.drawn && drawn.some((rows, n) => page.divided(limit, rows, days[n]))).map((limit) => limit.certainty))];
    one('#legend').replaceChildren(...(items.length ? [] : [this.nothing()]), ...items.map(([row, mark, change]) => html('li', {
      class: change,
      title: page.text(`tenure.${row.tenure}.definition`, facts.terms.tenure[row.tenure].definition),
    }, this.swatch(row, mark, facts.marks.change[change].strength), html('span', {}, page.say('legend_' + change, { what: `${this.tenure(row.tenure)}: ${this.whose(row)}` })))),
    ...limits.map((certainty) => html('li', {}, svg('svg', { ...SWATCH, 'aria-hidden': 'true' },
      svg('path', { d: 'M2 11H38', class: 'limit ' + certainty })),
    html('span', {}, page.say('limit_' + certainty)))),
    ...[['border', 'state_border', facts.borders], ['province conjectural', 'province_edge', facts.provinces]].filter(([, , lines]) => lines.length)
      .map(([look, word]) => html('li', {}, svg('svg', { ...SWATCH, 'aria-hidden': 'true' }, svg('path', { d: 'M2 11H38', class: look })), html('span', {}, page.say(word)))));
  }

  /**
   * The legend, with room for that of any view: else the map, and its scale, would change with the view. On the page
   * of the timeline, where one looks from day to day, just its own: the map needs the room.
   */
  roomyLegend() {
    const { page } = this, { state } = page, box = one('#legend');
    const key = [innerWidth, innerHeight, state.lang, state.before, state.after, state.basis, state.reading].join();
    if (this.roomFor !== key) {
      this.roomFor = key;
      box.style.minHeight = '0';
      const highs = page.phone.matches ? [0] : (page.facts.page === 'timeline' ? [page.mode] : page.modes()).map((mode) => {
        this.legend(mode);
        return Math.max(0, ...[...box.children].map(({ offsetTop, offsetHeight }) => offsetTop + offsetHeight - box.offsetTop)) + 8;
      });
      box.style.minHeight = `${Math.max(...highs)}px`;
    }
    this.legend();
  }

  swatch(row, mark, strength = 1) {
    const { page } = this, { facts: { marks } } = page, { colour, sleepers, weight, rung } = page.look(row);
    const faint = Math.min(1, strength);
    const box = { x: 1, y: 1, width: 38, height: 20 };
    const line = { d: 'M2 11H38' }, hatch = `url(#${page.patternOf(row)}-legend)`;
    const { width, casing, sleeper } = marks.mark.line, coast = marks.mark.coast, { width: disc, ring } = marks.mark.point;
    return svg('svg', { ...SWATCH, class: 'swatch', opacity: faint, 'aria-hidden': 'true' }, ...({
      fill: [svg('rect', { ...box, class: 'fill', fill: colour, 'fill-opacity': marks.mark.fill.strength * rung * Math.max(1, strength) }), svg('rect', { ...box, class: 'edge', stroke: colour, 'stroke-width': marks.mark.fill.width })],
      hatch: [svg('rect', { ...box, class: 'hatch', fill: hatch, 'fill-opacity': rung }), svg('rect', { ...box, class: 'edge', stroke: colour, 'stroke-width': marks.mark.fill.width * weight })],
      dots: [svg('rect', { ...box, fill: hatch, 'fill-opacity': rung }), svg('rect', { ...box, class: 'edge faint', stroke: colour })],
      line: [svg('path', { ...line, class: 'casing', 'stroke-width': casing }), svg('path', { ...line, class: 'rail', stroke: colour, 'stroke-width': width }),
        svg('path', { ...line, class: 'sleepers', 'stroke-width': sleeper, 'stroke-dasharray': sleepers.map((part) => part * sleeper).join(' ') })],
      point: [svg('circle', { cx: 20, cy: 11, r: disc / 2, fill: colour })],
      ring: [svg('circle', { cx: 20, cy: 11, r: (disc + ring / 2) / 2, fill: 'none', stroke: colour, 'stroke-width': ring / 2, 'stroke-opacity': rung })],
    }[mark] || [svg('path', { ...line, class: 'coast-right', stroke: colour, 'stroke-width': coast.width * weight, 'stroke-dasharray': coast.dash.map((part) => part * coast.width * weight).join(' ') })]));
  }

  /** The text equivalent: every row of the map, also where nothing is drawn. */
  table() {
    const { page } = this, { facts, state } = page;
    const heads = ['feature', 'tenure', 'holder', 'from', 'until', 'article', 'source'];
    const shown = new Set(facts.features.map((feature) => feature.id));
    const days = page.days();
    one('#table').replaceChildren(html('table', {},
      html('caption', {}, page.say('table_caption')),
      html('thead', {}, html('tr', {}, ...heads.map((head) => html('th', { scope: 'col' }, page.say('col_' + head))))),
      html('tbody', {}, ...page.rows.filter((row) => shown.has(row.feature)).map((row) => {
        const [start, end] = interval(row, state.basis);
        const on = days.some((day) => isOpen(start, end, day));
        return html('tr', { class: on ? 'on' : '', 'data-row': row.key },
          html('th', { scope: 'row' }, this.featureLink(row.feature)), html('td', {}, this.tenure(row.tenure)),
          html('td', {}, this.whose(row)), html('td', {}, start ? html('time', { datetime: start }, page.date(start)) : page.say('no_first_day')),
          html('td', {}, end ? html('time', { datetime: end }, page.date(end)) : page.say('open')),
          html('td', {}, this.articleName(row.instrument, row.article), ' ', this.note(row.instrument, row.article)),
          html('td', {}, this.cite(row.cite)));
      }))));
  }

  /** Lengths of several lines together, and Additional Article I as a number of guards. */
  totals() {
    const { page } = this, { facts } = page;
    const box = one('#totals');
    box.hidden = !facts.totals.length;
    const range = (numbers) => numbers.map((number) => page.number(number)).join('–');
    box.replaceChildren(html('h2', {}, page.say('totals_title')), html('ul', {}, ...facts.totals.map((total) => html('li', {},
      html('b', {}, `${page.text(`total.${total.label}`, total.label)}: ${range(total.km)} km`), ' ',
      html('span', { class: 'small' }, page.text(`total.${total.label}.reason`, total.reason), ' (', this.cite(total.cite), ')'),
      total.guards ? html('p', { class: 'guards' }, page.say('guards_line', {
        power: this.power(total.holder), per_km: page.number(total.per_km), guards: range(total.guards),
      }), ' ', this.note(total.instrument, total.article)) : null))));
  }

  draw() {
    this.articles();
    this.card();
    this.roomyLegend();
  }
}
