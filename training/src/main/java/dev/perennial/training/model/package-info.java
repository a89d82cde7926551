/**
 * What the model is, without any engine: its shape, its tensors in one flat vector, their initial values, its optimizer's constants.
 * Start from {@link dev.perennial.training.model.GptNeoX}.
 */
package dev.perennial.training.model;
