// Elements and numbers. Text only ever becomes a text node: names in a report are other people's.
const element = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

const MISSING = '–';
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
const whole = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

const count = (value) => (isNumber(value) ? whole.format(value) : MISSING);
const inShort = (value) => (isNumber(value) ? compact.format(value) : MISSING);
const nats = (value) => (isNumber(value) ? value.toFixed(3) : MISSING);
const signed = (value) => {
  if (!isNumber(value)) {
    return MISSING;
  }
  const sign = value < 0 ? '−' : '+';
  return sign + Math.abs(value).toFixed(3);
};
const bounds = (interval, write) => (interval ? `[${write(interval.low)}, ${write(interval.high)}]` : '');
const excludesZero = (interval) => interval.low > 0 || interval.high < 0;
const rate = (value) => (value === 0 ? '0' : value.toExponential(1).replace('.0e', 'e').replace('e-', 'e−').replace('e+', 'e'));

const duration = (seconds) => {
  if (!isNumber(seconds)) {
    return MISSING;
  }
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${whole.format(Math.floor(minutes / 60))} h ${minutes % 60} min`;
};

const percent = (share) => {
  const [numerator, denominator] = share.split('/').map(Number);
  const value = (100 * numerator) / denominator;
  return `${Number(value.toPrecision(6))} %`;
};
