// What goes wrong on the page is written on its root element, where a test or a curious reader finds it.
(() => {
  const root = document.documentElement;
  const record = (text) => {
    root.dataset.errors = (root.dataset.errors ? root.dataset.errors + '\n' : '') + text;
  };
  window.addEventListener('error', (event) => record(String(event.message)));
  window.addEventListener('unhandledrejection', (event) => record(String(event.reason)));
  document.addEventListener('securitypolicyviolation', (event) => record(`${event.violatedDirective} ${event.blockedURI}`));
})();
