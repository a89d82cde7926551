// Tables: a caption, a header cell a column and a row, and a frame that scrolls by keyboard where the page is narrow.
let frames = 0;
const table = (caption, columns, rows) => {
  const id = `caption-${++frames}`;
  const head = columns.map((column) =>
    element('th', { scope: 'col', class: `${column.number ? 'number' : 'text'}${column.wide ? ' wide' : ''}` }, column.title));
  const body = rows.map((row) => {
    const cells = columns.map((column, index) => {
      const content = column.cell(row);
      const attributes = { class: [column.number ? 'number' : 'text', column.mark?.(row) ?? ''].join(' ').trim() };
      return index === 0
        ? element('th', { scope: 'row', ...attributes }, content)
        : element('td', attributes, content);
    });
    return element('tr', row.rowId ? { id: row.rowId } : {}, ...cells);
  });
  return element('div', { class: 'frame', role: 'region', tabindex: '0', 'aria-labelledby': id },
    element('table', {},
      element('caption', { id }, caption),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...body)));
};

// Coloured where it can be told from zero.
const changed = (value, interval) => {
  const told = isNumber(value) && (interval ? excludesZero(interval) : Math.abs(value) >= 0.0005);
  return told ? (value > 0 ? 'worse' : 'better') : '';
};

const withInterval = (value, interval) => (interval
  ? element('span', {}, signed(value), element('span', { class: 'interval' }, ` ${bounds(interval, signed)}`))
  : signed(value));

const flops = (value) => (isNumber(value) ? value.toExponential(2).replace('e+', 'e') : MISSING);

const lowestOf = (rows, read) => Math.min(...rows.map(read).filter(isNumber));

const headlineTable = ({ report, headline }) => {
  const old = report.distributions.find((column) => column.name === report.oldDistribution);
  const losses = report.distributions.map((column) => {
    const read = (row) => row.losses[column.name];
    const lowest = lowestOf(headline, read);
    return {
      title: column.title,
      number: true,
      cell: (row) => nats(read(row)),
      mark: (row) => [
        read(row) === lowest ? 'lowest' : '',
        column.name === report.oldDistribution || column.name === row.newDistribution ? '' : 'aside',
      ].join(' '),
    };
  });
  return table(
    'Loss of each model on each distribution, in nats a token; lower is better.',
    [
      { title: 'Run', cell: (row) => row.title },
      { title: 'Replay', number: true, cell: (row) => row.replay ?? MISSING },
      ...losses,
      {
        title: 'Average, old and new',
        number: true,
        wide: true,
        cell: (row) => (row.bestAverage
          ? element('span', {}, element('span', { class: 'chip' }, 'lowest'), ' ', nats(row.average))
          : nats(row.average)),
        mark: (row) => (row.bestAverage ? 'lowest' : ''),
      },
      {
        title: `${old?.title ?? report.oldDistribution}, against the parent`,
        number: true,
        wide: true,
        cell: (row) => withInterval(row.forgetting, row.forgettingInterval),
        mark: (row) => changed(row.forgetting, row.forgettingInterval),
      },
    ],
    headline);
};

const lossesTable = ({ report }) => {
  const titles = new Map(report.runs.map((run) => [run.name, run.title]));
  const columns = new Map(report.distributions.map((column) => [column.name, column.title]));
  return table(
    'All evaluations. Bits per byte alone compares tokenizers and languages fairly.',
    [
      { title: 'Run', cell: (row) => titles.get(row.run) ?? row.run },
      { title: 'Distribution', cell: (row) => columns.get(row.distribution) ?? row.distribution },
      { title: 'Loss', number: true, cell: (row) => nats(row.loss) },
      {
        title: '95 % interval',
        number: true,
        cell: (row) => (row.interval ? `${nats(row.interval.low)} to ${nats(row.interval.high)}` : MISSING),
      },
      {
        title: 'Against the parent',
        number: true,
        cell: (row) => withInterval(row.change?.difference, row.change?.interval),
        mark: (row) => changed(row.change?.difference, row.change?.interval),
      },
      { title: 'Perplexity', number: true, cell: (row) => count(Number(row.perplexity?.toPrecision?.(4))) },
      { title: 'Bits per byte', number: true, cell: (row) => nats(row.bitsPerByte) },
      { title: 'Tokens', number: true, cell: (row) => count(row.tokens) },
    ],
    report.losses);
};

