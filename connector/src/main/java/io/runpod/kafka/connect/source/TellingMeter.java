package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.metrics.Latencies;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what there is to tell of the jobs of each endpoint. Task's thread; any thread reads. */
final class TellingMeter {
  private static final List<JobStatus> ENDS =
      List.of(
          JobStatus.COMPLETED,
          JobStatus.FAILED,
          JobStatus.CANCELLED,
          JobStatus.TIMED_OUT,
          JobStatus.EXPIRED);

  private final Map<EndpointId, Counts> endpoints = new HashMap<>();

  private static final class Counts {
    final Map<JobStatus, AtomicLong> results = new LinkedHashMap<>();
    final AtomicLong statuses = new AtomicLong();
    final AtomicLong chunks = new AtomicLong();
    final AtomicLong gaps = new AtomicLong();
    final Latencies latencies = new Latencies();

    Counts() {
      ENDS.forEach(status -> results.put(status, new AtomicLong()));
    }
  }

  TellingMeter(Collection<EndpointId> ids) {
    ids.forEach(id -> endpoints.put(id, new Counts()));
  }

  void count(JobEvent event) {
    Counts counts = endpoints.get(event.job().endpoint());
    if (event instanceof JobEvent.ResultReady result) {
      counts.results.get(result.status()).incrementAndGet();
      counts.latencies.add(Duration.between(event.job().submittedAt(), event.observedAt()));
    } else if (event instanceof JobEvent.ChunkRead chunk) {
      counts.chunks.incrementAndGet();
      if (chunk.gapBefore()) {
        counts.gaps.incrementAndGet();
      }
    } else if (event instanceof JobEvent.StatusChanged) {
      counts.statuses.incrementAndGet();
    }
  }

  void show(Metrics metrics) {
    endpoints.forEach(
        (endpoint, counts) -> show(counts, metrics.tagged("endpoint", endpoint.value())));
  }

  private static void show(Counts counts, Metrics metrics) {
    counts.results.forEach(
        (status, count) ->
            metrics
                .tagged("status", status.word())
                .gauge(
                    "results-total",
                    "Results of this status; EXPIRED are those that RunPod had forgotten before"
                        + " they were read.",
                    count::get));
    metrics.gauge("statuses-total", "Status records.", counts.statuses::get);
    metrics.gauge("chunks-total", "Stream chunks.", counts.chunks::get);
    metrics.gauge(
        "gaps-total", "Stream chunks before which others may be missing.", counts.gaps::get);
    counts.latencies.show(
        metrics,
        "result-latency",
        "from a job's submission until its result was read, of the results of the last minute.");
  }
}
