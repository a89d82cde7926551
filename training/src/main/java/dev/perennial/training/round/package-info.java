/**
 * Who trains on which positions of a stream in which round, and in which order their states are averaged: pure functions
 * of the plan, so that the number of executors changes nothing. Start from {@link dev.perennial.training.round.RoundPlan}.
 */
package dev.perennial.training.round;
