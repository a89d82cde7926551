/**
 * Text to token ids and back with Hugging Face's {@code tokenizer.json}, and the training of such a tokenizer.
 * It knows no engine: Spark is in {@code dev.perennial.tokenize.spark}.
 * Start from {@link dev.perennial.tokenize.Tokenizer}.
 */
package dev.perennial.tokenize;
