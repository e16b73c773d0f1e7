package io.runpod.kafka.simulator.http;

import java.io.IOException;

/** Serves calls; it may end a call later, on another thread. */
public interface Handler {

  /** Takes care of the call; an {@link IOException} means the client is gone. */
  void handle(Call call) throws IOException;
}
