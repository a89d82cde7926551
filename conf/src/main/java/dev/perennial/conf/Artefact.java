package dev.perennial.conf;

import org.apache.hadoop.fs.Path;

/** A folder of a workspace that stands, with the manifest that makes it one. */
public record Artefact(Path folder, Manifest manifest) {
    public Fingerprint fingerprint() {
        return manifest.fingerprint();
    }

    /** Such as {@code checkpoints/P-434fec85b265}: where it is in its workspace. */
    public String place() {
        return folder.getParent().getName() + "/" + folder.getName();
    }
}
