// What all pages share: sections, and charts that are drawn again when the ground, the width or the medium changes.
const content = JSON.parse(document.getElementById('content').textContent);
const { report } = content;
const drawn = [];
let printing = false;

const section = (id, title, ...children) => element('section', { id, 'aria-labelledby': `${id}-title` },
  element('h2', { id: `${id}-title` }, title), ...children);

const draw = (chart) => {
  chart.instance.resize();
  chart.instance.setOption(chart.option(palette(printing), chart.host.clientWidth), { notMerge: true });
};

const chart = (height, option) => {
  const host = element('div', { class: 'chart', style: `height: ${height}px` });
  drawn.push({ host, option });
  return host;
};

const key = (entries, symbol) => element('ul', { class: 'key' },
  ...entries.map((entry, index) => element('li', {}, swatch(index, symbol ?? SYMBOLS[index % SYMBOLS.length]), entry.title)));

const titleOf = (name) => report.distributions.find((column) => column.name === name)?.title ?? name;

const figure = (caption, ...children) => element('figure', {}, ...children, element('figcaption', {}, caption));

// Sections are [id, title, whether there is anything in it, what builds its elements].
const show = (sections) => {
  const present = sections.filter(([, , isPresent]) => isPresent);
  document.title = report.title;
  document.getElementById('title').textContent = report.title;
  document.getElementById('about').textContent = `Written ${report.created} by Perennial ${report.codeVersion}.`;
  document.getElementById('contents').append(...present.map(([id, title]) => element('a', { href: `#${id}` }, title)));
  document.getElementById('main').append(...present.map(([id, title, , build]) => section(id, title, ...build())));

  drawn.forEach((each) => {
    each.instance = echarts.init(each.host, null, { renderer: 'svg' });
    draw(each);
  });
  const drawAll = () => drawn.forEach(draw);
  darkGround.addEventListener('change', drawAll);
  window.addEventListener('resize', drawAll);
  window.addEventListener('beforeprint', () => {
    printing = true;
    drawAll();
  });
  window.addEventListener('afterprint', () => {
    printing = false;
    drawAll();
  });
  document.documentElement.dataset.ready = 'true';
};