const corpusTable = (rows, titleOf) => {
  const codes = [...new Set(rows.flatMap((row) => Object.keys(row.rejected)))].sort();
  return table(
    codes.length
      ? 'What became of the raw rows. The rejected ones are listed with file, line and reason in rejected/ of the corpus.'
      : 'What became of the raw rows; none was rejected.',
    [
      { title: 'Corpus', cell: (row) => titleOf(row.corpus) },
      { title: 'Documents to train', number: true, cell: (row) => count(row.trainDocuments) },
      { title: 'Held out', number: true, cell: (row) => count(row.validationDocuments) },
      { title: 'Tokens', number: true, cell: (row) => count(row.tokens) },
      { title: 'Duplicates dropped', number: true, cell: (row) => count(row.duplicates) },
      ...codes.map((code) => ({
        title: `Rejected: ${code.toLowerCase().replaceAll('_', ' ')}`,
        number: true,
        cell: (row) => count(row.rejected[code] ?? 0),
        mark: (row) => (row.rejected[code] ? 'worse' : ''),
      })),
    ],
    rows);
};

const mixtureTable = ({ report }) => table(
  'Sequences of each part, as planned, as built and as consumed.',
  [
    { title: 'Stream', cell: (row) => row.stream },
    { title: 'Part', cell: (row) => row.part },
    { title: 'Planned share', number: true, cell: (row) => percent(row.plannedShare) },
    { title: 'Planned', number: true, cell: (row) => count(row.plannedSequences) },
    { title: 'Built', number: true, cell: (row) => count(row.builtSequences) },
    { title: 'Consumed', number: true, cell: (row) => count(row.consumedSequences) },
    {
      title: 'Check',
      cell: (row) => (row.exact ? 'exact' : 'differs'),
      mark: (row) => (row.exact ? 'better' : 'worse'),
    },
  ],
  report.mixtures);

const ofWhole = (part, whole) => (whole > 0 ? `${(100 * part / whole).toFixed(2)} %` : MISSING);

const overlapColumns = [
  { title: 'Documents', number: true, cell: ({ total }) => count(total.documents) },
  { title: 'Too short', number: true, cell: ({ total }) => count(total.tooShort) },
  { title: 'N-grams', number: true, cell: ({ total }) => count(total.examined) },
  { title: 'Seen in training', number: true, cell: ({ total }) => ofWhole(total.seen, total.examined) },
  ...[['Documents with any', 'someSeen'], ['with at least half', 'halfSeen'], ['with more than 80 %', 'mostSeen']].map(([title, name]) => (
    { title, number: true, cell: ({ total }) => ofWhole(total[name], total.documents - total.tooShort - total.notSampled) })),
];

const overlapTable = (rows, titleOf) => table(
  'Each distribution’s validation documents and its own training documents: exact duplicates, dropped before the split, and n-grams.',
  [
    { title: 'Distribution', cell: ({ overlap }) => titleOf(overlap.validation) },
    { title: 'Duplicates dropped', number: true, cell: (row) => count(row.duplicates) },
    ...overlapColumns.map((column) => ({ ...column, cell: ({ overlap }) => column.cell(overlap) })),
  ],
  rows.filter(({ overlap }) => overlap.validation === overlap.training));

const crossOverlapTable = (rows, titleOf) => {
  const held = [...new Set(rows.map(({ overlap }) => overlap.validation))];
  const trained = [...new Set(rows.map(({ overlap }) => overlap.training))];
  const found = (validation, training) => rows.find(({ overlap }) => overlap.validation === validation && overlap.training === training);
  return table(
    'Share of validation n-grams that occur in training documents, of its own corpus and of others.',
    [
      { title: 'Validation of', cell: (validation) => titleOf(validation) },
      ...trained.map((training) => ({
        title: `in training of ${titleOf(training)}`,
        number: true,
        cell: (validation) => {
          const row = found(validation, training);
          return row ? ofWhole(row.overlap.total.seen, row.overlap.total.examined) : MISSING;
        },
      })),
    ],
    held);
};

const domainOverlapTable = (rows, titleOf) => table(
  'By domain, within each distribution.',
  [
    { title: 'Distribution', cell: (row) => titleOf(row.distribution) },
    { title: 'Domain', cell: (row) => row.domain },
    ...overlapColumns,
  ],
  rows.filter(({ overlap }) => overlap.validation === overlap.training)
    .flatMap(({ overlap }) => Object.entries(overlap.domains).map(([domain, total]) => ({ distribution: overlap.validation, domain, total }))));

const costTable = ({ report }) => table(
  'What each stage cost.',
  [
    { title: 'Stage', cell: (row) => row.stage },
    { title: 'Wall time', number: true, cell: (row) => duration(row.seconds) },
    { title: 'Tokens', number: true, cell: (row) => count(row.tokens) },
    { title: 'Tokens/s', number: true, cell: (row) => (row.tokens && row.seconds ? inShort(row.tokens / row.seconds) : MISSING) },
    { title: 'FLOPs', number: true, cell: (row) => flops(row.flops) },
    { title: 'Note', cell: (row) => row.note ?? '' },
  ],
  report.costs);

