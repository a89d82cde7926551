package dev.perennial.jobs.demo;

/**
 * One file of the demo corpora.
 *
 * @param path within the output folder
 * @param domain what its documents are labelled with
 * @param textBytes the UTF-8 bytes of the texts, without their envelopes
 */
public record DemoFile(String path, String domain, long documents, long textBytes) {}
