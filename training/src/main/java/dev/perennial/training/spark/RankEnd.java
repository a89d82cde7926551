package dev.perennial.training.spark;

import java.io.Serializable;

/**
 * How a {@link RankTask} ended. An error that another attempt would only repeat, such as a loss that diverged, is a result and not an
 * exception: Spark would start the stage again and again, and in the end tell the error as text, without its code.
 *
 * @param rounds that were trained
 * @param failure or null
 */
record RankEnd(long rounds, RunFailure failure) implements Serializable {}
