// Everything over one axis of tokens: training loss, validation loss of each distribution, and the learning rate under them.
const PANEL = { training: 250, validation: 130, rate: 90, gap: 34, top: 30, bottom: 48 };
const MOST_PANELS = 8;

// From top to bottom, each with the place of its plot.
const panels = ({ report }) => {
  const columns = report.distributions.filter((column) => report.points.some((point) => point.distribution === column.name)).slice(0, MOST_PANELS);
  const all = [
    { kind: 'training', title: 'Training loss, nats a token', height: PANEL.training },
    ...columns.map((column) => ({ kind: 'validation', title: `Loss on ${column.title || column.name}`, column: column.name, height: PANEL.validation })),
    { kind: 'rate', title: 'Learning rate', height: PANEL.rate },
  ];
  let top = PANEL.top;
  return all.map((panel, index) => {
    const placed = { ...panel, index, top };
    top += panel.height + PANEL.gap;
    return placed;
  });
};

const curvesHeight = (content) => {
  const last = panels(content).pop();
  return last.top + last.height + PANEL.bottom;
};

const over = (run, tokens) => run.before + tokens;

const runLine = (run, index, colours, panel, values, style) => ({
  name: run.name, type: 'line', showSymbol: false, xAxisIndex: panel.index, yAxisIndex: panel.index, data: values,
  itemStyle: { color: seriesColour(colours, index) },
  lineStyle: { color: seriesColour(colours, index), type: seriesDash(colours, index), ...style },
  emphasis: { disabled: true },
});

const trainingSeries = (run, index, colours, panel) => {
  const reach = smoothingReach(run);
  const line = (values, style) => ({
    ...runLine(run, index, colours, panel, run.tokens.map((tokens, at) => [over(run, tokens), isNumber(values[at]) ? values[at] : null]), style),
    showSymbol: run.tokens.length === 1,
  });
  const main = line(smoothed(run.loss, reach), { width: 1.8 });
  return reach ? [{ ...line(run.loss, { width: 0.8, opacity: 0.22 }), tooltip: { show: false }, silent: true }, main] : [main];
};

const validationSeries = (run, index, colours, panel, report) => {
  const points = report.points.filter((point) => point.run === run.name && point.distribution === panel.column && isNumber(point.loss));
  return points.length ? [{
    ...runLine(run, index, colours, panel, points.map((point) => [over(run, point.tokens), point.loss]), { width: 1.4 }),
    showSymbol: true, symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 7,
  }] : [];
};

const rateSeries = (run, index, colours, panel) => [
  runLine(run, index, colours, panel, run.tokens.map((tokens, at) => [over(run, tokens), run.rate[at]]), { width: 1.4 })];

// Where stages begin that continue another: a line through all panels, named above the first.
const boundaries = ({ report }) => {
  const parents = new Map();
  report.runs.filter((run) => run.before > 0)
    .forEach((run) => parents.set(run.before, new Set([...(parents.get(run.before) ?? []), run.parent].filter(Boolean))));
  return [...parents].map(([tokens, names]) => ({ tokens, title: `${[...names].join(', ')} ends` }));
};

const boundarySeries = (content, colours, panel) => ({
  type: 'line', data: [], silent: true, xAxisIndex: panel.index, yAxisIndex: panel.index,
  markLine: {
    silent: true, symbol: 'none', animation: false,
    lineStyle: { color: colours.quiet, type: 'dotted', width: 1 },
    data: boundaries(content).map((boundary) => ({
      xAxis: boundary.tokens,
      label: {
        show: panel.index === 0, position: 'end', color: colours.quiet, fontSize: 12, width: 160, overflow: 'truncate',
        formatter: () => boundary.title,
      },
    })),
  },
});

const curvesTip = (points, all, titles) => {
  const lines = new Map();
  points.filter((point) => all[point.axisIndex]?.kind !== 'rate').forEach((point) => {
    const panel = all[point.axisIndex];
    const where = panel.kind === 'training' ? 'training' : `on ${titleOf(panel.column)}, at ${inShort(point.value[0])}`;
    lines.set(`${point.axisIndex} ${point.seriesName}`, `${titles.get(point.seriesName)}, ${where}: ${nats(point.value[1])}`);
  });
  return tip(`${inShort(points[0].axisValue)} tokens`, [...lines.values()]);
};

const curvesOption = (content, colours, width, hidden) => {
  const { report } = content;
  const all = panels(content);
  const last = all.length - 1;
  const titles = new Map(report.runs.map((run) => [run.name, run.title]));
  const end = Math.max(1, ...report.runs.map((run) => over(run, run.tokens[run.tokens.length - 1] ?? 0)));
  const series = { training: trainingSeries, validation: validationSeries, rate: rateSeries };
  return {
    ...base(colours, 'Training loss of every run over the tokens consumed with those of its parents, the loss on each distribution where it was evaluated, '
      + 'and under them the learning rate. ' + report.runs.map((run) => `${run.title} ends at ${nats(run.loss[run.loss.length - 1])}`).join('; ') + '.'),
    legend: { show: false, selected: Object.fromEntries(report.runs.map((run) => [run.name, !hidden.has(run.name)])) },
    title: all.map((panel) => ({
      text: panel.title, left: 76, top: panel.top - 20, padding: 0,
      textStyle: { color: colours.text, fontSize: 12, fontWeight: 600, width: Math.max(80, width - 260), overflow: 'truncate' },
    })),
    grid: all.map((panel) => ({ left: 76, right: 16, top: panel.top, height: panel.height })),
    axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: colours.quiet } },
    xAxis: all.map((panel) => axis(colours, {
      gridIndex: panel.index, type: 'value', min: 0, max: end, name: panel.index === last ? 'tokens consumed, with those of the parents' : '', nameGap: 30,
      splitLine: { show: false }, axisLabel: { show: panel.index === last, formatter: inShort, showMaxLabel: false },
    })),
    yAxis: all.map((panel) => axis(colours, {
      gridIndex: panel.index, type: 'value', scale: panel.kind !== 'rate', splitNumber: panel.kind === 'training' ? 5 : 2,
      axisLabel: panel.kind === 'rate' ? { formatter: rate } : {},
    })),
    tooltip: tooltip(colours, { trigger: 'axis', formatter: (points) => curvesTip(points, all, titles) }),
    series: all.flatMap((panel) => [
      ...report.runs.flatMap((run, index) => series[panel.kind](run, index, colours, panel, report)),
      boundarySeries(content, colours, panel),
    ]),
  };
};

const pointsTable = ({ report }) => {
  const runs = new Map(report.runs.map((run) => [run.name, run]));
  return table(
    'Loss on each distribution over the tokens of a run: at its parent\'s end, at states that were evaluated, at its own end.',
    [
      { title: 'Run', cell: (row) => runs.get(row.run)?.title ?? row.run },
      { title: 'Distribution', cell: (row) => titleOf(row.distribution) },
      { title: 'Tokens of the run', number: true, cell: (row) => count(row.tokens) },
      { title: 'Loss', number: true, cell: (row) => nats(row.loss) },
      { title: '95 % interval', number: true, cell: (row) => (row.interval ? `${nats(row.interval.low)} to ${nats(row.interval.high)}` : MISSING) },
      { title: 'Bits per byte', number: true, cell: (row) => nats(row.bitsPerByte) },
    ],
    report.points);
};
