/**
 * Learning rates as pure functions of the tokens consumed in a stage: one class a curve, clamped after the end.
 * Start from {@link dev.perennial.training.schedule.LearningRateSchedule}.
 */
package dev.perennial.training.schedule;
