package dev.perennial.tests.benchmark;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;

/** What a thread of the whole job is doing, told by the innermost method of its stack that belongs to a part. */
enum JobPart {
    ENCODE("dev.perennial.tokenize.BpeEncoder", "dev.perennial.tokenize.HuggingFaceEncoder"),
    HASH("dev.perennial.conf.Fingerprint", "dev.perennial.tokenize.shard.DocumentId"),
    READ_JSON("dev.perennial.tokenize.source.Json", "dev.perennial.tokenize.source.Utf8"),
    READ_AND_UNPACK("dev.perennial.tokenize.source"),
    WRITE_PARQUET("org.apache.parquet", "dev.perennial.tokenize.shard"),
    ROWS("dev.perennial.tokenize.spark.TokenizedRow", "org.apache.spark.sql.catalyst", "org.apache.spark.sql.Row"),
    SHUFFLE_AND_SORT(
            "org.apache.spark.shuffle",
            "org.apache.spark.util.collection",
            "org.apache.spark.sql.execution",
            "org.apache.spark.storage",
            "org.apache.spark.serializer"),
    REST("");

    private final List<String> prefixes;

    JobPart(String... prefixes) {
        this.prefixes = List.of(prefixes);
    }

    static Map<JobPart, Integer> count(List<RecordedEvent> samples) {
        Map<JobPart, Integer> counts = new TreeMap<>();
        samples.forEach(sample -> of(sample).ifPresent(part -> counts.merge(part, 1, Integer::sum)));
        return counts;
    }

    /** Nothing where the sample is of a thread that does none of the job's work. */
    private static Optional<JobPart> of(RecordedEvent sample) {
        if (sample.getStackTrace() == null
                || !sample.getThread("sampledThread").getJavaName().startsWith("Executor task")) {
            return Optional.empty();
        }
        return Optional.of(sample.getStackTrace().getFrames().stream()
                .map(JobPart::of)
                .filter(part -> part != REST)
                .findFirst()
                .orElse(REST));
    }

    private static JobPart of(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        for (JobPart part : values()) {
            if (part.prefixes.stream().anyMatch(type::startsWith)) {
                return part;
            }
        }
        return REST;
    }
}
