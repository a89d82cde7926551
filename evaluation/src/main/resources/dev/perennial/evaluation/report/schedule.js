// The page of a schedule: one chart.
const content = JSON.parse(document.getElementById('content').textContent);
document.getElementById('title').textContent = `Learning rate of ${content.title}`;
const place = element('div', { id: 'rates', style: 'height: 32rem' });
document.getElementById('main').append(place);

const drawing = echarts.init(place, null, { renderer: 'svg' });
const draw = () => {
  const colours = palette(false);
  drawing.setOption({
    ...base(colours, `Learning rate over tokens of ${content.curves.map((curve) => curve.stage).join(', ')}`),
    grid: { left: 80, right: 24, top: 56, bottom: 56 },
    legend: { type: 'scroll', top: 8, textStyle: { color: colours.text }, pageTextStyle: { color: colours.quiet } },
    tooltip: tooltip(colours, {
      trigger: 'item',
      formatter: ({ seriesName, value }) => tip(seriesName, [`${count(value[0])} tokens`, `rate ${rate(value[1])}`]),
    }),
    xAxis: axis(colours, { type: 'value', name: 'tokens, over all stages', nameGap: 32, axisLabel: { formatter: inShort } }),
    yAxis: axis(colours, { type: 'value', name: 'learning rate', nameGap: 60, axisLabel: { formatter: rate } }),
    series: content.curves.map((curve, index) => ({
      name: curve.stage, type: 'line', showSymbol: true, symbolSize: 5, data: curve.points.map(({ tokens, rate: value }) => [tokens, value]),
      lineStyle: { color: seriesColour(colours, index), type: seriesDash(colours, index), width: 1.8 },
      itemStyle: { color: seriesColour(colours, index), opacity: 0 },
    })),
  }, true);
};
draw();
darkGround.addEventListener('change', draw);
window.addEventListener('resize', () => drawing.resize());
document.documentElement.dataset.ready = 'true';
