/**
 * The corpora of the demo: real texts from artifacts that Maven resolves, in the shapes of published corpora.
 * Nothing of others is stored in the repository. Start from {@link dev.perennial.jobs.demo.DemoCorpora}.
 */
package dev.perennial.jobs.demo;
