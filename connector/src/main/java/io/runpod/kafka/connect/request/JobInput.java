package io.runpod.kafka.connect.request;

import com.fasterxml.jackson.core.JsonToken;

/** What RunPod takes for the input of a job. */
final class JobInput {
  private static final String EMPTY =
      "the input {} is empty: RunPod accepts it, but no worker ever gets it, and the job fails"
          + " after a minute with a message about timeouts";

  private JobInput() {}

  /**
   * Checks that this is one JSON object with something in it.
   *
   * @throws NoRequest saying why it is not
   */
  static void require(Payload json) throws NoRequest {
    JsonToken first =
        JsonText.read(
            json,
            parser -> {
              JsonToken token = parser.nextToken();
              if (token == null) {
                throw new NoRequest("empty: a job's input is a JSON object");
              }
              parser.skipChildren();
              JsonText.end(parser, JsonText.word(token));
              return token;
            });
    if (first != JsonToken.START_OBJECT) {
      throw new NoRequest("a job's input is a JSON object, not " + JsonText.word(first));
    }
    if (isEmptyObject(json)) {
      throw new NoRequest(EMPTY);
    }
  }

  private static boolean isEmptyObject(Payload object) {
    int visible = 0;
    for (int i = object.from(); i < object.to() && visible < 3; i++) {
      visible += object.utf8()[i] > ' ' || object.utf8()[i] < 0 ? 1 : 0;
    }
    return visible < 3;
  }
}
