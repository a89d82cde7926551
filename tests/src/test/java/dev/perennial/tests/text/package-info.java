/**
 * Text to test and to measure with: real text of the demo corpora, and text made to trip tokenizers.
 * Start from {@link dev.perennial.tests.text.DemoText}.
 */
package dev.perennial.tests.text;
