package dev.perennial.conf;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Binds HOCON objects to records, key by component, so that the configuration of a component is the component's own record.
 *
 * <p>All problems are collected, each with file and line; an unknown key is a problem. Keys are in kebab case. A component
 * may be a record (or a single value, where it has a {@link Shorthand}), a sealed interface with {@link Choice} (or a case's name), a
 * list (or one section, where it is a list of records), a map from names, an {@link Optional}, or a single value that
 * {@link ScalarReader} knows. After a problem the result is null.
 */
public final class RecordReader {
    private final Problems problems;

    public RecordReader(Problems problems) {
        this.problems = problems;
    }

    public <T> T read(ConfigObject object, Class<T> type) {
        return type.cast(value(object, type, ""));
    }

    private Object value(ConfigValue value, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            return generic(value, generic, path);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isAnnotationPresent(Shorthand.class) && isSingle(value)) {
            return value(section(plain.getAnnotation(Shorthand.class).value(), value), type, path);
        }
        if (plain.isSealed() && plain.isAnnotationPresent(Choice.class)) {
            return choice(
                    isSingle(value) ? section(plain.getAnnotation(Choice.class).key(), value) : value, plain, path);
        }
        if (isSection(plain)) {
            return object(value, path)
                    .map(object -> record(object, plain, path, List.of()))
                    .orElse(null);
        }
        return problems.attempt(where(value, path), () -> ScalarReader.read(value, plain));
    }

    private Object generic(ConfigValue value, ParameterizedType type, String path) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return Optional.ofNullable(value(value, arguments[0], path));
        }
        if (type.getRawType() == Map.class) {
            return object(value, path)
                    .map(object -> map(object, arguments[1], path))
                    .orElse(null);
        }
        if (value.valueType() != ConfigValueType.LIST) {
            return arguments[0] instanceof Class<?> item && standsForList(value, item)
                    ? listOfOne(value(value, item, path))
                    : refuse(value, path, "a list in [ ]");
        }
        List<Object> items = new ArrayList<>();
        for (ConfigValue item : (ConfigList) value) {
            items.add(value(item, arguments[0], path + "[" + items.size() + "]"));
        }
        return Collections.unmodifiableList(items);
    }

    private static boolean isSection(Class<?> type) {
        return type.isRecord() && !ScalarReader.reads(type);
    }

    private static boolean isSingle(ConfigValue value) {
        return !(value instanceof ConfigObject) && !(value instanceof ConfigList);
    }

    /** Whether one value may stand for a list of one item. */
    private static boolean standsForList(ConfigValue value, Class<?> item) {
        return isSingle(value) ? item.isAnnotationPresent(Shorthand.class) : isSection(item);
    }

    private static ConfigObject section(String key, ConfigValue value) {
        return value.atKey(key).root().withOrigin(value.origin());
    }

    private static List<Object> listOfOne(Object item) {
        return item == null ? null : List.of(item);
    }

    private Map<String, Object> map(ConfigObject object, Type type, String path) {
        Map<String, Object> entries = new TreeMap<>();
        object.forEach((key, value) -> entries.put(key, value(value, type, join(path, key))));
        return Collections.unmodifiableMap(entries);
    }

    private Object choice(ConfigValue value, Class<?> type, String path) {
        String key = type.getAnnotation(Choice.class).key();
        Map<String, Class<?>> cases = new TreeMap<>();
        for (Class<?> each : type.getPermittedSubclasses()) {
            cases.put(Names.kebab(each.getSimpleName()), each);
        }
        Optional<ConfigObject> object = object(value, path);
        if (object.isEmpty()) {
            return null;
        }
        ConfigValue named = object.get().get(key);
        if (named == null) {
            return refuse(value, path, key + " = one of " + String.join(", ", cases.keySet()));
        }
        String name = String.valueOf(named.unwrapped());
        Class<?> chosen = cases.get(name);
        if (chosen == null) {
            problems.add(
                    ErrorCode.CONFIGURATION,
                    where(named, join(path, key)),
                    "Cannot choose '" + name + "'." + Names.suggestion(name, cases.keySet()));
            return null;
        }
        return record(object.get(), chosen, path, List.of(key));
    }

    private Object record(ConfigObject object, Class<?> type, String path, List<String> alsoKnown) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        List<String> known = new ArrayList<>(alsoKnown);
        int before = problems.all().size();
        for (int i = 0; i < components.length; i++) {
            String key = Names.kebab(components[i].getName());
            known.add(key);
            values[i] = component(object, components[i], key, path);
        }
        for (String key : object.keySet()) {
            if (!known.contains(key)) {
                problems.add(
                        ErrorCode.UNKNOWN_KEY,
                        where(object.get(key), join(path, key)),
                        "Cannot use the key '" + key + "': nothing reads it." + Names.suggestion(key, known));
            }
        }
        boolean whole = problems.all().size() == before;
        return whole ? problems.attempt(where(object, path), () -> construct(type, components, values)) : null;
    }

    private Object component(ConfigObject object, RecordComponent component, String key, String path) {
        ConfigValue value = object.get(key);
        if (value == null || value.valueType() == ConfigValueType.NULL) {
            Default fallback = component.getAnnotation(Default.class);
            if (fallback != null) {
                value = ConfigFactory.parseString("value = " + fallback.value()).getValue("value");
            } else if (component.getType() == Optional.class) {
                return Optional.empty();
            } else {
                problems.add(
                        ErrorCode.CONFIGURATION,
                        where(object, join(path, key)),
                        "Cannot do without the key '" + key + "': it has no default.");
                return null;
            }
        }
        return value(value, component.getGenericType(), join(path, key));
    }

    private static Object construct(Class<?> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof PerennialException problem) {
                throw problem;
            }
            throw new PerennialException(ErrorCode.DEFECT, "Cannot make a " + type.getName() + ".", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new PerennialException(ErrorCode.DEFECT, "Cannot make a " + type.getName() + ".", e);
        }
    }

    private Optional<ConfigObject> object(ConfigValue value, String path) {
        if (value instanceof ConfigObject object) {
            return Optional.of(object);
        }
        refuse(value, path, "a section in { }");
        return Optional.empty();
    }

    private Object refuse(ConfigValue value, String path, String expected) {
        problems.add(
                ErrorCode.CONFIGURATION,
                where(value, path),
                "Cannot read the value: got " + value.render() + ", expected " + expected + ".");
        return null;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Where a value was written: {@code file:line: path}. */
    public static String where(ConfigValue value, String path) {
        ConfigOrigin origin = value.origin();
        String file = origin.filename() != null ? origin.filename() : origin.description();
        String place = origin.lineNumber() > 0 ? file + ":" + origin.lineNumber() : file;
        return path.isEmpty() ? place : place + ": " + path;
    }
}
