/**
 * Which sequence stands at which position of a token stream: shares, replay and order as pure functions of position.
 * Start from {@link dev.perennial.mixing.SlotPlan}.
 */
package dev.perennial.mixing;
