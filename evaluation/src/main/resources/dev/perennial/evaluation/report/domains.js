// What became of each domain: a row a domain, a column a continued run, coloured by the change against the parent.
const MOST_ROWS = 40;
const ROW_HEIGHT = 26;

const domainPlaces = ({ report }) => {
  const places = new Map();
  report.domains.forEach((row) => {
    const place = JSON.stringify([row.distribution, row.domain]);
    const known = places.get(place) ?? { title: `${row.domain || 'no domain'} (${titleOf(row.distribution)})`, tokens: row.tokens, rows: new Map() };
    known.rows.set(row.run, row);
    places.set(place, known);
  });
  return [...places.values()];
};

const domainRuns = ({ report }) => report.runs.filter((run) => report.domains.some((row) => row.run === run.name && isNumber(row.change)));

// The largest, in the order of the report.
const shownPlaces = (content) => {
  const places = domainPlaces(content);
  const largest = new Set([...places].sort((one, other) => other.tokens - one.tokens).slice(0, MOST_ROWS));
  return places.filter((place) => largest.has(place));
};

const domainsHeight = (content) => 84 + ROW_HEIGHT * shownPlaces(content).length;

const domainsOption = (content, colours, width) => {
  const places = shownPlaces(content);
  const runs = domainRuns(content);
  const cells = places.flatMap((place, y) => runs.flatMap((run, x) => {
    const change = place.rows.get(run.name)?.change;
    return isNumber(change) ? [{ x, y, change }] : [];
  }));
  const most = Math.max(0.01, ...cells.map((cell) => Math.abs(cell.change)));
  const room = Math.min(300, Math.max(96, width * 0.32));
  const cellWidth = (width - room - 24) / runs.length;
  return {
    ...base(colours, 'Change of the loss of each domain against the parent. '
      + cells.map((cell) => `${runs[cell.x].title}, ${places[cell.y].title}: ${signed(cell.change)}`).join('; ') + '.'),
    grid: { left: room + 12, right: 12, top: 8, height: ROW_HEIGHT * places.length },
    xAxis: axis(colours, {
      type: 'category', data: runs.map((run) => run.name), splitLine: { show: false },
      axisLabel: { color: colours.text, interval: 0, width: Math.max(24, cellWidth - 8), overflow: 'break', lineHeight: 13, fontSize: cellWidth < 90 ? 10 : 12, hideOverlap: false, formatter: (name) => runs.find((run) => run.name === name).title },
    }),
    yAxis: axis(colours, {
      type: 'category', inverse: true, data: places.map((_, place) => String(place)), splitLine: { show: false },
      axisLabel: { color: colours.text, interval: 0, width: room, overflow: 'truncate', hideOverlap: false, formatter: (place) => places[Number(place)].title },
    }),
    visualMap: { show: false, min: -most, max: most, dimension: 2, inRange: { color: [colours.better, colours.even, colours.worse] } },
    tooltip: tooltip(colours, {
      trigger: 'item',
      formatter: (point) => tip(runs[point.value[0]].title, [`${places[point.value[1]].title}: ${signed(point.value[2])}`]),
    }),
    series: [{
      type: 'heatmap', itemStyle: { borderColor: colours.ground, borderWidth: 2 }, emphasis: { disabled: true },
      data: cells.map((cell) => ({
        value: [cell.x, cell.y, cell.change],
        label: {
          show: cellWidth >= 44, fontSize: 12, formatter: () => signed(cell.change),
          color: Math.abs(cell.change) > 0.6 * most ? colours.onStrong : colours.text,
        },
      })),
    }],
  };
};

const domainsTable = (content) => {
  const runs = domainRuns(content);
  return table(
    'The loss of each domain less the parent\'s, in nats a token; above zero, it was forgotten.',
    [
      { title: 'Domain', cell: (place) => place.title },
      { title: 'Tokens', number: true, cell: (place) => count(place.tokens) },
      ...runs.map((run) => ({
        title: run.title,
        number: true,
        cell: (place) => signed(place.rows.get(run.name)?.change),
        mark: (place) => changed(place.rows.get(run.name)?.change),
      })),
    ],
    domainPlaces(content));
};

const domainsNote = (content) => {
  const shown = shownPlaces(content).length;
  return 'Blue is better than the parent, orange is worse; the figures are differences of means, without an interval.'
    + (shown < content.domains ? ` The ${shown} largest of ${count(content.domains)} domains are drawn; domains.csv has all.` : '');
};
