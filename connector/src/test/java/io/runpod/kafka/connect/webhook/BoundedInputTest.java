package io.runpod.kafka.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundedInputTest {
  private long now = Long.MAX_VALUE - 5; // a monotonic clock may wrap around

  @Test
  void letsABodyThroughThatIsJustLongEnough() throws IOException {
    assertThat(input(10, 10).readAllBytes()).hasSize(10);
    assertThat(input(0, 10).read()).isEqualTo(-1);
  }

  @Test
  void endsOneThatIsAByteTooLong() {
    assertThatThrownBy(() -> input(11, 10).readAllBytes()).isInstanceOf(BoundedInput.TooLong.class);
  }

  @Test
  void countsSingleBytesToo() throws IOException {
    BoundedInput input = input(3, 2);
    input.read();
    input.read();

    assertThatThrownBy(input::read).isInstanceOf(BoundedInput.TooLong.class);
  }

  @Test
  void endsOneThatDripsOnAndOn() throws IOException {
    BoundedInput input = input(10, 10);
    now += Duration.ofSeconds(3).toNanos();
    input.read();
    now += 1;

    assertThatThrownBy(input::read).isInstanceOf(BoundedInput.TooSlow.class);
  }

  private BoundedInput input(int length, long maxBytes) {
    return new BoundedInput(
        new ByteArrayInputStream(new byte[length]), maxBytes, Duration.ofSeconds(3), () -> now);
  }
}
