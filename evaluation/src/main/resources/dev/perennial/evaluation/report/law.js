// Laws beside what was measured: of each its parameters, a chart, and the two losses side by side.
const SHOWN_ROWS = 24;
const runsOf = (fit) => [...new Set(fit.points.map((point) => point.run))];
const figures = (value) => (isNumber(value) ? String(Number(value.toPrecision(4))) : MISSING);

const parameterTable = (fit) => table(
  `${fit.formula}: ${count(fit.points.length)} points, RMSE ${nats(fit.rmse)} nats, R² ${nats(fit.rSquared)}.`,
  [
    { title: 'Parameter', cell: (row) => row.name },
    { title: 'Value', number: true, cell: (row) => figures(row.value) },
    { title: '95 % interval', number: true, cell: (row) => bounds(row.interval, figures) || MISSING },
    { title: 'Told by the data', cell: (row) => (row.identified ? 'yes' : 'not identified'), mark: (row) => (row.identified ? '' : 'worse') },
  ],
  fit.parameters);

// Of many points as many as one reads, evenly taken.
const thinned = (points) => {
  const stride = Math.max(1, Math.ceil(points.length / SHOWN_ROWS));
  return points.filter((_, index) => index % stride === 0 || index === points.length - 1);
};

const pointTable = (fit) => table(
  'Measured and fitted loss, nats a token.',
  [
    { title: 'Run', cell: (row) => row.run },
    { title: fit.axis, number: true, cell: (row) => figures(row.at) },
    { title: 'Measured', number: true, cell: (row) => nats(row.measured) },
    { title: 'Fitted', number: true, cell: (row) => nats(row.fitted) },
    { title: 'Difference', number: true, cell: (row) => signed(row.measured - row.fitted) },
  ],
  thinned(fit.points));

const fitOption = (fit, colours) => {
  // A share is drawn as one set of points: each run is a point of its own.
  const groups = fit.axis === 'step' ? runsOf(fit) : [null];
  const pointsOf = (run) => fit.points.filter((point) => run === null || point.run === run)
    .slice().sort((one, other) => one.at - other.at);
  return {
    ...base(colours, `${fit.title}: measured loss as points, fitted as a line, over ${fit.axis}.`),
    grid: { left: 76, right: 20, top: 40, bottom: 50 },
    legend: { type: 'scroll', top: 4, textStyle: { color: colours.text }, pageTextStyle: { color: colours.quiet } },
    xAxis: axis(colours, { type: 'value', name: fit.axis, nameGap: 30, axisLabel: { formatter: figures } }),
    yAxis: axis(colours, { type: 'value', scale: true, name: 'loss, nats a token', nameGap: 54 }),
    tooltip: tooltip(colours, {
      trigger: 'item',
      formatter: ({ seriesName, value }) => tip(seriesName, [`${fit.axis} ${figures(value[0])}: ${nats(value[1])}`]),
    }),
    series: groups.flatMap((run, index) => {
      const name = run ?? 'runs';
      const colour = seriesColour(colours, index);
      return [
        { name: `${name}, measured`, type: 'scatter', symbolSize: fit.axis === 'step' ? 3 : 10, itemStyle: { color: colour, opacity: fit.axis === 'step' ? 0.35 : 1 }, data: pointsOf(run).map((point) => [point.at, point.measured]) },
        { name: `${name}, fitted`, type: 'line', showSymbol: false, lineStyle: { color: colour, width: 2 }, itemStyle: { color: colour }, data: pointsOf(run).map((point) => [point.at, point.fitted]) },
      ];
    }),
  };
};

show(report.fits.map((fit, index) => [`fit-${index}`, fit.title, true, () => [
  parameterTable(fit),
  ...fit.notes.map((note) => element('p', { class: 'quiet' }, `${note}.`)),
  figure(`${fit.title}: measured and fitted.`, chart(340, (colours) => fitOption(fit, colours))),
  pointTable(fit)]]));
