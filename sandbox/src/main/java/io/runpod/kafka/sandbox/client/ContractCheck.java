package io.runpod.kafka.sandbox.client;

import io.runpod.kafka.schema.Contract;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** Puts the record contracts into the registry, and holds the registry to them. */
public final class ContractCheck {
  private final SchemaRegistry registry;

  public ContractCheck(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * Makes BACKWARD the rule and registers every contract under {@code <topic>-value}.
   *
   * @throws IllegalStateException if a subject holds a schema the contract may not follow
   */
  public void registerAll() {
    registry.setDefaultCompatibility("BACKWARD");
    for (Contract contract : Contract.values()) {
      String subject = subject(contract);
      Schema schema = new Schema.Parser().parse(contract.definition());
      if (registry.knows(subject) && !registry.isCompatible(subject, schema)) {
        throw new IllegalStateException(
            "%s: the contract is not BACKWARD compatible with the registered schema"
                .formatted(subject));
      }
      registry.register(subject, schema);
    }
    requireUnchanged();
  }

  /**
   * Checks that the newest schema of every contract's subject still is the contract, as far as
   * Avro's parsing canonical form tells.
   *
   * @throws IllegalStateException naming the subjects that have changed
   */
  public void requireUnchanged() {
    List<String> changed =
        Arrays.stream(Contract.values())
            .filter(this::isChanged)
            .map(ContractCheck::subject)
            .toList();
    if (!changed.isEmpty()) {
      throw new IllegalStateException("registered schemas differ from the contracts: " + changed);
    }
  }

  private boolean isChanged(Contract contract) {
    return !SchemaNormalization.toParsingForm(registry.latest(subject(contract)))
        .equals(SchemaNormalization.toParsingForm(contract.schema()));
  }

  private static String subject(Contract contract) {
    return contract.defaultTopic() + "-value";
  }
}
