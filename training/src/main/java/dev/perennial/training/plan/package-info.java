/**
 * What a run will take before anything is rented: operations, memory, network, storage, time and money, as ranges with their assumptions,
 * and everything that cannot fit. Start from {@link dev.perennial.training.plan.Forecast}.
 */
package dev.perennial.training.plan;
