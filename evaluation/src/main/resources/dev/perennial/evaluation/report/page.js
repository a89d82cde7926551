// The report of an experiment: sections in the order of the questions.
const { headline } = content;
const hiddenRuns = new Set();

const runSwitches = () => element('fieldset', { class: 'key' }, element('legend', {}, 'Runs shown'),
  ...report.runs.map((run, index) => {
    const box = element('input', { type: 'checkbox', checked: '' });
    box.addEventListener('change', () => {
      hiddenRuns[box.checked ? 'delete' : 'add'](run.name);
      drawn.forEach(draw);
    });
    return element('label', {}, box, swatch(index), run.title);
  }));

const groups = [...new Set(headline.filter((row) => isNumber(row.adaptation)).map((row) => row.newDistribution))]
  .map((name) => ({ name, title: `learning ${titleOf(name)}` }));

// In words, where a change is no more than chance.
const told = (interval) => (interval && !excludesZero(interval) ? ' (which cannot be told from zero)' : '');

// Of the runs that continue a parent, the one with the lowest average for each new distribution.
const findings = () => groups.map(({ name }) => {
  const continued = headline.filter((row) => row.newDistribution === name && isNumber(row.adaptation) && isNumber(row.average));
  const best = continued.reduce((low, row) => (row.average < low.average ? row : low), continued[0]);
  return best && element('li', {}, `${titleOf(name)}: of the continued runs, `, element('strong', {}, best.title),
    ` has the lowest average, ${nats(best.average)}. Against its parent the loss on ${titleOf(report.oldDistribution)} changed by `
    + `${signed(best.forgetting)}${told(best.forgettingInterval)} and on ${titleOf(name)} by ${signed(-best.adaptation)}${told(best.adaptationInterval)} nats.`);
}).filter(Boolean);

const overlapNote = (rows) => {
  const thin = rows.filter(({ overlap }) => overlap.oneIn > 1)
    .map(({ overlap }) => `of ${titleOf(overlap.validation)} one n-gram in ${count(overlap.oneIn)}`);
  return `An n-gram: ${rows[0].overlap.nGram} tokens in a row within a document; shorter documents have none and are left out of the shares. `
    + (thin.length ? `A sample was looked at, chosen by hash: ${[...new Set(thin)].join(', ')}.` : 'All n-grams were looked at.');
};

const faint = report.runs.some((run) => smoothingReach(run) > 0);
const sections = [
  ['results', 'Results', headline.length, () => [
    headlineTable(content),
    element('p', { class: 'quiet' }, 'Bold: the lowest of its column. Average: the old distribution and the one the run was to learn. '
      + 'Against the parent: above zero, the run forgot; in brackets the 95 % interval over documents, in colour where it excludes zero.')]],
  ['training', 'Training', report.runs.length, () => [
    runSwitches(),
    figure('Losses over the tokens consumed, and the learning rate under them; a thin line is where a parent ends.'
      + (faint ? ' Strong lines of training loss are means over neighbouring points, faint ones the points as recorded.' : '')
      + ' Marks of validation loss are models that were evaluated; evaluate --every puts more between.',
      chart(curvesHeight(content), (colours, width) => curvesOption(content, colours, width, hiddenRuns))),
    ...(report.points.length ? [element('details', {}, element('summary', {}, 'Validation losses over tokens as a table'), pointsTable(content))] : [])]],
  ['losses', 'Losses by model and distribution', report.losses.length, () => [
    key(report.distributions),
    figure('Loss on each distribution; lines through the marks are 95 % intervals, where they were estimated.',
      chart(64 + 44 * report.runs.length, (colours, width) => lossesOption(content, colours, width))),
    element('details', {}, element('summary', {}, 'All evaluations as a table'), lossesTable(content))]],
  ['domains', 'Change by domain', domainRuns(content).length, () => [
    figure(`Loss against the parent, by domain. ${domainsNote(content)}`,
      chart(domainsHeight(content), (colours, width) => domainsOption(content, colours, width))),
    element('details', {}, element('summary', {}, 'Change by domain as a table'), domainsTable(content))]],
  ['trade-off', 'Forgetting against adaptation', groups.length, () => [
    key(groups),
    figure('Each run against its parent, labelled with its replay share; lines are 95 % intervals over documents. Best is low and to the right.',
      chart(400, (colours, width) => tradeOffOption(content, groups, colours, width)))]],
  ['baselines', 'Against starting anew', report.comparisons.length, () => [comparisonTable(content)]],
  ['exposure', 'Seen, replayed, unseen', report.exposures.length, () => [exposureTable(content)]],
  ['tasks', 'Tasks', report.tasks.length, () => [...taskTables(content), ...subjectTables(content)]],
  ['corpora', 'Corpora', report.corpora.length, () => [corpusTable(report.corpora, titleOf)]],
  ['mixture', 'Mixture, planned and consumed', report.mixtures.length, () => [mixtureTable(content)]],
  ['overlap', 'Validation seen in training', report.overlaps.length, () => [
    overlapTable(report.overlaps, titleOf),
    crossOverlapTable(report.overlaps, titleOf),
    element('details', {}, element('summary', {}, 'By domain'), domainOverlapTable(report.overlaps, titleOf)),
    element('p', { class: 'quiet' }, overlapNote(report.overlaps))]],
  ['cost', 'Cost', report.costs.length, () => [
    costTable(content),
    ...(report.savings.length ? [savingTable(content)] : [])]],
  ['provenance', 'Provenance', report.provenance.length, () => [provenanceTable(content)]],
  ['configuration', 'Configuration', report.configuration, () => [
    element('pre', { tabindex: '0', role: 'region', 'aria-label': 'Resolved configuration' }, report.configuration)]],
];

document.getElementById('findings').append(...findings());
show(sections);
