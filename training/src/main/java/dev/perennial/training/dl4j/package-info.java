/**
 * The model as a layer of Deeplearning4j, the graph that trains it, and a typed replica of that graph.
 * Start from {@link dev.perennial.training.dl4j.Replica}.
 */
package dev.perennial.training.dl4j;
