// What the scripts of geo/web/static are given: the facts of a page as geo/web/facts.py writes them, and what
// Leaflet's own types leave out. For `tsc` alone; nothing of it is in a page.

import 'leaflet';

declare global {
  /** An ISO day; '' where there is none. */
  type Day = string;
  /** By language. */
  type InLanguages<T = string> = Record<string, T>;
  /** West, south, east, north in degrees; longitudes may run past 180. */
  type Box = [number, number, number, number];
  /** What the reader wants to see of a day: both, rights in law, what stood on the ground. */
  type Reading = '' | 'law' | 'fact';
  type ChangeKind = 'plain' | 'moved' | 'stayed' | 'ended';

  /** A row of the timeline. `dates` holds its start and end by legal date ('' = the row's own). */
  interface Row {
    key: string;
    feature: string;
    tenure: string;
    reading: 'law' | 'fact';
    /** '' where powers are bound to one another. */
    holder: string;
    bound?: string[];
    benefits?: string[];
    instrument: string;
    article: string;
    cite: string;
    /** By which article it ended (`instrument/number`); '' where it did not. */
    ended_by: string;
    consent_by: string;
    until: string;
    consent_of?: string;
    note: string;
    dates: Record<string, [Day, Day]>;
    /** Where the first or the last day is not sure: what the sources say, as EDTF. */
    edtf?: [string, string];
    legal: Record<string, Day>;
  }

  /** The days of the chart of time, and the close-up within them, which takes `share` of the length; see geo/lanes.py. */
  interface Axis {
    first: Day;
    last: Day;
    close: [Day, Day] | null;
    share: number;
  }

  /** A length or an area as a source gives it. */
  interface Published {
    value: number;
    unit: string;
    km?: number | null;
    km2?: number | null;
    cite: string;
    note?: string;
  }

  interface Feature {
    id: string;
    kind: 'area' | 'line' | 'point';
    names: InLanguages;
    modern: InLanguages;
    rule: string;
    cite: string;
    /** the layer that it is drawn from */
    layer: string;
    certainty: string;
    certainty_note?: string;
    uncertainty_m: number;
    measure_note?: string;
    area_km2?: number;
    length_km?: number;
    /** No right ever lies on it: ground, drawn on its own days. */
    bare?: boolean;
    /** Its rights may not reach it. */
    in_doubt?: boolean;
    start?: Day;
    end?: Day;
    /** Of a railway of a lighter kind, in widths of the line. */
    dash?: number[];
    /** Along what its name is written, from left to right (x, y, x, y in units), and the room to both sides (0: beside a line). */
    axis?: number[];
    published: Published[];
    /** What a limit divides; empty where the feature is no limit. */
    divides: string[];
    lines: { id: string; km: number; name: string; note: string }[];
  }

  /** A stretch of a limit; `start` and `end` where the limit has days of its own. */
  interface Limit {
    feature: string;
    shape: string;
    drawn: boolean;
    certainty: string;
    divides: string[];
    start?: Day;
    end?: Day;
    segment?: string;
    reason?: string;
    cite?: string;
  }

  interface Article {
    number: string;
    summary: string;
    cite: string;
    effect: string;
    effect_note?: string;
    verified?: boolean;
    words?: { lang: string; text: string; cite: string; operative?: string[] }[];
  }

  interface Instrument {
    id: string;
    kind: string;
    short: string;
    signed: Day;
    ratified?: Day;
    in_force?: Day;
    in_force_edtf?: string;
    calendars: string[];
    articles: Article[];
  }

  interface Source {
    title: string;
    short: string;
    short_in: InLanguages;
    url?: string;
  }

  interface Total {
    label: string;
    reason: string;
    km: number[];
    cite: string;
    holder?: string;
    instrument?: string;
    article?: string;
    per_km?: number;
    guards?: number[];
  }

  /** A name on the map, in units relative to the origin. */
  interface Place {
    names: InLanguages;
    modern: InLanguages;
    rank: number;
    kind: string;
    style: string;
    dot: boolean;
    narrow?: boolean;
    zoom: number;
    x: number;
    y: number;
    /** How much higher than its point the name stands (px). */
    lift?: number;
    km?: number;
    from?: Day;
  }

  interface Tenure {
    edge: number;
    label: string;
    definition: string;
    mark: Mark;
    rank: number;
  }

  interface Power {
    name: string;
    /** Those of later years: `from` a day, and a name by language. */
    names: ({ from: Day } & InLanguages)[];
  }

  /** What the days of a page are written with. */
  interface Calendars {
    calendar: InLanguages;
    parties: string[];
    era: Record<string, { name: string; first_year: number; last_year: number; name_in?: InLanguages }>;
    reign?: Record<string, { name: string; start: Day; until: Day }>;
    thai_year: { until: Day; first_month: number } | null;
    calendar_since?: Record<string, { day: Day }>;
  }

  /** How a language writes (geo/forms.py). */
  interface Forms {
    /** A BCP 47 tag. */
    locale: string;
    /** In what figures the articles of a text of law are numbered. */
    numerals: 'as_written' | 'arabic' | 'han';
    decimal: string;
    group: string;
    /** Two things, the first of several, and the last of them. */
    pair: string;
    list: string;
    last: string;
    /** By unit a pattern, or one for each category of plural. */
    units: Record<string, string | Record<string, string>>;
    /** A day of a reign, what its first year is called, and the sign of a leap month, where the language has them. */
    reign?: string;
    first_year?: string;
    era_year?: string;
    era_year_old?: string;
    leap?: string;
    date: string;
    day_month: string;
    first_day: string;
    /** Where `date` names {month}. */
    months?: string[];
  }

  type Mark = 'fill' | 'hatch' | 'dots' | 'line' | 'outline';

  /** The mark of one right of one holder (px); see geo/marks.py. */
  interface Look {
    mark: Mark;
    colour: string;
    degrees: number;
    spacing: number;
    width: number;
    strength: number;
    shift: number;
    edge: number;
    sleepers: number[];
    /** Of its step of the ladder of loudness. */
    weight: number;
    rung: number;
  }

  interface MarkLook {
    width: number;
    strength: number;
    casing: number;
    sleeper: number;
    ring: number;
    dash: number[];
  }

  interface NameLook {
    sizes: number[];
    italic: boolean;
    bold: boolean;
    capitals: boolean;
    spacing: number;
    colour: string;
  }

  interface Marks {
    mark: Record<Mark | 'coast' | 'point', MarkLook>;
    change: Record<ChangeKind, { strength: number; weight: number; dash: number[] }>;
    name: Record<string, NameLook>;
    halo: { name: number; disc: number };
    doubt: { degrees: number; spacing: number; width: number };
    ground_line: Record<string, number>;
    /** Radii of the discs of towns, by rank, and of stations. */
    dot: { town: number[]; station: number[] };
    /** `end`: radius of the disc at the end of a line. */
    flag: { end: number };
    /** `ring`: radius of the ring round what is small and has just changed. */
    step: { ring: number };
    /** By how much names are larger on a wall. */
    presenter: { names: number };
  }

  /** What every page with words in several languages is given. */
  interface WordFacts {
    languages: string[];
    strings: InLanguages<Record<string, string>>;
    texts?: InLanguages<Record<string, string>>;
    forms: InLanguages<Forms>;
    terms: Calendars;
  }

  /** What a page with a map is given. */
  interface Facts extends WordFacts {
    page: string;
    edition: { version: string; checksum: string; year?: number; site: string };
    sheets: Record<string, Record<string, string>>;
    main: string;
    /** How the facts write where in a source something stands (geo/locators.py). */
    locators: { part: string; between: Record<string, string>; kinds: Record<string, string>; several: string[] };
    origin: [number, number];
    /** Of which zoom the units are pixels, where not of 12. */
    units_zoom?: number;
    covers: [Day, Day];
    axis: Axis;
    subject: {
      id: string;
      story: StoryStep[];
      extent: Box;
      opens: string;
      max_zoom: number;
      before: Day;
      after: Day;
      divider: { meridian?: number; parallel?: number };
    };
    frame: [[number, number], [number, number]];
    terms: Calendars & { power: Record<string, Power>; tenure: Record<string, Tenure> };
    /** By "<tenure> <holder>". */
    looks: Record<string, Look>;
    marks: Marks;
    notes: Record<string, number>;
    instruments: Instrument[];
    sources: Record<string, Source>;
    bases: string[];
    rows: Row[];
    features: Feature[];
    names: Record<string, string>;
    limits: Limit[];
    /** How sure one may be, the surest first. */
    certainties: string[];
    totals: Total[];
    places: Place[];
    /** What lies under the rights, lowest first: a state's ground (`under`: what is drawn on it as a place of its own). */
    states: { shape: string; state: string; colour: string; from: Day; until: Day; under?: string[] }[];
    borders: { shape: string; sides: string[]; from: Day; until: Day; by?: string }[];
    provinces: { shape: string; certainty: string }[];
    /** The instruments that made the borders. */
    made: { id: string; kind: string; short: string; signed: Day }[];
    shapes: { id: string; closed: boolean }[];
  }

  /** A step of the story: `article` as in the link, the days that it shows, and what the map looks at (else its whole). */
  interface StoryStep {
    say: string;
    article: string;
    view: string;
    before: Day;
    after: Day;
    reading?: Reading;
    features?: string[];
    extent?: Box;
  }

  /** What the reader chose, each as it stands in the link. */
  type State = {
    lang: string;
    mode: string;
    split: string;
    before: Day;
    after: Day;
    basis: string;
    reading: Reading;
    /** The names on the map: '' of then and of today, 'then' alone. */
    names: string;
    /** "<instrument>/<number>" */
    article: string;
    feature: string;
    view: string;
    /** The number of the step of the story, from 1; '' outside it. */
    story: string;
  };

  /** What a page knows and what its reader chose: all else follows from the two. */
  interface Context {
    readonly facts: Facts;
    readonly state: State;
  }

  /**
   * The words of a page lie in its facts as one list of `keys` and a list for each language, null where it has none;
   * of a language in a second script 0 where the first gives it, letter by letter.
   */
  type PackedTexts = { keys: string[]; in: Record<string, (string | null | 0)[]>; letters: Record<string, [of: string, from: string, to: string]> };
  type Packed = { facts: Omit<Facts, 'texts' | 'strings'> & Record<'texts' | 'strings', PackedTexts>; shapes: Uint8Array };

  interface Window {
    /** The facts and the packed shapes until the page is open; then the page. */
    treatyAtlas: Packed | import('./geo/web/static/page.js').Page;
  }

  interface Uint8ArrayConstructor {
    /** ES2026; where a browser lacks it there is a way round. */
    fromBase64?(text: string): Uint8Array<ArrayBuffer>;
  }
}

declare module 'leaflet' {
  interface SVG {
    _bounds?: Bounds;
    _container: SVGSVGElement;
    _initContainer(): void;
    _update(): void;
  }

  interface Control {
    _map: Map;
  }

  namespace Control {
    interface Scale {
      _update(): void;
      _updateScale(bar: HTMLElement, text: string, ratio: number): void;
    }
  }

  interface Map {
    _animatingZoom?: boolean;
  }

  interface MapOptions {
    tap?: boolean;
  }
}
