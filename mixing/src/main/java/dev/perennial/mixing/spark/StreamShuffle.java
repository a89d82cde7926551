package dev.perennial.mixing.spark;

import static org.apache.spark.sql.functions.col;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
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
                .flatMap(source -> map(source.open(settings.value()), Piece::row));
        Dataset<Row> sorted = spark.createDataFrame(pieces, Piece.SCHEMA)
                .repartition(files, col("file"))
                .sortWithinPartitions("file", "position", "offset");
        return sorted.toJavaRDD()
                .mapPartitions(rows ->
                        writer.write(map(rows, Piece::of), settings.value()).iterator())
                .collect();
    }

    private static <A, B> Iterator<B> map(Iterator<A> from, Function<A, B> function) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return from.hasNext();
            }

            @Override
            public B next() {
                return function.apply(from.next());
            }
        };
    }
}
