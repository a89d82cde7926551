/**
 * Multiple-choice, cloze and perplexity tasks, read from the files in which they are published and scored as EleutherAI's
 * lm-evaluation-harness scores them. Start from {@link dev.perennial.evaluation.tasks.Task}.
 */
package dev.perennial.evaluation.tasks;
