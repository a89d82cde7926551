package dev.perennial.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import dev.perennial.conf.ConfigurationFile;
import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.conf.Shorthand;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Replay;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.schedule.LearningRateSchedule;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stays the same from stage to stage: an experiment without stages, whose {@code let.next} is the pattern of the one that comes.
 *
 * @param model without one, the parent's
 */
record NextTemplate(
        @Default("\"\"") String name,
        String workspace,
        Seed seed,
        @Default("{}") Map<String, CorpusSource> corpora,
        @Default("{}") TokenizerSettings tokenizer,
        Optional<ModelShape> model,
        @Default("{}") AdamW optimizer,
        @Default("{}") TrainingSettings training,
        @Default("{}") EvaluationSettings evaluate) {
    private static final String LET = "let";
    static final String STAGE = LET + ".next";

    /**
     * The stage to come, as the template has it.
     *
     * @param replay of all that came before, as a share of the stage
     */
    record Pattern(
            @Default("\"\"") String title,
            Tokens tokens,
            LearningRateSchedule schedule,
            Replayed replay,
            @Default("1") int epochs,
            @Default("concatenate") Packing packing,
            @Default("reset") Stage.OptimizerState optimizerState) {}

    /** How much is replayed, and in which order. */
    @Shorthand("share")
    record Replayed(Share share, @Default("original") Replay.Order order) {}

    /** A template with its pattern, as they are written in a file. */
    record Reading(NextTemplate template, Pattern pattern) {}

    static Reading read(File file, List<String> overrides) {
        Config config = ConfigurationFile.read(file, overrides);
        ConfigObject written = config.withoutPath(LET).root();
        for (String made : List.of("stages", "standing")) {
            if (written.containsKey(made)) {
                throw new PerennialException(
                        ErrorCode.CONFIGURATION,
                        RecordReader.where(written.get(made), made)
                                + ": Cannot take the experiment for a template: it has " + made
                                + ". Leave them out; what is to be trained next is let.next.");
            }
        }
        Problems problems = new Problems();
        RecordReader reader = new RecordReader(problems);
        NextTemplate template = reader.read(written, NextTemplate.class);
        ConfigObject next = config.hasPath(STAGE)
                ? config.getObject(STAGE)
                : ConfigFactory.empty(file + " has no " + STAGE).root();
        Pattern pattern = reader.read(next, Pattern.class);
        problems.throwIfAny();
        return new Reading(template, pattern);
    }
}
