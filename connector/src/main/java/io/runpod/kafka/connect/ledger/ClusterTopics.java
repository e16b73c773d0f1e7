package io.runpod.kafka.connect.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.connect.errors.ConnectException;

/** Looks at the topics of the ledger's cluster. */
public final class ClusterTopics {
  private static final String AUTO_CREATE = "auto.create.topics.enable";
  private static final long PATIENCE_SECONDS = 15;

  private ClusterTopics() {}

  /**
   * Those of {@code names} that are not there and that the brokers do not create by themselves.
   *
   * @throws ConnectException if the cluster cannot be asked
   */
  public static List<String> missing(LedgerSettings settings, List<String> names) {
    try (Admin admin = Admin.create(settings.admin())) {
      Set<String> there = admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      List<String> missing = new ArrayList<>(names);
      missing.removeAll(there);
      return missing.isEmpty() || createdByBrokers(admin) ? List.of() : missing;
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      throw new ConnectException(
          LedgerSettings.BOOTSTRAP_SERVERS + ": topics cannot be looked up: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("interrupted while topics were looked up", e);
    }
  }

  private static boolean createdByBrokers(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    Collection<Node> nodes =
        admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ConfigResource broker =
        new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
    ConfigEntry entry =
        admin
            .describeConfigs(List.of(broker))
            .all()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .get(broker)
            .get(AUTO_CREATE);
    return entry != null && Boolean.parseBoolean(entry.value());
  }
}
