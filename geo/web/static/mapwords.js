// The words of a page with a map: names of features, powers, rights and articles, days of rows, numbers. Pure.

import { interval } from './dates.js';
import { measureInWords, numberInWords } from './forms.js';
import { located } from './locators.js';
import { Words } from './words.js';

/** @extends {Words<Context>} */
export class MapWords extends Words {
  /** Where in a source something stands, such as "p. 12". @param {string} pin as the facts write it */
  at(pin) {
    return located(pin, this.facts.locators, this);
  }

  /** @param {number} value */
  number(value) {
    return numberInWords(value, this.forms);
  }

  /** @param {number} value @param {string} unit as a fact names it; one that CLDR does not know is a text of the atlas */
  measure(value, unit) {
    return measureInWords(value, this.forms.units[unit] || this.text(`unit.${unit}`, `{number}\u00a0${unit}`), this.forms);
  }

  /** How far a feature may lie off. @param {Feature} feature */
  off({ uncertainty_m: metres }) {
    return `±\u00a0${metres >= 1000 ? this.measure(metres / 1000, 'km') : this.measure(metres, 'm')}`;
  }

  /** A latitude or longitude in degrees. @param {number} value @param {'north' | 'east'} towards */
  degrees(value, towards) {
    const shown = Math.abs(Math.round(value * 100) / 100), angle = `${String(shown).replace('.', this.forms.decimal)}°`;
    if (!shown || shown === 180) return angle;
    return this.say(value > 0 ? towards : { north: 'south', east: 'west' }[towards], { angle });
  }

  /** @param {Feature} feature */
  name(feature) {
    return this.text(`feature.${feature.id}.name`, feature.names[this.state.lang] || feature.names.en);
  }

  /** The name of a feature by its id. @param {string} id */
  title(id) {
    const feature = this.facts.features.find((other) => other.id === id);
    return feature ? this.name(feature) : this.text(`feature.${id}.name`, this.facts.names[id]);
  }

  /** @param {Feature} feature */
  modern(feature) {
    return this.text(`feature.${feature.id}.modern`, feature.modern.en || '');
  }

  /** What a power was called on a day: its first name, or the last of its later ones that had begun. @param {string} id @param {Day} day */
  power(id, day = '') {
    const { name, names } = this.facts.terms.power[id];
    const later = names.filter((other) => other.from <= day).at(-1);
    return later ? later[this.state.lang] || later.en : this.text(`power.${id}`, name);
  }

  /** @param {string} id */
  tenure(id) {
    return this.text(`tenure.${id}`, this.facts.terms.tenure[id].label);
  }

  /** Who holds a right, or who is bound for whom: "Japan"; "Russia, for Japan"; "Japan and Russia, mutual". @param {Row} row @param {Day} day */
  whose(row, day = interval(row, this.state.basis)[0]) {
    if (row.holder) return this.power(row.holder, day);
    const { bound = [], benefits = [] } = row;
    const said = (/** @type {string[]} */ ids) => this.listed(ids.map((id) => this.power(id, day)));
    const mutual = [...bound].sort().join() === [...benefits].sort().join();
    return this.say(mutual ? 'mutual' : 'bound_for', { bound: said(bound), benefits: said(benefits) });
  }

  /** A right and whose it is. @param {Row} row */
  right(row) {
    return this.tenure(row.tenure) + this.say('colon') + this.whose(row);
  }

  /** A feature with all that holds on it, for who does not see the map. @param {Feature} feature @param {Row[]} rows */
  describe(feature, rows) {
    return [this.name(feature), ...rows.map((row) => this.right(row))].join(this.say('stop'));
  }

  /** What an article is called: "Treaty of Portsmouth, Art. IX" (geo/texts.py). @param {string} instrument @param {string} number */
  articleName(instrument, number) {
    const found = [...this.facts.instruments, ...this.facts.made].find((other) => other.id === instrument);
    const short = found ? this.text(`instrument.${instrument}.short`, found.short) : instrument;
    const label = this.articleLabel(instrument, number);
    return this.say(label ? 'by_article' : 'by_event', { instrument: short, article: label || this.articleNumber(instrument, number) });
  }

  /** "Art. IX" where it is an article of an instrument, nothing where it is an event. @param {string} instrument @param {string} number */
  articleLabel(instrument, number) {
    return this.text(`article.${instrument}/${number}.label`, '');
  }

  /** As short as it can be cited. @param {string} instrument @param {string} number */
  articleShort(instrument, number) {
    return this.articleLabel(instrument, number) || this.articleNumber(instrument, number);
  }

  /** What it is called within its instrument. @param {string} instrument @param {string} number */
  articleNumber(instrument, number) {
    return this.text(`article.${instrument}/${number}.number`, number);
  }

  /** From when until when. @param {Row} row */
  during(row) {
    const [start, end] = interval(row, this.state.basis).map((day) => day && this.date(day));
    if (!start) return end ? this.say('before_until', { end }) : this.say('no_first_day_said');
    return end ? this.say('from_until', { start, end }) : this.say('from_on', { start });
  }

  /** When an instrument was signed and came into force. @param {Instrument} instrument */
  signed({ signed, calendars, in_force: force, in_force_edtf: edtf }) {
    const parts = [this.say('signed', { date: this.bothDates(signed, calendars) })];
    if (force) parts.push(this.say('in_force', { date: this.uncertain(force, edtf) }));
    return parts.join(this.say('semicolon'));
  }
}
