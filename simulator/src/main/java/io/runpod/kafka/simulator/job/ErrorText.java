package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The {@code error} texts of failed jobs, in the three forms the platform is known to use. */
final class ErrorText {

  private ErrorText() {}

  /** A handler's exception: a JSON document inside the string. */
  static String ofHandler(String message, String workerId) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("error_type", "<class 'RuntimeError'>")
        .put("error_message", message)
        .put(
            "error_traceback",
            "Traceback (most recent call last):\n  File \"/handler.py\", line 1, in handler\n"
                + "RuntimeError: "
                + message
                + "\n")
        .put("hostname", workerId)
        .put("worker_id", workerId)
        .put("runpod_version", "1.12.0")
        .toString();
  }

  /** A generator's exception: plain text. */
  static String ofGenerator(String message) {
    return "handler: "
        + message
        + " \ntraceback: Traceback (most recent call last):\n"
        + "  File \"/handler.py\", line 1, in handler\nRuntimeError: "
        + message
        + "\n";
  }

  /** The platform gave the job up, after so many re-dispatches. */
  static String gaveUp(int retries) {
    return "job timed out after " + retries + " retries";
  }
}
