package dev.perennial.tests;

/** How a command ended: its exit code and all that it said. */
record Outcome(int exitCode, String text) {}
