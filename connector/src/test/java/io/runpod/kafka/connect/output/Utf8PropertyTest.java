package io.runpod.kafka.connect.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class Utf8PropertyTest {

  @Property
  void piecesJoinToTheText(@ForAll("texts") String text, @ForAll @IntRange(min = 4) int most) {
    assertThat(String.join("", Utf8.cut(text, most))).isEqualTo(text);
  }

  @Property
  void noPieceIsTooLargeAndNoCharacterIsCut(
      @ForAll("texts") String text, @ForAll @IntRange(min = 4, max = 40) int most) {
    assertThat(Utf8.cut(text, most))
        .allSatisfy(
            piece -> {
              assertThat(piece.getBytes(UTF_8).length).isLessThanOrEqualTo(most);
              assertThat(new String(piece.getBytes(UTF_8), UTF_8)).isEqualTo(piece);
            });
  }

  @Property
  void piecesAreAsLongAsTheyCanBe(
      @ForAll("texts") String text, @ForAll @IntRange(min = 4, max = 40) int most) {
    List<String> pieces = Utf8.cut(text, most);
    for (int i = 0; i + 1 < pieces.size(); i++) {
      String next = pieces.get(i + 1);
      String longer = pieces.get(i) + next.substring(0, next.offsetByCodePoints(0, 1));
      assertThat(Utf8.length(longer)).isGreaterThan(most);
    }
  }

  @Property
  void countsTheBytesOfTheEncodedText(@ForAll("texts") String text) {
    assertThat(Utf8.length(text)).isEqualTo(text.getBytes(UTF_8).length);
  }

  /** What decoded JSON can hold: any character, and no half of a surrogate pair. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "\"", "\\", "ü", "߿", "ࠀ", "€", "\uffff", "😀", "\ud800\udc00")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }
}
