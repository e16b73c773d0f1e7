package io.runpod.kafka.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final String BEANS = "kafka.connect:type=runpod-source-task,connector=";
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final AtomicLong jobs = new AtomicLong(3);
  private Metrics metrics = metrics("orders", MetricsTest::before41);

  @AfterEach
  void close() throws Exception {
    metrics.close();
    assertThat(beans()).isEmpty();
  }

  @Test
  void areTheWorkersOwnWhereItHasThem() {
    FakePluginMetrics worker = new FakePluginMetrics();
    Metrics own = metrics("orders", () -> worker);
    own.tagged("endpoint", "e1").gauge("live-jobs", "Jobs.", jobs::get);

    assertThat(worker.value("live-jobs", "endpoint=e1")).isEqualTo(3);
    jobs.set(4);
    assertThat(worker.value("live-jobs", "endpoint=e1")).isEqualTo(4);
    assertThat(worker.descriptions()).containsExactly(Map.entry("endpoint live-jobs", "Jobs."));
  }

  @Test
  void aGaugeThatIsThereAlreadyDoesNotFailTheTask() {
    FakePluginMetrics worker = new FakePluginMetrics();
    metrics("orders", () -> worker).gauge("live-jobs", "Jobs.", jobs::get);
    metrics("orders", () -> worker).gauge("live-jobs", "Jobs.", () -> 8);

    assertThat(worker.value("live-jobs", "")).isEqualTo(3);
  }

  @Test
  void areBeansOnWorkersBefore41() throws Exception {
    metrics.gauge("snapshot-bytes", "Bytes.", () -> 12L);
    metrics.tagged("endpoint", "e1").gauge("live-jobs", "Jobs.", jobs::get);
    jobs.set(5);

    ObjectName task = new ObjectName(BEANS + "orders,task=2");
    ObjectName endpoint = new ObjectName(BEANS + "orders,task=2,endpoint=e1");
    assertThat(server.getAttribute(task, "snapshot-bytes")).isEqualTo(12L);
    assertThat(server.getAttribute(endpoint, "live-jobs")).isEqualTo(5L);
    assertThat(server.getAttributes(endpoint, new String[] {"live-jobs", "none"}))
        .containsExactly(new Attribute("live-jobs", 5L));
    assertThat(server.getMBeanInfo(endpoint).getAttributes())
        .extracting(MBeanAttributeInfo::getName, MBeanAttributeInfo::getDescription)
        .containsExactly(org.assertj.core.api.Assertions.tuple("live-jobs", "Jobs."));
    assertThatThrownBy(() -> server.getAttribute(endpoint, "none"))
        .isInstanceOf(AttributeNotFoundException.class);
  }

  @Test
  void areBeansWhereTheWorkerDoesNotEvenHaveTheirType() throws Exception {
    Metrics older =
        metrics(
            "older",
            () -> {
              throw new NoClassDefFoundError("org/apache/kafka/common/metrics/PluginMetrics");
            });
    older.gauge("live-jobs", "Jobs.", jobs::get);
    assertThat(server.getAttribute(new ObjectName(BEANS + "older,task=2"), "live-jobs"))
        .isEqualTo(3L);
    older.close();
  }

  @Test
  void quotesWhatAnObjectNameCannotHold() throws Exception {
    Metrics odd = metrics("a:b,c=*?", MetricsTest::before41);
    odd.gauge("live-jobs", "Jobs.", jobs::get);
    assertThat(beans().stream().map(name -> ObjectName.unquote(name.getKeyProperty("connector"))))
        .containsExactly("a:b,c=*?");
    odd.close();
  }

  @Test
  void aTaskTakesTheBeansOfTheOneBeforeItThatNeverEnded() throws Exception {
    metrics.gauge("live-jobs", "Jobs.", jobs::get);
    Metrics next = metrics("orders", MetricsTest::before41);
    next.gauge("live-jobs", "Jobs.", () -> 8L);
    assertThat(server.getAttribute(new ObjectName(BEANS + "orders,task=2"), "live-jobs"))
        .isEqualTo(8L);
  }

  private Set<ObjectName> beans() throws Exception {
    return server.queryNames(new ObjectName(BEANS + "*,*"), null);
  }

  private static PluginMetrics before41() {
    throw new NoSuchMethodError("pluginMetrics");
  }

  private static Metrics metrics(String connector, Supplier<PluginMetrics> ofWorker) {
    return Metrics.of(
        new SourceTaskContext() {
          @Override
          public Map<String, String> configs() {
            return Map.of();
          }

          @Override
          public OffsetStorageReader offsetStorageReader() {
            throw new UnsupportedOperationException();
          }

          @Override
          public PluginMetrics pluginMetrics() {
            return ofWorker.get();
          }
        },
        connector,
        2);
  }
}
