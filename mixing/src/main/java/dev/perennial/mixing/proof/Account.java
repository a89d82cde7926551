package dev.perennial.mixing.proof;

import java.io.Serializable;

/**
 * What of a domain was planned into a part of a stream and what stands there, in tokens that are predicted.
 *
 * @param part of the mixture
 * @param domain such as a {@code pile_set_name}; a replay's domains are those of the documents it replays
 */
public record Account(String part, String domain, long planned, long built) implements Serializable {}
