/**
 * Where the tokens of documents come to stand in sequences, as pure functions of the documents' lengths.
 * Start from {@link dev.perennial.mixing.packing.Placement}.
 */
package dev.perennial.mixing.packing;
