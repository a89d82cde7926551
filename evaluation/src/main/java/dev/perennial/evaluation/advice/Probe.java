package dev.perennial.evaluation.advice;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What can be known of a shift before anything is trained on it.
 *
 * @param parent the model that is to be continued
 * @param parameters how many it has
 * @param divergence of the two token distributions, in bits
 * @param divergenceWithinOld of two halves of the old text: what would be measured of no shift at all
 */
public record Probe(
        String parent, long parameters, Text onOld, Text onNew, double divergence, double divergenceWithinOld) {

    /**
     * One of the two distributions.
     *
     * @param loss the parent's, in nats a token of its validation documents
     * @param tokensCounted that its token distribution is of
     */
    public record Text(
            String distribution, double loss, double bitsPerByte, double bytesPerToken, long tokensCounted) {}

    /** How many times as much the parent loses on the new text: 1 for no shift. The scale on which shifts are placed. */
    @JsonProperty
    public double lossRatio() {
        return onNew.loss() / onOld.loss();
    }

    /** The same by bytes, which languages and tokenizers do not bend. */
    @JsonProperty
    public double bitsPerByteRatio() {
        return onNew.bitsPerByte() / onOld.bitsPerByte();
    }
}
