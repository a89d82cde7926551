// Tokenizers side by side: every measure over the distributions, a colour a tokenizer.
const share = (value) => (isNumber(value) ? `${(100 * value).toFixed(2)} %` : MISSING);
const figureOf = (tokenizer, distribution) => report.figures.find((row) => row.tokenizer === tokenizer && row.distribution === distribution);
const entries = report.tokenizers.map((name) => ({ name, title: name }));

const MEASURES = [
  { name: 'bytesPerToken', title: 'Bytes per token', write: nats, note: 'more is shorter text for the model' },
  { name: 'tokensPerWord', title: 'Tokens per word (fertility)', write: nats, note: 'less is better; it counts the tokens of spaces and signs too' },
  { name: 'wholeWordShare', title: 'Words kept whole', write: share, note: 'more is better' },
  { name: 'singleByteShare', title: 'Tokens of a single byte', write: share, note: 'less is better; letters and signs by themselves among them' },
  { name: 'fallbackShare', title: 'Byte fallbacks', write: share, note: 'tokens of a byte that is no character; less is better' },
];

const measureTable = (measure) => table(
  `${measure.title}: ${measure.note}.`,
  [
    { title: 'Tokenizer', cell: (name) => name },
    ...report.distributions.map((column) => ({
      title: column.title || column.name,
      number: true,
      cell: (name) => measure.write(figureOf(name, column.name)?.[measure.name]),
    })),
  ],
  report.tokenizers);

const measureOption = (measure, colours, width) => ({
  ...base(colours, `${measure.title}. ` + report.figures
    .map((row) => `${row.tokenizer} on ${titleOf(row.distribution)}: ${measure.write(row[measure.name])}`).join('; ') + '.'),
  grid: { left: 62, right: 16, top: 22, bottom: 34 },
  xAxis: axis(colours, {
    type: 'category', data: report.distributions.map((column) => column.name),
    axisLabel: { color: colours.text, interval: 0, width: Math.max(60, width / report.distributions.length - 20), overflow: 'truncate', hideOverlap: false, formatter: titleOf },
  }),
  yAxis: axis(colours, { type: 'value', splitNumber: 4, axisLabel: { formatter: (value) => (measure.write === share ? `${Number((100 * value).toPrecision(3))} %` : value) } }),
  tooltip: tooltip(colours, {
    trigger: 'item',
    formatter: (point) => tip(point.seriesName, [`${titleOf(point.name)}: ${measure.write(point.value)}`]),
  }),
  series: report.tokenizers.map((name, index) => ({
    name, type: 'bar', barMaxWidth: 64, itemStyle: { color: seriesColour(colours, index) }, emphasis: { disabled: true },
    label: { show: width / (report.tokenizers.length * report.distributions.length) > 60, position: 'top', color: colours.text, fontSize: 12, formatter: (point) => measure.write(point.value) },
    data: report.distributions.map((column) => figureOf(name, column.name)?.[measure.name] ?? null),
  })),
});

const vocabularyTable = () => table(
  'How much of its vocabulary a tokenizer uses, and how much text each distribution gave.',
  [
    { title: 'Tokenizer', cell: (row) => row.tokenizer },
    { title: 'Distribution', cell: (row) => titleOf(row.distribution) },
    { title: 'Vocabulary', number: true, cell: (row) => count(row.vocabulary) },
    { title: 'In use', number: true, cell: (row) => count(row.vocabularyUsed) },
    { title: 'Share in use', number: true, cell: (row) => share(row.vocabularyUsed / row.vocabulary) },
    { title: 'Unknown', number: true, cell: (row) => share(row.unknownShare), mark: (row) => (row.unknownShare > 0 ? 'worse' : '') },
    { title: 'Documents', number: true, cell: (row) => count(row.documents) },
    { title: 'Bytes', number: true, cell: (row) => count(row.bytes) },
    { title: 'Words', number: true, cell: (row) => count(row.words) },
    { title: 'Tokens', number: true, cell: (row) => count(row.tokens) },
  ],
  report.figures);

const splitTable = () => table(
  'The words that fall into most tokens: runs of letters of at most 64 characters.',
  [
    { title: 'Word', cell: (row) => row.word },
    { title: 'Distribution', cell: (row) => titleOf(row.distribution) },
    { title: 'Tokenizer', cell: (row) => row.tokenizer },
    { title: 'Tokens', number: true, cell: (row) => count(row.tokens) },
    { title: 'Pieces', cell: (row) => row.pieces },
  ],
  report.figures.flatMap((row) => row.longestSplits.map((split) => ({ ...row, ...split }))));

const sampleNote = () => {
  const documents = report.distributions.map((column) => {
    const row = figureOf(report.tokenizers[0], column.name);
    return `${titleOf(column.name)} ${count(row?.documents)} of ${count(row?.documentsSeen)}`;
  }).join(', ');
  return report.sample === '1/1'
    ? `All documents: ${documents}.`
    : `A sample of ${percent(report.sample)} of the documents, chosen by hash of their text: ${documents}.`;
};

show([
  ['results', 'Side by side', report.figures.length, () => [
    element('p', {}, sampleNote()),
    measureTable(MEASURES[0]), measureTable(MEASURES[1]),
    element('p', { class: 'quiet' }, 'A word: letters, marks and numbers in a row. It is kept whole if it is one token, with the space before it or without. '
      + 'Losses a token do not compare models of different tokenizers; bits per byte do.')]],
  ['charts', 'Measures', report.figures.length, () => [
    key(entries, 'rect'),
    ...MEASURES.map((measure) => figure(`${measure.title}: ${measure.note}.`,
      chart(240, (colours, width) => measureOption(measure, colours, width)))),
    element('details', {}, element('summary', {}, 'These measures as tables'), ...MEASURES.slice(2).map(measureTable))]],
  ['vocabulary', 'Vocabulary in use', report.figures.length, () => [vocabularyTable()]],
  ['splits', 'Longest splits', report.figures.some((row) => row.longestSplits.length), () => [splitTable()]],
]);
