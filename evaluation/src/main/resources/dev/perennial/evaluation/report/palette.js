// Colours of the charts on light and on dark ground, told apart by people who see red and green alike.
const PALETTES = {
  light: {
    better: '#2563ae', worse: '#b8500f', even: '#eef1f4', onStrong: '#ffffff',
    text: '#2a2f36', quiet: '#667080', line: '#d9dee5', ground: '#ffffff',
    series: ['#2563ae', '#c95f1e', '#21865f', '#9a4388', '#8a6b12', '#566172', '#b83a32', '#13879b'],
  },
  dark: {
    better: '#6ea9ee', worse: '#ee935c', even: '#262d36', onStrong: '#101317',
    text: '#dfe3e8', quiet: '#98a2b0', line: '#333a44', ground: '#15191f',
    series: ['#6ea9ee', '#ee935c', '#55c497', '#d38bc4', '#d0b158', '#a7b2c0', '#ec7d71', '#58c4d6'],
  },
};
const SYMBOLS = ['circle', 'diamond', 'rect', 'triangle', 'roundRect', 'pin'];
const DASHES = ['solid', 'dashed', 'dotted'];

const darkGround = window.matchMedia('(prefers-color-scheme: dark)');
const palette = (printing) => PALETTES[darkGround.matches && !printing ? 'dark' : 'light'];
const seriesColour = (colours, index) => colours.series[index % colours.series.length];
const seriesDash = (colours, index) => DASHES[Math.floor(index / colours.series.length) % DASHES.length];

const swatch = (index, symbol) => element('span', {
  class: `swatch swatch-${index % PALETTES.light.series.length} ${symbol ?? 'stroke'}`, 'aria-hidden': 'true',
});
