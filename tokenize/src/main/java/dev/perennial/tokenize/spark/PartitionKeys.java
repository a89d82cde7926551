package dev.perennial.tokenize.spark;

import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Sends number {@code i} to partition {@code i}. Spark partitions by hash, which would put several shards into some tasks and
 * none into a third of them; so each number is replaced by a key whose hash falls where it should.
 */
final class PartitionKeys {
    /** As Spark's own partitioning has it. */
    private static final int SEED = 42;

    private PartitionKeys() {}

    /** What to repartition by, for numbers from zero to below {@code partitions}. */
    static Column of(Column number, int partitions) {
        return element_at(lit(keys(partitions)), number.plus(1));
    }

    private static int[] keys(int partitions) {
        int[] keys = new int[partitions];
        Arrays.fill(keys, -1);
        int missing = partitions;
        for (int key = 0; missing > 0; key++) {
            int partition = Math.floorMod(Murmur3_x86_32.hashInt(key, SEED), partitions);
            if (keys[partition] < 0) {
                keys[partition] = key;
                missing--;
            }
        }
        return keys;
    }
}
