package dev.perennial.training.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import java.util.List;
import java.util.Map;

/**
 * One round of a run, for the record: hash-chained, so that no line can be changed or lost unseen.
 *
 * @param from first position of the round
 * @param to position after the last
 * @param tokens trained on
 * @param parts sequences of each part of the mixture that were trained on in this round
 * @param skipped batches that were not, for a spike of their loss; not written where there are none
 * @param rate the learning rate of the round's last step
 * @param loss mean training loss of the round in nats
 * @param spread how far apart the workers were before they were averaged, see {@link dev.perennial.training.round.Spread}
 * @param parameters CRC-32C of the parameters that the next round starts from
 * @param previous SHA-256 of the line before; of the stream's fingerprint for the first
 */
public record LedgerLine(
        long round,
        long from,
        long to,
        long tokens,
        Map<String, Long> parts,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SkippedBatch> skipped,
        double rate,
        double loss,
        double spread,
        String parameters,
        String previous) {

    public LedgerLine {
        skipped = skipped == null ? List.of() : List.copyOf(skipped);
    }

    public String text() {
        return Json.line(this);
    }

    public static LedgerLine read(String text) {
        return Json.read(text, LedgerLine.class, "a ledger line");
    }

    public static String hash(String line) {
        return Fingerprint.of(line).hex();
    }

    /** Refuses lines that do not form one chain from {@code first} to {@code last}. */
    public static void checkChain(List<String> lines, String first, String last) {
        String previous = first;
        for (String text : lines) {
            LedgerLine line = read(text);
            if (!line.previous().equals(previous)) {
                throw broken("its chain breaks at round " + line.round());
            }
            previous = hash(text);
        }
        if (!previous.equals(last)) {
            throw broken("it does not end where the saved state does");
        }
    }

    private static PerennialException broken(String reason) {
        return new PerennialException(
                ErrorCode.CORRUPT_ARTEFACT,
                "Cannot trust a saved ledger: " + reason + ". Remove the run's folder and train again.");
    }
}
