package dev.perennial.training.checkpoint;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import java.util.Map;

/**
 * One round of a run, for the record: hash-chained, so that no line can be changed or lost unseen.
 *
 * @param from first position of the round
 * @param to position after the last
 * @param parts sequences consumed in this round from each part of the mixture
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
        double rate,
        double loss,
        double spread,
        String parameters,
        String previous) {

    public String text() {
        return Json.line(this);
    }

    public static LedgerLine read(String text) {
        return Json.read(text, LedgerLine.class, "a ledger line");
    }

    public static String hash(String line) {
        return Fingerprint.of(line).hex();
    }
}
