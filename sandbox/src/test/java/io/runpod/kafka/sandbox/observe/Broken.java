package io.runpod.kafka.sandbox.observe;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.AbstractThrowableAssert;

/** Assertions about guarantees. */
final class Broken {
  private Broken() {}

  static void keeps(Guarantee guarantee, Tale tale) {
    assertThatCode(() -> guarantee.requireOf(tale.story())).doesNotThrowAnyException();
  }

  /** The violation is found, named, and explained by the history of its job or record. */
  static AbstractThrowableAssert<?, ?> breaks(
      Guarantee guarantee, Tale tale, String what, String about) {
    return assertThatThrownBy(() -> guarantee.requireOf(tale.story()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(guarantee.name() + " is broken")
        .hasMessageContaining(what)
        .hasMessageContaining(about);
  }

  static AbstractThrowableAssert<?, ?> breaksAboutJob(
      Guarantee guarantee, Tale tale, String what, String job) {
    return breaks(guarantee, tale, what, "job " + job)
        .hasMessageContaining("really    IN_QUEUE")
        .hasMessageContaining("accepted  from jobs-0@");
  }
}
