package dev.perennial.jobs;

/** Ends the search for an artefact that would have to be made. */
final class NotStanding extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotStanding() {
        super("it would have to be made", null, false, false);
    }
}
