package io.runpod.kafka.connect.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** One group of keys, in the order they are added. Owned by the thread that makes it. */
public final class Keys {
  /** Takes any value of the key's type. */
  public static final Validator ANY = (name, value) -> {};

  private final ConfigDef def;
  private final String group;
  private int order;

  public Keys(ConfigDef def, String group) {
    this.def = def;
    this.group = group;
  }

  /** Adds a key with a default. */
  public void add(
      String name,
      ConfigDef.Type type,
      Object defaultValue,
      Validator validator,
      Importance importance,
      String doc,
      String displayName) {
    def.define(
        name,
        type,
        defaultValue,
        validator,
        importance,
        doc,
        group,
        ++order,
        Width.MEDIUM,
        displayName);
  }
}
