package dev.perennial.conf;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this code, as the build wrote it. */
public final class CodeVersion {
    private CodeVersion() {}

    public static String current() {
        Properties properties = new Properties();
        try (InputStream in = CodeVersion.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new PerennialException(ErrorCode.DEFECT, "Cannot read the code's own version.", e);
        }
        return properties.getProperty("version");
    }
}
