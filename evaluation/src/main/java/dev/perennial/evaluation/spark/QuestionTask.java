package dev.perennial.evaluation.spark;

import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.Scorer;
import dev.perennial.evaluation.tasks.Question;
import dev.perennial.evaluation.tasks.QuestionScore;
import dev.perennial.evaluation.tasks.QuestionScorer;
import dev.perennial.tokenize.Encoder;
import dev.perennial.tokenize.SpecialTokensInText;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.spark.Tokenizers;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;

/**
 * One Spark task: a model on a range of a task's questions. Tasks of one executor share the model's weights and tokenizer.
 *
 * @param tokenizer the model's {@code tokenizer.json}
 */
record QuestionTask(
        Candidate candidate,
        Broadcast<byte[]> tokenizer,
        TokenizerEngine engine,
        List<Question> questions,
        int batch,
        Backend backend)
        implements Serializable {

    List<QuestionScore> run(Configuration hadoop) {
        Checkpoint first = candidate.members().get(0);
        // As the harness encodes; a training pipeline takes them for text.
        Encoder encoder = Tokenizers.load(tokenizer, engine).encoder(SpecialTokensInText.AS_SPECIAL);
        try (Scorer scorer = Scorer.load(candidate, hadoop, backend)) {
            return new QuestionScorer(encoder, first.endOfText(), first.model().context(), batch, scorer::losses)
                    .score(questions);
        }
    }
}
