package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.job.Answer;

/** The request cannot be served; the answer says why. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  RefusedException(Answer answer) {
    super(answer.body().toString());
    this.answer = answer;
  }

  /** 400 with {@code {"error": text}}. */
  static RefusedException invalid(String text) {
    return new RefusedException(Answer.error(400, text));
  }

  Answer answer() {
    return answer;
  }
}
