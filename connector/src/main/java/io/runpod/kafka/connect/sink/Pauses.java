package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.WaterMarks;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Has the consumer bring nothing more while a task has as much open as it may. Owned by the task's
 * thread.
 */
final class Pauses {
  private final WaterMarks marks;
  private final SinkTaskContext context;
  private boolean paused;
  private boolean assignmentChanged;

  Pauses(WaterMarks marks, SinkTaskContext context) {
    this.marks = marks;
    this.context = context;
  }

  /** There are partitions that the consumer was not told to leave yet. */
  void opened() {
    assignmentChanged = true;
  }

  /** Pauses the partitions, or resumes them, if it is time. */
  void keep(Intake intake) {
    boolean full = marks.full(intake.unfinished(), intake.bytes());
    if (full != paused || (full && assignmentChanged)) {
      TopicPartition[] assigned = intake.assigned().toArray(TopicPartition[]::new);
      if (full) {
        context.pause(assigned);
      } else {
        context.resume(assigned);
      }
    }
    paused = full;
    assignmentChanged = false;
  }
}
