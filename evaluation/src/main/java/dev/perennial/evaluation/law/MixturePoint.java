package dev.perennial.evaluation.law;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;

/**
 * What a continued run came to on one distribution.
 *
 * @param parameters of the model
 * @param tokens of the continuation
 * @param share of the distribution in the mixture, from 0 to 1
 * @param loss at the end, in nats a token
 */
public record MixturePoint(String run, double parameters, double tokens, double share, double loss) {
    public MixturePoint {
        if (!(parameters > 0 && tokens > 0 && share >= 0 && share <= 1 && loss > 0 && Double.isFinite(loss))) {
            throw new PerennialException(
                    ErrorCode.MALFORMED_DATA,
                    "Cannot fit to run '" + run + "': got parameters " + parameters + ", tokens " + tokens + ", share "
                            + share + ", loss " + loss + ", expected numbers above 0 and a share up to 1.");
        }
    }
}
