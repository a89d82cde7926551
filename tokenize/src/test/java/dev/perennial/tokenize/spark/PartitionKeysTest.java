package dev.perennial.tokenize.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionKeysTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 300})
    void everyNumberHasThePartitionOfItsOwn(int partitions) {
        assertThat(LocalSpark.session()
                        .range(0, partitions, 1, 3)
                        .withColumn("number", col("id").cast("int"))
                        .repartition(partitions, PartitionKeys.of(col("number"), partitions))
                        .select(col("number"), spark_partition_id())
                        .collectAsList())
                .hasSize(partitions)
                .allSatisfy((Row row) -> assertThat(row.getInt(1)).isEqualTo(row.getInt(0)));
    }
}
