// Charts: one function a chart, from the content and the colours to an ECharts option.
const axis = (colours, more) => ({
  nameLocation: 'middle',
  nameTextStyle: { color: colours.quiet, fontSize: 12 },
  axisLine: { show: false, onZero: false, lineStyle: { color: colours.line } },
  axisTick: { show: false },
  axisLabel: { color: colours.quiet, fontSize: 12, hideOverlap: true, ...more?.axisLabel },
  splitLine: { lineStyle: { color: colours.line } },
  ...Object.fromEntries(Object.entries(more ?? {}).filter(([key]) => key !== 'axisLabel')),
});

// A tooltip is built of elements as well: ECharts would take a string for HTML.
const tip = (title, lines) => element('div', { class: 'tip' },
  element('strong', {}, title), ...lines.map((line) => element('div', {}, line)));

const base = (colours, description) => ({
  animation: false,
  backgroundColor: 'transparent',
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colours.text },
  aria: { enabled: true, label: { description } },
});

const tooltip = (colours, more) => ({
  confine: true,
  backgroundColor: colours.ground,
  borderColor: colours.line,
  textStyle: { color: colours.text, fontSize: 12 },
  ...more,
});

const smoothed = (values, reach) => values.map((_, at) => {
  const near = values.slice(Math.max(0, at - reach), at + reach + 1).filter(isNumber);
  return near.length ? near.reduce((sum, value) => sum + value, 0) / near.length : null;
});

const smoothingReach = (run) => Math.floor(run.tokens.length / 100);

const segment = (from, to, colour) => ({
  type: 'line', shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: colour, lineWidth: 2, opacity: 0.6 },
});

const intervalSeries = (rows, name, colour) => ({
  name, type: 'custom', silent: true, z: 1,
  data: rows.filter((row) => row.interval).map((row) => [row.interval.low, row.interval.high, row.place]),
  encode: { x: [0, 1], y: 2 },
  renderItem: (_, api) => {
    const from = api.coord([api.value(0), api.value(2)]);
    const to = api.coord([api.value(1), api.value(2)]);
    return segment(from, to, colour);
  },
});

const lossesOption = ({ report }, colours, width) => {
  const names = report.runs.map((run) => run.name);
  const titles = new Map(report.runs.map((run) => [run.name, run.title]));
  const room = width < 520 ? 128 : 260;
  return {
    ...base(colours, 'Loss of each model on each distribution. '
      + report.losses.map((row) => `${titles.get(row.run) ?? row.run} on ${row.distribution}: ${nats(row.loss)}`).join('; ') + '.'),
    grid: { left: room + 12, right: 20, top: 8, bottom: 46 },
    xAxis: axis(colours, { type: 'value', scale: true, name: 'loss, nats a token', nameGap: 30 }),
    yAxis: axis(colours, {
      type: 'category', inverse: true, data: names, splitLine: { show: true, lineStyle: { color: colours.line } },
      axisLabel: { color: colours.text, interval: 0, width: room, overflow: 'break', fontSize: width < 520 ? 11 : 12, lineHeight: 14, hideOverlap: false, formatter: (name) => titles.get(name) },
    }),
    tooltip: tooltip(colours, {
      trigger: 'item',
      formatter: (point) => tip(titles.get(names[point.value[1]]), [`${point.seriesName}: ${nats(point.value[0])} ${bounds(point.data.interval, nats)}`]),
    }),
    series: report.distributions.flatMap((column, index) => {
      const colour = seriesColour(colours, index);
      const rows = report.losses
        .filter((row) => row.distribution === column.name && names.includes(row.run) && isNumber(row.loss))
        .map((row) => ({ ...row, place: names.indexOf(row.run) }));
      return [intervalSeries(rows, column.title, colour), {
        name: column.title, type: 'scatter', symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 11, z: 3,
        itemStyle: { color: colour, opacity: 1 }, data: rows.map((row) => ({ value: [row.loss, row.place], interval: row.interval })),
      }];
    }),
  };
};

// A cross through each run: what it learned from left to right, what it forgot from bottom to top.
const crossSeries = (rows, colour) => ({
  type: 'custom', silent: true, z: 1,
  data: rows.filter((row) => row.forgettingInterval && row.adaptationInterval).map((row) => [
    row.adaptation, row.forgetting,
    row.adaptationInterval.low, row.adaptationInterval.high, row.forgettingInterval.low, row.forgettingInterval.high]),
  encode: { x: [0, 2, 3], y: [1, 4, 5] },
  renderItem: (_, api) => ({
    type: 'group',
    children: [
      segment(api.coord([api.value(2), api.value(1)]), api.coord([api.value(3), api.value(1)]), colour),
      segment(api.coord([api.value(0), api.value(4)]), api.coord([api.value(0), api.value(5)]), colour),
    ],
  }),
});

const tradeOffOption = ({ headline }, groups, colours, width) => {
  const points = headline.filter((row) => isNumber(row.forgetting) && isNumber(row.adaptation));
  const middle = (Math.min(...points.map((row) => row.adaptation)) + Math.max(...points.map((row) => row.adaptation))) / 2;
  return {
    ...base(colours, 'Forgetting against adaptation. '
      + points.map((row) => `${row.title} forgot ${signed(row.forgetting)} and learned ${signed(row.adaptation)} nats`).join('; ') + '.'),
    grid: { left: 62, right: 24, top: 16, bottom: 50 },
    xAxis: axis(colours, { type: 'value', scale: true, name: 'learned of the new, nats a token', nameGap: 30 }),
    yAxis: axis(colours, { type: 'value', scale: false, name: 'forgotten of the old, nats a token', nameGap: 40 }),
    tooltip: tooltip(colours, {
      trigger: 'item',
      formatter: (point) => tip(point.data.row.title,
        [`forgot ${signed(point.data.row.forgetting)} ${bounds(point.data.row.forgettingInterval, signed)}`,
          `learned ${signed(point.data.row.adaptation)} ${bounds(point.data.row.adaptationInterval, signed)}`]),
    }),
    series: groups.flatMap((group, index) => [crossSeries(
      points.filter((row) => row.newDistribution === group.name), seriesColour(colours, index)), {
      type: 'scatter', symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 12,
      itemStyle: { color: seriesColour(colours, index), opacity: 1 },
      labelLayout: { hideOverlap: true, moveOverlap: 'shiftY', dy: -9 },
      data: points.filter((row) => row.newDistribution === group.name).map((row) => ({
        value: [row.adaptation, row.forgetting],
        row,
        label: {
          show: true, color: colours.text, fontSize: 12, width: width < 520 ? 110 : 240, overflow: 'truncate',
          position: row.adaptation > middle ? 'left' : 'right', formatter: () => row.replay ?? row.title,
        },
      })),
    }]),
  };
};
