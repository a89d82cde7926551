/**
 * What spans modules: architecture, the whole pipeline on a miniature, a cluster of processes, faults, and readers that are not
 * ours. Start from {@link dev.perennial.tests.EndToEndTest}.
 */
package dev.perennial.tests;
