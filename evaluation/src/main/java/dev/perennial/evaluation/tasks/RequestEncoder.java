package dev.perennial.evaluation.tasks;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.tokenize.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns requests into tokens as the harness does. Spaces at the end of a context go to its continuation, so that a word keeps the token it
 * has with its space; both are encoded as one text, and what is more than the context's own tokens is the continuation. A context
 * that is too long loses its beginning; an empty one is an end of text.
 */
final class RequestEncoder {
    private final Encoder encoder;
    private final int endOfText;
    private final int context;

    /** @param context of the model, in tokens */
    RequestEncoder(Encoder encoder, int endOfText, int context) {
        this.encoder = encoder;
        this.endOfText = endOfText;
        this.context = context;
    }

    /** @param place of the question, for an error */
    Window request(Request request, String place) {
        int end = PythonText.endWithoutSpaces(request.context());
        String given = request.context().substring(0, end);
        int[] whole = encoder.encode(request.context() + request.continuation());
        int before = given.isEmpty() ? 0 : encoder.encode(given).length;
        if (before == 0) {
            // A continuation that begins with the end of text brings its own.
            whole = whole.length > 1 && whole[0] == endOfText ? whole : prefixed(whole);
            before = 1;
        }
        int predicted = whole.length - before;
        check(predicted, request, place);
        int from = Math.max(0, whole.length - context - 1);
        return new Window(Arrays.copyOfRange(whole, from, whole.length), predicted, from > 0);
    }

    /** A whole text, each token predicted once: first after an end of text, then after as much as fits before the window's end. */
    List<Window> passage(String text) {
        int[] tokens = prefixed(encoder.encode(text));
        List<Window> windows = new ArrayList<>();
        for (int done = 1; done < tokens.length; ) {
            int predicted = Math.min(context, tokens.length - done);
            int to = done + predicted;
            int from = Math.max(0, to - context - 1);
            windows.add(new Window(Arrays.copyOfRange(tokens, from, to), predicted, false));
            done = to;
        }
        return windows;
    }

    private void check(int predicted, Request request, String place) {
        if (predicted < 1) {
            throw refused(request, place, "it adds no token to its context, got 0", "at least 1");
        }
        if (predicted > context) {
            throw refused(
                    request,
                    place,
                    "it is longer than the model's context, got " + predicted + " tokens",
                    "at most " + context);
        }
    }

    private static PerennialException refused(Request request, String place, String reason, String expected) {
        String continuation = request.continuation();
        String shown = continuation.length() > 60 ? continuation.substring(0, 60) + "..." : continuation;
        return new PerennialException(
                ErrorCode.MALFORMED_DATA,
                "Cannot score '" + shown + "' of " + place + ": " + reason + ", expected " + expected
                        + ". Take the row out, or evaluate a model that it fits.");
    }

    private int[] prefixed(int[] tokens) {
        return IntStream.concat(IntStream.of(endOfText), Arrays.stream(tokens)).toArray();
    }
}
