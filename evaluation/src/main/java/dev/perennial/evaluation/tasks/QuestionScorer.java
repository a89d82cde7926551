package dev.perennial.evaluation.tasks;

import dev.perennial.tokenize.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores questions with one model. Windows of like length are computed together, longest first; which ones depends on the
 * questions alone, so that the same questions give the same bits wherever they are scored.
 */
public final class QuestionScorer {
    /** Lengths are rounded up to a multiple of this: few shapes to compute in, little to pad. */
    private static final int STEP = 32;

    private final RequestEncoder encoder;
    private final int context;
    private final int batchTokens;
    private final Losses losses;

    /** Writes the loss of each label of {@code [batch, length]}, and whether no token is likelier. */
    public interface Losses {
        void losses(int[] ids, int[] labels, int batch, float[] nats, boolean[] likeliest);
    }

    /**
     * @param context of the model, in tokens
     * @param batch sequences of that length that are computed at once
     */
    public QuestionScorer(Encoder encoder, int endOfText, int context, int batch, Losses losses) {
        this.encoder = new RequestEncoder(encoder, endOfText, context);
        this.context = context;
        this.batchTokens = Math.multiplyExact(batch, context);
        this.losses = losses;
    }

    /** The scores in the questions' order. */
    public List<QuestionScore> score(List<Question> questions) {
        List<Window> windows = new ArrayList<>();
        List<int[]> ranges = new ArrayList<>();
        for (Question question : questions) {
            int from = windows.size();
            windows.addAll(windows(question));
            ranges.add(new int[] {from, windows.size()});
        }
        double[] logLikelihoods = new double[windows.size()];
        boolean[] likeliest = new boolean[windows.size()];
        compute(windows, logLikelihoods, likeliest);
        List<QuestionScore> scores = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            scores.add(score(questions.get(i), windows, ranges.get(i), logLikelihoods, likeliest));
        }
        return scores;
    }

    private List<Window> windows(Question question) {
        if (question instanceof Question.Passage passage) {
            return encoder.passage(passage.text());
        }
        List<Request> requests = question instanceof Question.Choice choice
                ? choice.requests()
                : List.of(((Question.Cloze) question).request());
        return requests.stream()
                .map(request -> encoder.request(request, question.place()))
                .toList();
    }

    private static QuestionScore score(
            Question question, List<Window> windows, int[] range, double[] logLikelihoods, boolean[] likeliest) {
        if (question instanceof Question.Passage) {
            double sum = Arrays.stream(logLikelihoods, range[0], range[1]).sum();
            return new QuestionScore(List.of(sum), List.of(), 0);
        }
        return new QuestionScore(
                Arrays.stream(logLikelihoods, range[0], range[1]).boxed().toList(),
                IntStream.range(range[0], range[1])
                        .mapToObj(window -> likeliest[window])
                        .toList(),
                (int) windows.subList(range[0], range[1]).stream()
                        .filter(Window::truncated)
                        .count());
    }

    private void compute(List<Window> windows, double[] logLikelihoods, boolean[] likeliest) {
        List<Integer> order = IntStream.range(0, windows.size())
                .boxed()
                .sorted(Comparator.comparingInt(
                        (Integer window) -> -windows.get(window).length()))
                .toList();
        for (int from = 0; from < order.size(); ) {
            int length = rounded(windows.get(order.get(from)).length());
            int to = from;
            int most = Math.max(1, batchTokens / length);
            while (to < order.size()
                    && to - from < most
                    && rounded(windows.get(order.get(to)).length()) == length) {
                to++;
            }
            compute(windows, order.subList(from, to), length, logLikelihoods, likeliest);
            from = to;
        }
    }

    private int rounded(int length) {
        return Math.min(context, (length + STEP - 1) / STEP * STEP);
    }

    private void compute(
            List<Window> windows, List<Integer> batch, int length, double[] logLikelihoods, boolean[] likeliest) {
        int[] ids = new int[batch.size() * length];
        int[] labels = new int[ids.length];
        for (int row = 0; row < batch.size(); row++) {
            Window window = windows.get(batch.get(row));
            System.arraycopy(window.tokens(), 0, ids, row * length, window.length());
            System.arraycopy(window.tokens(), 1, labels, row * length, window.length());
        }
        float[] nats = new float[ids.length];
        boolean[] first = new boolean[ids.length];
        losses.losses(ids, labels, batch.size(), nats, first);
        for (int row = 0; row < batch.size(); row++) {
            Window window = windows.get(batch.get(row));
            int end = row * length + window.length();
            double sum = 0;
            boolean all = true;
            for (int i = end - window.predicted(); i < end; i++) {
                sum -= nats[i];
                all &= first[i];
            }
            logLikelihoods[batch.get(row)] = sum;
            likeliest[batch.get(row)] = all;
        }
    }
}
