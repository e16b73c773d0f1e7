package io.runpod.kafka.connect.output;

import io.runpod.kafka.connect.output.AvroTypes.Unusable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The named types of one Avro schema. Each has its name once, and no part of itself bears it. */
final class AvroNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Records of this connector's own; the converter would take another of that name for them. */
  private static final String RESERVED = "io.runpod.kafka.schema.";

  private final Map<String, OutputType> types = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  /** The full name of a type that is about to be read. */
  String define(String name, String namespace, Place place) throws Unusable {
    String full = full(name, namespace);
    for (String part : full.split("\\.", -1)) {
      check(part, place.field("name"));
    }
    if (full.startsWith(RESERVED)) {
      throw new Unusable(place, RESERVED + "* is this connector's own; choose another namespace");
    }
    if (types.containsKey(full) || !open.add(full)) {
      throw new Unusable(place, full + " is defined twice");
    }
    return full;
  }

  /** The type has been read. */
  OutputType defined(String full, OutputType type) {
    open.remove(full);
    types.put(full, type);
    return type;
  }

  /** The type that was defined by this name, full or within the namespace. */
  OutputType known(String name, String namespace, Place place) throws Unusable {
    String full = full(name, namespace);
    if (open.contains(full)) {
      throw new Unusable(place, full + " contains itself, which a Connect schema cannot");
    }
    OutputType known = types.get(full);
    if (known == null) {
      throw new Unusable(place, "type " + name + " is not supported, or not defined before it");
    }
    return known;
  }

  private static String full(String name, String namespace) {
    return name.contains(".") || namespace.isEmpty() ? name : namespace + "." + name;
  }

  static String namespaceOf(String full) {
    int dot = full.lastIndexOf('.');
    return dot < 0 ? "" : full.substring(0, dot);
  }

  /**
   * @throws Unusable if Avro takes no such name
   */
  static void check(String name, Place place) throws Unusable {
    if (!NAME.matcher(name).matches()) {
      throw new Unusable(place, "'" + name + "' is not a name");
    }
  }
}