const BASELINES = { FROM_SCRATCH: 'the new distribution from scratch', UNION: 'the union from scratch' };

const comparisonTable = ({ report }) => {
  const titles = new Map(report.runs.map((run) => [run.name, run.title]));
  const columns = new Map(report.distributions.map((column) => [column.name, column.title]));
  return table(
    'Continued runs beside models that started anew: loss less the baseline\'s, on the same documents. Below zero, continuing is better.',
    [
      { title: 'Run', cell: (row) => titles.get(row.run) ?? row.run },
      { title: 'Against', cell: (row) => BASELINES[row.baseline] },
      { title: 'Distribution', cell: (row) => columns.get(row.distribution) ?? row.distribution },
      {
        title: 'Difference',
        number: true,
        cell: (row) => withInterval(row.change.difference, row.change.interval),
        mark: (row) => changed(row.change.difference, row.change.interval),
      },
      { title: 'In words', cell: (row) => row.inWords },
    ],
    report.comparisons);
};

const EXPOSURES = { REPLAYED: 'seen, and replayed', SEEN_BEFORE: 'seen before, not again' };

const exposureTable = ({ report }) => {
  const titles = new Map(report.runs.map((run) => [run.name, run.title]));
  const unseen = report.losses
    .filter((row) => row.distribution === report.oldDistribution && row.change && report.exposures.some((each) => each.run === row.run))
    .map((row) => ({ run: row.run, kind: 'never seen (validation)', change: row.change.difference, interval: row.change.interval }));
  const seen = report.exposures.map((row) => ({
    run: row.run, kind: `${EXPOSURES[row.kind]}, in the stream of ${titles.get(row.earlier) ?? row.earlier}`,
    change: row.difference, interval: row.interval, sequences: row.sequences,
  }));
  const rows = report.runs.flatMap((run) => [...seen, ...unseen].filter((row) => row.run === run.name));
  return table(
    'What was forgotten of old text that the run saw again, that only its parent saw, and that neither saw: loss less the parent\'s.',
    [
      { title: 'Run', cell: (row) => titles.get(row.run) ?? row.run },
      { title: 'Old text', cell: (row) => row.kind },
      { title: 'Sequences', number: true, cell: (row) => count(row.sequences) },
      {
        title: 'Against the parent',
        number: true,
        cell: (row) => withInterval(row.change, row.interval),
        mark: (row) => changed(row.change, row.interval),
      },
    ],
    rows);
};

const savingTable = ({ report }) => {
  const titles = new Map(report.runs.map((run) => [run.name, run.title]));
  return table(
    'What continuing saved: its own cost beside training on everything from scratch.',
    [
      { title: 'Run', cell: (row) => titles.get(row.run) ?? row.run },
      { title: 'Tokens', number: true, cell: (row) => count(row.continued.tokens) },
      { title: 'FLOPs', number: true, cell: (row) => flops(row.continued.flops) },
      { title: 'Wall time', number: true, cell: (row) => duration(row.continued.seconds) },
      { title: 'Instead of', cell: (row) => (row.against ? `${titles.get(row.against) ?? row.against}, measured` : 'everything anew, computed') },
      { title: 'Tokens', number: true, cell: (row) => count(row.fromScratch.tokens) },
      { title: 'FLOPs', number: true, cell: (row) => flops(row.fromScratch.flops) },
      { title: 'Wall time', number: true, cell: (row) => duration(row.fromScratch.seconds) },
      { title: 'Saved', number: true, cell: (row) => `${(100 * row.share).toFixed(0)} %` },
    ],
    report.savings);
};

const provenanceTable = ({ report }) => {
  const places = new Map(report.provenance.map((row, index) => [row.artefact, `artefact-${index}`]));
  const links = (row) => {
    const cell = element('span', {});
    row.inputs.forEach((input, index) => {
      const place = places.get(input);
      cell.append(index ? ', ' : '', place ? element('a', { href: `#${place}` }, input) : input);
    });
    return cell;
  };
  return table(
    'Every artefact, its fingerprint, and what it was made from. The whole fingerprints stand in report.json.',
    [
      { title: 'Artefact', cell: (row) => row.artefact },
      { title: 'Kind', cell: (row) => row.kind },
      { title: 'Fingerprint', cell: (row) => element('code', { title: row.fingerprint }, row.fingerprint.slice(0, 12)) },
      { title: 'Made from', cell: links },
    ],
    report.provenance.map((row) => ({ ...row, rowId: places.get(row.artefact) })));
};
