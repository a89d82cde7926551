package dev.perennial.tokenize.source;

/** Why a row is no document: a closed list, so that a corpus can count each kind and refuse above a limit. */
public enum RejectReason {
    MALFORMED_JSON,
    INVALID_UTF8,
    MISSING_FIELD,
    EMPTY,
    TOO_LONG,
    TRUNCATED_ARCHIVE
}
