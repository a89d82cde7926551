package dev.perennial.mixing.spark;

import static org.apache.spark.sql.functions.col;

import dev.perennial.tokenize.spark.Mapped;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** The one shuffle of a mix: pieces go to the task that writes their file, sorted by position and offset. */
final class StreamShuffle {
    private StreamShuffle() {}

    static List<FileSummary> run(
            SparkSession spark, Configuration hadoop, List<PieceSource> sources, StreamWriter writer, int files) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        SerializableConfiguration settings = new SerializableConfiguration(hadoop);
        JavaRDD<Row> pieces = context.parallelize(sources, Math.max(1, sources.size()))
                .flatMap(source -> new Mapped<>(source.open(settings.value()), Piece::row));
        Dataset<Row> sorted = spark.createDataFrame(pieces, Piece.SCHEMA)
                .repartition(files, col("file"))
                .sortWithinPartitions("file", "position", "offset");
        return sorted.toJavaRDD()
                .mapPartitions(rows -> writer.write(new Mapped<>(rows, Piece::of), settings.value())
                        .iterator())
                .collect();
    }
}
