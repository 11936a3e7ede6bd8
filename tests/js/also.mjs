// Prints each day of a list in each calendar that a page shows; tests/test_calendars.py asks.
import { data, script } from './load.mjs';

const { alsoDate } = await script('dates.js');
const { forms } = await data('forms.json');
const { days, terms } = JSON.parse(process.argv[2]);
const calendars = { old_style: 'en', japanese: 'ja', chinese: 'zh', buddhist: 'th', korean: 'ko' };
process.stdout.write(JSON.stringify(days.map((day) => Object.fromEntries(Object.entries(calendars).map(([calendar, language]) => [
  calendar, alsoDate(day, calendar, language, terms, forms[language])])))));
