package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.flow.Pace;

/** The paces of a task, one for each operation that RunPod limits. */
interface Paces {
  /**
   * @param limitPer10s requests of this task in any 10 s
   */
  Pace of(Operation operation, double limitPer10s);
}
