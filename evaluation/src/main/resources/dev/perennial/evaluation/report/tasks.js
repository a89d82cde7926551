// Shares as percent, all other figures as they are; ± is the standard error.
const METRICS = [
  ['acc', 'Accuracy'], ['acc_norm', 'by length'], ['acc_bytes', 'by bytes'], ['perplexity', 'Perplexity'],
  ['word_perplexity', 'Word perplexity'], ['byte_perplexity', 'Byte perplexity'], ['bits_per_byte', 'Bits per byte'],
];
const reached = (metric, figure) => {
  if (!figure) {
    return MISSING;
  }
  const share = metric.startsWith('acc');
  const write = (value) => (share ? (100 * value).toFixed(1) : (value < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(2)));
  return write(figure.value) + (isNumber(figure.standardError) ? ` ± ${write(figure.standardError)}` : '') + (share ? ' %' : '');
};
const metricColumns = (rows) => METRICS.filter(([metric]) => rows.some((row) => row.figures[metric]))
  .map(([metric, title]) => ({ title, number: true, cell: (row) => reached(metric, row.figures[metric]) }));

// Questions and whole texts have no figure in common, and both together are wider than paper.
const taskTables = ({ report }) => {
  const titles = new Map(report.runs.map((run) => [run.name, run.title]));
  const named = [
    { title: 'Task', cell: (row) => row.task },
    { title: 'Model', cell: (row) => titles.get(row.model) ?? row.model },
  ];
  const sorted = [...report.tasks].sort((one, other) => (one.task < other.task ? -1 : Number(one.task > other.task)));
  const isText = (row) => isNumber(row.figures.word_perplexity?.value);
  const questions = sorted.filter((row) => !isText(row));
  const texts = sorted.filter(isText);
  return [
    questions.length && table(
      'What each model reached on each task, with standard errors over its questions. By length: likelihoods over the characters of a choice, by bytes: over its bytes.',
      [
        ...named,
        { title: 'Shots', number: true, cell: (row) => count(row.shots) },
        { title: 'Questions', number: true, cell: (row) => count(row.questions) },
        { title: 'Chance', number: true, cell: (row) => (isNumber(row.chance) ? `${(100 * row.chance).toFixed(1)} %` : MISSING) },
        ...metricColumns(questions),
        { title: 'Contexts cut', number: true, cell: (row) => count(row.truncated), mark: (row) => (row.truncated ? 'worse' : '') },
      ],
      questions),
    texts.length && table(
      'How well each model foretells whole texts; lower is better.',
      [...named, { title: 'Texts', number: true, cell: (row) => count(row.questions) }, ...metricColumns(texts)],
      texts),
  ].filter(Boolean);
};

const subjectTables = ({ report }) => {
  const titles = new Map(report.runs.map((run) => [run.name, run.title]));
  const rows = report.tasks.flatMap((row) => Object.entries(row.subjects)
    .map(([subject, figures]) => ({ task: row.task, model: row.model, subject, figures })));
  return rows.length === 0 ? [] : [element('details', {}, element('summary', {}, 'By subject'), table(
    'The same by subject.',
    [
      { title: 'Task', cell: (row) => row.task },
      { title: 'Subject', cell: (row) => row.subject },
      { title: 'Model', cell: (row) => titles.get(row.model) ?? row.model },
      ...metricColumns(rows),
    ],
    rows))];
};
