/**
 * Ids beside Hugging Face's, megabyte for megabyte. Start from {@link dev.perennial.tests.parity.ParityTest}.
 */
package dev.perennial.tests.parity;
