/**
 * Continual pre-training of GPT-NeoX models. Start from {@link dev.perennial.training.TrainingPlan}.
 */
package dev.perennial.training;
