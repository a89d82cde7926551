package dev.perennial.conf;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads single values: texts, numbers, truth values, enums in kebab case, and the units of this package. */
final class ScalarReader {
    private static final Map<Class<?>, Function<String, ?>> PARSERS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(int.class, text -> Math.toIntExact(whole(text))),
            Map.entry(Integer.class, text -> Math.toIntExact(whole(text))),
            Map.entry(long.class, ScalarReader::whole),
            Map.entry(Long.class, ScalarReader::whole),
            Map.entry(double.class, ScalarReader::real),
            Map.entry(Double.class, ScalarReader::real),
            Map.entry(boolean.class, ScalarReader::truth),
            Map.entry(Share.class, Share::parse),
            Map.entry(Tokens.class, Tokens::parse),
            Map.entry(Sequences.class, text -> new Sequences(whole(text))),
            Map.entry(Length.class, Length::parse),
            Map.entry(Seed.class, text -> new Seed(Long.parseLong(text))));

    private static final Set<ConfigValueType> NOT_SINGLE =
            Set.of(ConfigValueType.OBJECT, ConfigValueType.LIST, ConfigValueType.NULL);

    private ScalarReader() {}

    static boolean reads(Class<?> type) {
        return PARSERS.containsKey(type) || type.isEnum();
    }

    static Object read(ConfigValue value, Class<?> type) {
        if (NOT_SINGLE.contains(value.valueType())) {
            throw refused(value.render(), "a single value", null);
        }
        String text = String.valueOf(value.unwrapped());
        if (type.isEnum()) {
            return constant(text, type);
        }
        Function<String, ?> parser = PARSERS.get(type);
        if (parser == null) {
            throw new PerennialException(ErrorCode.DEFECT, "Cannot bind a configuration to " + type + ".");
        }
        try {
            return parser.apply(text);
        } catch (NumberFormatException | ArithmeticException e) {
            throw refused("'" + text + "'", "a whole number", e);
        }
    }

    private static Object constant(String text, Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (Names.kebab((Enum<?>) constant).equals(text)) {
                return constant;
            }
        }
        List<String> known = Arrays.stream(type.getEnumConstants())
                .map(constant -> Names.kebab((Enum<?>) constant))
                .toList();
        throw new PerennialException(
                ErrorCode.CONFIGURATION, "Cannot choose '" + text + "'." + Names.suggestion(text, known));
    }

    /** A count: like tokens it may be written with k, M, B or T. */
    private static Long whole(String text) {
        try {
            return Tokens.parse(text).count();
        } catch (PerennialException e) {
            throw refused("'" + text + "'", "a whole number, zero or more", e);
        }
    }

    private static Double real(String text) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw refused("'" + text + "'", "a number", e);
        }
        throw refused("'" + text + "'", "a finite number", null);
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> throw refused("'" + text + "'", "true or false", null);
        };
    }

    private static PerennialException refused(String got, String expected, Throwable cause) {
        return new PerennialException(
                ErrorCode.CONFIGURATION, "Cannot read the value: got " + got + ", expected " + expected + ".", cause);
    }
}
