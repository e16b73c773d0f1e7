package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.JobStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.connect.errors.ConnectException;

/** What somebody PATCHed into the offsets: it is read as a snapshot, or refused in words. */
class SnapshotPropertyTest {
  private static final List<String> FIELDS =
      List.of("version", "next", "low", "done", "cursors", "ledger", "partitions", "epoch");

  @Property(tries = 1_000)
  void refusesNonsenseInWordsAndNothingElse(
      @ForAll("fields") String field, @ForAll("nonsense") Object value) {
    Map<String, Object> map = good();
    map.put(field, value);

    readsBackOrRefuses(map);
  }

  @Property(tries = 1_000)
  void refusesTornTextsInWordsAndNothingElse(
      @ForAll @IntRange(max = 60) int at, @ForAll("pieces") String piece, @ForAll boolean cursors) {
    Map<String, Object> map = good();
    String field = cursors ? "cursors" : "done";
    String text = (String) map.get(field);
    int place = at % (text.length() + 1);
    map.put(
        field,
        text.substring(0, place) + piece + text.substring(Math.min(text.length(), place + 1)));

    readsBackOrRefuses(map);
  }

  @Property(tries = 200)
  void ignoresFieldsItDoesNotKnow(@ForAll @Size(max = 5) Map<String, String> more) {
    Map<String, Object> map = new HashMap<>(more);
    map.putAll(good());

    assertThat(Snapshot.fromMap(map)).isEqualTo(Snapshot.fromMap(good()));
  }

  private static void readsBackOrRefuses(Map<String, Object> map) {
    Optional<Snapshot> read;
    try {
      read = Snapshot.fromMap(map);
    } catch (ConnectException refused) {
      assertThat(refused).hasMessageContaining("stored source offset");
      return;
    }
    assertThat(Snapshot.fromMap(read.orElseThrow().toMap())).isEqualTo(read);
  }

  private static Map<String, Object> good() {
    TreeMap<Long, Cursor> open = new TreeMap<>();
    open.put(3L, Cursor.QUEUED);
    open.put(
        4L, new Cursor(JobStatus.of("NEW"), 3, 2, 1, 0x7abcdef0, 12, true, false, true, false));
    open.put(
        9L, new Cursor(JobStatus.FAILED, 2, 1, Cursor.NO_RETRIES, 0, 0, false, true, true, true));
    return new HashMap<>(new Snapshot(20, OpenJobs.of(open), "id", 4, 17).toMap());
  }

  @Provide
  static Arbitrary<String> fields() {
    return Arbitraries.of(FIELDS);
  }

  @Provide
  static Arbitrary<Object> nonsense() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(number -> (Object) number),
        Arbitraries.longs().between(-2, 30).map(number -> (Object) number),
        Arbitraries.doubles().map(number -> (Object) number),
        Arbitraries.strings().ofMaxLength(12).map(text -> (Object) text),
        Arbitraries.of(
                "", ",", ";", ":::::::", "1:::::::", "%", "1:~%:::::::", "zzzzzzzzzzzzzz", "-1")
            .map(text -> (Object) text),
        Arbitraries.just((Object) List.of(1)),
        Arbitraries.just((Object) Boolean.TRUE),
        Arbitraries.just((Object) Map.of()));
  }

  @Provide
  static Arbitrary<String> pieces() {
    return Arbitraries.of(
        "",
        ",",
        ";",
        ":",
        "-",
        "z",
        "~",
        "%",
        "0",
        "zzzzzzzzzzz",
        "1y2p0ij32e8e7",
        "-1",
        "\u0000",
        "o");
  }
}
