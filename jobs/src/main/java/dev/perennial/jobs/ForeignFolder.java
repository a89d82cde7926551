package dev.perennial.jobs;

/**
 * A model from elsewhere that stages can continue.
 *
 * @param folder as Hugging Face has GPT-NeoX models: config.json, tokenizer.json, model.safetensors or its shards
 */
public record ForeignFolder(String folder) {}
