package io.runpod.kafka.connect.request;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/**
 * The headers of ours that a record may have. One that is misspelt would be passed over in silence,
 * and what it asks for with it: a purge would become a job. Thread-safe.
 */
public final class KnownHeaders {
  private static final String OURS = "runpod.";
  private static final int SHOWN = 100;

  /** Outputs have the last two, and may be the next jobs' inputs. */
  private static final Set<String> KNOWN =
      Stream.concat(
              Arrays.stream(JobOption.values()).map(JobOption::key),
              Stream.of(
                  EndpointChoice.HEADER,
                  "runpod.operation",
                  "runpod.event.id",
                  "runpod.output.json"))
          .collect(Collectors.toCollection(TreeSet::new));

  private final Set<String> forwarded;

  /**
   * @param forwarded names that travel with the job, whatever they mean
   */
  public KnownHeaders(Collection<String> forwarded) {
    this.forwarded = Set.copyOf(forwarded);
  }

  /**
   * @throws NoRequest naming the header that is unknown
   */
  public void check(Headers headers) throws NoRequest {
    for (Header header : headers) {
      String name = header.key();
      if (name.startsWith(OURS) && !KNOWN.contains(name) && !forwarded.contains(name)) {
        throw new NoRequest(
            "unknown header '" + PlainText.cut(name, SHOWN) + "', known are " + KNOWN);
      }
    }
  }
}
